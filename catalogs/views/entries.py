"""The list of the catalogue, the page of an entry, new entries, who issues a type and who may do what with it."""

from django.contrib import messages
from django.db.models import Count, F, Prefetch, Q
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from catalogs import actions, numbering, policies, schema
from catalogs.forms import EndForm, EntryFilter, EntryForm, GrantForm, IssuerForm
from catalogs.models import Entry, EntryGroupRight, EntryUserRight, IssuingRight, Version
from catalogs.states import IN_MAKING, MAKING, STATES, Status
from catalogs.tables import Entries, Issuers, Items, Versions
from catalogs.views import happened, preview
from portal import clock
from portal.accounts.models import Appointment, Department, Level, User
from portal.accounts.roles import ROLES, permissions_of
from portal.audit import log
from portal.law.models import LegalBasis
from portal.parts import Tab
from portal.web import needs

MAKERS = ("catalogs.edit", "catalogs.publish")


def version_of(entry, versions):
    """The version by which an entry `with_state` is shown, of those that the actor may see, newest first: the current
    one, else the newest that was not discarded; None without any."""
    current = next((v for v in versions if v.pk == entry.current), None)
    return current or next((v for v in versions if v.status != Status.DISCARDED), None) or next(iter(versions), None)


@require_GET
@needs("catalogs.read")
def listing(request):
    """All licence types, by state; a search is logged with its words."""
    form = EntryFilter(request.GET)
    chosen = form.cleaned_data if form.is_valid() else {}
    found = _found(request.actor, chosen)
    state = chosen.get("state", "")
    visible = Version.objects.visible_to(request.actor).defer("layout_html", "layout_css").order_by("-number")
    rows = (found.filter(_stands(state)) if state else found).prefetch_related(Prefetch("versions", visible))
    words = " ".join(str(value) for value in chosen.values() if value)
    table = log.disclose(
        "search" if words else "list", by=request.actor, terms_masked=words,
        load=lambda: Entries(rows, version_of=lambda entry: version_of(entry, entry.versions.all())).paged(request),
        shown=lambda t: [row.record.pk for row in t.paginated_rows], result_count=lambda t: t.paginator.count,
    )
    return render(request, "catalogs/entries.html", {
        "table": table, "form": form, "tabs": _tabs(request, found, state),
        "may_create": policies.can_create(request.actor) if request.actor.may("catalogs.edit") else None,
    })


def _stands(state: str) -> Q:
    """What a tab of the list shows: one entry may stand in two, as in force and with a draft."""
    return Q(state=state) | Q(making=state)


def _found(actor, chosen: dict):
    """The visible entries that the filters leave, with their states, in the order of their names."""
    entries = Entry.objects.visible_to(actor).described(chosen.get("category", ""), chosen.get("holder", ""))
    if chosen.get("level"):
        entries = entries.filter(defining_level=chosen["level"])
    words = chosen.get("q", "").strip()
    if words:
        entries = entries.filter(Q(name__icontains=words) | Q(type_code__startswith=words.upper())
                                 | Q(defining_name__icontains=words))
    return entries.with_state(actor).order_by("name", "type_code")


def _tabs(request, found, current: str) -> list[Tab]:
    """The states with their counts; drafts only for those who make the catalogue."""
    makes = any(request.actor.may(permission) for permission in MAKERS)
    shown = [state for state in STATES if makes or state not in MAKING]
    counts = found.order_by().aggregate(
        all=Count("pk"), **{state: Count("pk", filter=_stands(state)) for state in shown})
    query = request.GET.copy()
    query.pop("page", None)

    def url(state):
        query["state"] = state
        return f"?{query.urlencode()}"

    return [Tab(_("全部"), url(""), not current, counts["all"])] + [
        Tab(str(STATES[state].label), url(state), current == state, counts[state]) for state in shown
    ]


@require_GET
@needs("catalogs.read")
def page(request, pk):
    """One licence type: its code, the version in force, its face and items, versions, issuers, rights, history."""
    actor = request.actor
    entry = log.open_object(actor, Entry.objects.with_state(actor), "view", pk=pk, related=("kept_by",))
    versions = list(entry.versions.visible_to(actor).select_related("drafted_by", "published_by", "entry")
                    .order_by("-number"))
    version = version_of(entry, versions)
    issuers = entry.issuers.select_related("department")
    department = actor.department if policies.issues(actor.department, entry) else None
    making = next((v for v in versions if v.status in IN_MAKING), None)
    return render(request, "catalogs/entry.html", {
        "entry": entry, "version": version, "making": making, "department": department,
        "state": STATES[entry.state],
        "code_facts": code_facts(entry), "facts": facts(version) if version else [],
        "items": Items(list(version.items.all()), prefix="items-") if version else None,
        "versions": Versions(versions, prefix="versions-"),
        "issuers": Issuers(list(issuers), ends=False, today=clock.today(), prefix="issuers-"),
        "rights": rights_by_verb(department, entry) if department else [],
        "can_grant": policies.can_grant(actor, entry) if actor.may("catalogs.grant") else None,
        "can_draft": policies.can_draft(actor, entry) if actor.may("catalogs.edit") else None,
        "can_give": policies.can_give_issuing_right(actor, entry) if actor.may("catalogs.edit") else None,
        "preview": preview.saved(version) if version else None,
        "happened": happened.of_entry(entry, versions, department),
    })


