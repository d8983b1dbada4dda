"""The tags that pages are made of; `templates/README.md` shows each in use.

A tag with several shapes draws a partial in `templates/components/`; a single element is written here.
Tags that speak of time take `now` out of the context, where `portal.pages.shell` puts the clock's.
"""

from itertools import count, zip_longest

from django import template
from django.forms.formsets import BaseFormSet
from django.middleware.csrf import get_token
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.translation import gettext as _

from portal import formats

register = template.Library()

TAG_KINDS = ("", "todo", "sign", "ok", "back", "bad", "off")
ALERT_ICONS = {"": "info", "good": "check", "warn": "warn", "bad": "warn"}
ACT_KINDS = ("", "main", "danger", "text")
METHODS = ("get", "post", "submit")

_reasons = count(1)  # ids of the reasons of denied acts, several of which may stand on a page


def _one_of(value: str, known, what: str) -> str:
    if value not in known:
        raise ValueError(f"unknown {what}: {value!r}, known are {', '.join(map(repr, known))}")
    return value


# --- times

register.filter("iso", formats.iso)
register.filter("full", formats.full)
register.filter("sentence", formats.sentence)
register.filter("weekday", formats.weekday)
register.filter("amount", formats.amount)


@register.filter
def iso_machine(when) -> str:
    """What stands in the `datetime` attribute of <time>."""
    return when.isoformat()


@register.simple_tag(takes_context=True)
def short(context, when, seconds=False):
    """`11-23 15:42`, with the year once it is not this one; a dash for nothing."""
    return formats.short(when, context["now"], seconds) if when else "—"


@register.simple_tag
def due(deadline):
    """The chip of a `formats.Deadline`; nothing for None."""
    return format_html('<span class="due {}">{}</span>', deadline.kind, deadline.words) if deadline else ""


# --- small pieces

@register.simple_tag
def icon(name):
    """A picture out of the sprite; decoration only, the words beside it carry the meaning."""
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"/></svg>',
        static("portal/icons.svg"), name,
    )


@register.simple_tag
def tag(label, kind=""):
    """A status: `kind` (todo sign ok back bad off, or none) chooses shape and colour, the label says it."""
    _one_of(kind, TAG_KINDS, "kind of tag")
    return format_html('<span class="tag{}">{}</span>', f" is-{kind}" if kind else "", label)


@register.simple_block_tag
def alert(content, kind="", role=""):
    """A notice in the page: '' (information), good, warn or bad; `role` only for what has just happened."""
    head = format_html('<div class="alert {}"{}>', kind, format_html(' role="{}"', role) if role else "")
    return format_html("{}{}<div>{}</div></div>", head, icon(ALERT_ICONS[kind]), content)


@register.simple_block_tag
def nothing(content, title):
    """An empty state: what is missing, and in the block why, or the next step."""
    return format_html('<div class="empty">{}<h3>{}</h3><p>{}</p></div>', icon("inbox"), title, content)


# --- frames of a page

@register.simple_block_tag
def page_head(content, title, sub="", tag_label="", tag_kind=""):
    """The heading of a page with its status and one line beneath; in the block stand the actions, if any."""
    return format_html(
        '<div class="page-head"><h1>{}</h1>{}{}{}</div>',
        title,
        tag(tag_label, tag_kind) if tag_label else "",
        format_html("<p>{}</p>", sub) if sub else "",
        format_html('<div class="row-end">{}</div>', content) if content.strip() else "",
    )


@register.simple_block_tag
def panel(content, title, note="", more="", more_label="", flush=False):
    """A titled panel; `flush` lets a table reach its edges, `more` is the address of the whole list."""
    return format_html(
        '<section class="panel"><div class="panel-h"><h2>{}</h2>{}{}</div>{}</section>',
        title,
        format_html('<span class="small muted">{}</span>', note) if note else "",
        format_html('<a class="row-end" href="{}">{}</a>', more, more_label or _("全部")) if more else "",
        content if flush else format_html('<div class="panel-b stack">{}</div>', content),
    )


@register.simple_block_tag
def section(content, number, title):
    """A numbered part of a form; the block holds fields, laid out on the grid."""
    return format_html(
        '<fieldset class="sec"><legend><span class="sec-no" aria-hidden="true">{}</span>{}</legend>'
        '<div class="grid">{}</div></fieldset>',
        number, title, content,
    )


@register.inclusion_tag("components/crumbs.html")
def crumbs(*parts):
    """Where the page stands: label and address in turn, the last label without; 首页 comes by itself."""
    return {"steps": list(zip_longest(parts[::2], parts[1::2], fillvalue=""))}


@register.inclusion_tag("components/tabs.html")
def tabs(items, label=""):
    """Lists by state, as links: `parts.Tab`s."""
    return {"tabs": items, "label": label or _("按状态筛选")}


@register.inclusion_tag("components/tiles.html")
def tiles(items):
    """The figures that matter, four at most: `parts.Tile`s."""
    return {"tiles": items}