def code_facts(entry) -> list:
    """The parts of the type code, as (label, value)."""
    return [
        (_("类型代码"), entry.type_code), (_("定义机构代码"), entry.type_code[:18]),
        (_("顺序号"), entry.type_code[18:]),
        (_("定义机构"), entry.defining_name), (_("定义机构级别"), entry.get_defining_level_display()),
        (_("目录管理部门"), entry.kept_by),
    ]


def facts(version) -> list:
    """What a version says of itself, as (label, value)."""
    bases = LegalBasis.objects.filter(key__in=version.laws).order_by("title", "article")
    named = {basis.key: f"{basis}（{basis.get_status_display()}）" for basis in bases}
    return [
        (_("证照名称"), version.name), (_("目录类别"), version.get_category_display()),
        (_("持证主体类型"), version.get_holder_category_display()),
        (_("持证主体数量"), _("可有多个") if version.several_holders else _("一个")),
        (_("证照颁发机构"), version.issuing_body),
        (_("颁发机构级别"), _("、").join(str(Level(level).label) for level in version.issuing_levels)),
        (_("有效期"), schema.validity_label(version.validity)),
        (_("证照编号"), numbering.in_words(version.number_rule)),
        (_("唯一性"), _("同一持证主体仅一件有效") if version.unique_per_holder else _("不限")),
        (_("保管期限"), version.get_retention_display()), (_("工程标准版本"), version.standard_version),
        (_("关联事项"), _("；").join(f"{matter.name}（{matter.code}）" for matter in version.matters.all())),
        (_("法律依据"), _("；").join(named.get(key, key) for key in version.laws)),
    ]


# --- new entries and versions


@require_http_methods(["GET", "POST"])
@needs("catalogs.edit")
def create(request):
    """Take a type into the catalogue; items and face follow in the editor."""
    form = EntryForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            decision = policies.can_create(request.actor, form.cleaned_data["name"])
            if Entry.objects.standing().filter(type_code=form.cleaned_data["type_code"]).exists():
                form.add_error("type_code", _("该类型代码已在目录中，请核对"))
            elif not decision:
                form.add_error("name", decision.reason)
            else:
                version = actions.create_entry(by=request.actor, entry=form.entry(), values=form.values())
                messages.success(request, _("已建立“%(name)s”的草稿，请编制照面信息项。") % {"name": version.name})
                return redirect("catalogs:items", version.pk)
    return render(request, "catalogs/create.html", {"form": form}, status=status)


@require_POST
@needs("catalogs.edit")
def draft(request, pk):
    """Draft the next version of an entry."""
    entry = _reached(request, pk, "catalogs.version.draft")
    version = actions.draft_next(entry, by=request.actor)
    messages.success(request, _("已按最新版本复制出第 %(n)d 版草稿。") % {"n": version.number})
    return redirect("catalogs:general", version.pk)


# --- who issues


@require_http_methods(["GET", "POST"])
@needs("catalogs.edit")
def issuers(request, pk):
    """The departments that issue a type; the editor gives the right."""
    departments = Department.objects.existing().filter(issuing=True).order_by("division", "name")
    form = IssuerForm(request.POST or None, queryset=departments, initial={"since": clock.today()})
    if request.method == "POST" and form.is_valid():
        entry = _reached(request, pk, "catalogs.entry.give_issuing_right")
        right = actions.give_issuing_right(entry, by=request.actor, **form.cleaned_data)
        messages.success(request, _("已授予%(department)s签发权限。") % {"department": right.department})
        return redirect("catalogs:issuers", pk)
    entry = _opened(request, pk, policies.can_give_issuing_right)
    rows = entry.issuers.select_related("department")
    return render(request, "catalogs/issuers.html", {
        "entry": entry, "form": form, "table": Issuers(list(rows), ends=True, today=clock.today()),
    }, status=422 if form.errors else 200)


def _opened(request, pk, policy):
    """The entry of a page that is shown."""
    return log.open_object(request.actor, Entry.objects.all(), "view", pk=pk, related=("kept_by",), policy=policy)