# --- what happened, what changed, what is

@register.inclusion_tag("components/timeline.html", takes_context=True)
def timeline(context, entries):
    """What happened, newest first: `parts.Event`s."""
    return {"entries": entries, "now": context["now"]}


@register.inclusion_tag("components/diff.html")
def diff(changes, caption, before="", after=""):
    """Fields side by side, differing characters marked: things with label, old, new (`history.Change`)."""
    rows = []
    for change in changes:
        old, new = (str(value) if value not in (None, "") else "" for value in (change.old, change.new))
        removed, added = formats.differences(old, new)
        rows.append({"label": change.label, "changed": old != new, "removed": removed, "added": added})
    return {"rows": rows, "caption": caption, "before": before or _("改前"), "after": after or _("改后")}


@register.inclusion_tag("components/facts.html")
def facts(rows):
    """Pairs of label and value as a description list; a dash for nothing."""
    return {"rows": rows}


@register.inclusion_tag("components/stepper.html")
def stepper(steps, at, label=""):
    """How far a case is: the labels of all steps, and which is present (from 1; past the last, all done)."""
    return {"steps": steps, "at": at, "label": label or _("办理进度")}


# --- forms

@register.inclusion_tag("components/errors.html")
def errors(*forms):
    """All that is wrong in forms and formsets, each with a link to its field; nothing if all is well."""
    problems = []
    for form in forms:
        problems.extend(_formset_problems(form) if isinstance(form, BaseFormSet) else _form_problems(form))
    return {"problems": problems}


def _formset_problems(formset):
    problems = [{"label": "", "text": text, "target": ""} for text in formset.non_form_errors()]
    for form in formset.forms:
        problems.extend(_form_problems(form))
    return problems


def _form_problems(form):
    problems = [{"label": "", "text": text, "target": ""} for text in form.non_field_errors()]
    for field in form:
        # a group of radio buttons or check boxes has no control of its own to lead to, its first button has
        target = field.id_for_label or f"{field.auto_id}_0"
        problems.extend({"label": field.label, "text": text, "target": target} for text in field.errors)
    return problems


@register.inclusion_tag("components/filters.html", takes_context=True)
def filters(context, form, label="", method="get", action="", reset=""):
    """A list's filters. With personal terms among them: method="post", see `licenses:search`."""
    path = context["request"].path
    return {
        "form": form, "label": label or _("筛选"), "method": _one_of(method, METHODS[:2], "method"),
        "action": action or path, "reset": reset or path, "csrf": _csrf(context) if method == "post" else "",
    }


@register.simple_tag
def autosave(url):
    """Attributes of a <form> that saves itself while it is filled in; needs `{% saved %}` within it."""
    return format_html(
        'data-guard hx-post="{}" hx-trigger="input changed delay:800ms, change delay:800ms"'
        ' hx-target="#save" hx-swap="outerHTML" hx-sync="this:queue last"', url,
    )


@register.inclusion_tag("components/saved.html")
def saved(rev, at=None):
    """The revision of the draft and when it was saved."""
    return {"rev": rev, "at": formats.time_of(at, seconds=True) if at else ""}


@register.inclusion_tag("components/conflict.html", takes_context=True)
def conflict(context, rev, by, at, url):
    """Instead of `saved`, with status 409: `by` saved first; `rev` is the stale revision of this page."""
    return {"rev": rev, "by": by, "at": formats.short(at, context["now"]), "url": url}


@register.inclusion_tag("components/act.html", takes_context=True)
def act(context, decision, url, label, kind="", method="get", icon="", name="", value=""):
    """A button for what a policy decided on: usable, or in place with the reason why not.

    `method` is get (a link), post (a form of its own) or submit (a button of the form around it).
    """
    return {
        "decision": decision, "url": url, "label": label, "icon": icon, "name": name, "value": value,
        "kind": _one_of(kind, ACT_KINDS, "kind of button"), "method": _one_of(method, METHODS, "method"),
        "why": f"why-{next(_reasons)}", "csrf": _csrf(context) if method == "post" and decision.allowed else "",
    }


def _csrf(context) -> str:
    return get_token(context["request"])


# --- lists

@register.inclusion_tag("components/pager.html", takes_context=True)
def pager(context, page, field="page"):
    """The pages of a `Page`, the count first; other filters in the address are kept."""
    paginator, request = page.paginator, context["request"]

    def url(number):
        query = request.GET.copy()
        query[field] = number
        return f"?{query.urlencode()}"

    several = paginator.num_pages > 1
    numbers = [
        (number, url(number) if number != paginator.ELLIPSIS else "")
        for number in paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)
    ]
    return {
        "count": paginator.count, "total": formats.amount(paginator.count), "per_page": paginator.per_page,
        "more": getattr(paginator, "more", False), "numbers": numbers if several else [],
        "current": page.number,
        "previous": url(page.previous_page_number()) if page.has_previous() else "",
        "next": url(page.next_page_number()) if page.has_next() else "",
    }