def _reached(request, pk, verb: str):
    """The entry that is acted upon: the act's own row is the row."""
    return log.reach(request.actor, Entry.objects.all(), verb, pk=pk, related=("kept_by",))


@require_http_methods(["GET", "POST"])
@needs("catalogs.edit")
def end_issuer(request, pk, right):
    """Asks for the last day on which a department issues the type."""
    form = EndForm(request.POST or None, initial={"until": clock.today()})
    issuers_of = IssuingRight.objects.filter(entry=pk).select_related("department", "entry__kept_by")
    if request.method == "POST" and form.is_valid():
        _reached(request, pk, "catalogs.entry.end_issuing_right")
        issuing = get_object_or_404(issuers_of, pk=right)
        actions.end_issuing_right(issuing, by=request.actor, until=form.cleaned_data["until"])
        messages.success(request, _("已终止%(department)s的签发权限。") % {"department": issuing.department})
        return redirect("catalogs:issuers", pk)
    entry = _opened(request, pk, policies.can_give_issuing_right)
    return render(request, "catalogs/end_issuer.html", {
        "entry": entry, "issuing": get_object_or_404(issuers_of, pk=right), "form": form,
    }, status=422 if form.errors else 200)


# --- who may do what


def rights_by_verb(department, entry) -> list:
    """(verb's label, the rights of it: (row, whom, whether it still holds)) for one department."""
    own, by_role = policies.rights_in(department, entry)
    posts = Appointment.objects.in_force().filter(department=department)
    held = {(post.user_id, permission) for post in posts for permission in permissions_of(post.role)}
    found = {verb: [] for verb in policies.VERBS}
    for right in by_role:
        found[_verb(right)].append((right, ROLES[right.group.name.rpartition("/")[2]].label, True))
    for right in own:
        verb = _verb(right)
        found[verb].append((right, right.user.display_name, (right.user_id, policies.VERBS[verb]) in held))
    return [(policies.VERB_LABELS[verb](), rights) for verb, rights in found.items()]


def _verb(right) -> str:
    return right.permission.codename.removesuffix("_entry")


def _whom(department) -> list:
    """The roles and people of a department who can be given a right, grouped for a select."""
    roles = [role for role in ROLES.values() if set(policies.VERBS.values()) & role.permissions]
    posts = Appointment.objects.in_force().filter(
        department=department, role__in=[role.key for role in roles]).select_related("user").order_by(F("role"))
    people = {}
    for post in posts:
        people.setdefault(f"person:{post.user_id}", (post.user.display_name, []))[1].append(str(post.role_label))
    return [
        (_("岗位"), [(f"role:{role.key}", role.label) for role in roles]),
        (_("人员"), [(key, f"{name}（{_('、').join(labels)}）") for key, (name, labels) in people.items()]),
    ]


@require_http_methods(["GET", "POST"])
@needs("catalogs.grant")
def rights(request, pk):
    """The rights of the actor's department on a type; its head gives them."""
    department = request.actor.department
    form = GrantForm(request.POST or None, whom=_whom(department))
    if request.method == "POST" and form.is_valid() and _granted(request, pk, form):
        messages.success(request, _("已授予权限。"))
        return redirect("catalogs:rights", pk)
    entry = _opened(request, pk, policies.can_grant)
    return render(request, "catalogs/rights.html", {
        "entry": entry, "form": form, "department": department, "rights": rights_by_verb(department, entry),
    }, status=422 if form.errors else 200)


def _granted(request, pk, form) -> bool:
    """Give the right that the form asks for; what speaks against it becomes the form's error."""
    entry = _reached(request, pk, "catalogs.entry.grant_right")
    verb = form.cleaned_data["verb"]
    kind, _colon, key = form.cleaned_data["whom"].partition(":")
    whom = {"role": key} if kind == "role" else {"person": User.objects.get(pk=key)}
    decision = policies.can_grant(request.actor, entry, verb, **whom)
    if not decision:
        form.add_error("whom", decision.reason)
        return False
    actions.grant_right(entry, verb, by=request.actor, **whom)
    return True


@require_POST
@needs("catalogs.grant")
def revoke(request, pk, right):
    """Take back a right of the actor's department."""
    entry = _reached(request, pk, "catalogs.entry.revoke_right")
    model = EntryUserRight if request.POST.get("kind") == "person" else EntryGroupRight
    found = get_object_or_404(model.objects.select_related("content_object__kept_by", "permission"),
                              pk=right, content_object=entry)
    actions.revoke_right(found, by=request.actor)
    messages.success(request, _("已收回权限。"))
    return redirect("catalogs:rights", pk)
