"""The page of a version with its difference to the one before, and the steps that are taken on it."""

from django.contrib import messages
from django.forms import Form
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from catalogs import actions, guards, schema
from catalogs.forms import PublishForm, ReasonForm, WithdrawForm
from catalogs.models import Version
from catalogs.states import ONCE_PUBLISHED, TAG_KINDS, VERSION, Status
from catalogs.tables import Items
from catalogs.views import happened, preview
from catalogs.views.entries import facts
from portal import clock
from portal.audit import log
from portal.web import needs

RELATED = ("entry__kept_by", "drafted_by", "submitted_by", "published_by", "withdrawn_by", "discarded_by")


def before(version):
    """The version that this one follows, or None for the first."""
    older = version.entry.versions.filter(number__lt=version.number).exclude(status=Status.DISCARDED)
    return older.order_by("-number").first()


def described(request, version) -> dict:
    """What every page about a version shows."""
    older = before(version)
    return {
        "version": version, "entry": version.entry, "older": older, "tag_kind": TAG_KINDS[version.status],
        "changes": schema.difference(older, version) if older else [], "preview": preview.saved(version),
    }


@require_GET
@needs("catalogs.read")
def page(request, pk):
    """One version: what it says, what changed, its face, its items, what happened, what can be done now."""
    version = log.open_object(request.actor, Version.objects.all(), "view", pk=pk, related=RELATED)
    makes = request.actor.may("catalogs.edit") or request.actor.may("catalogs.publish")
    context = described(request, version)
    offers = VERSION.offers(request.actor, version) if makes else []
    return render(request, "catalogs/version.html", context | {
        "facts": [*_signed(version), *facts(version)], "items": Items(list(version.items.all())),
        "faults": guards.faults_of(version) if version.status == "draft" else [],
        "offers": {offer.step.name: offer.decision for offer in offers if offer.step.name != "supersede"},
        "happened": happened.of_version(version),
    })


def _signed(version) -> list:
    """Who made, submitted, published and ended a version, and when it is in force."""
    rows = [(_("编制"), version.drafted_by), (_("提交"), version.submitted_by), (_("发布"), version.published_by),
            (_("放弃"), version.discarded_by), (_("启用日期"), version.in_force_from),
            (_("停用日期"), version.in_force_until)]
    return [row for row in rows if row[1]]


@require_POST
@needs("catalogs.edit")
def submit(request, pk):
    """Submit a draft for publication."""
    version = log.reach(request.actor, Version.objects.all(), "catalogs.version.submit", pk=pk, related=RELATED)
    actions.submit(version, by=request.actor)
    messages.success(request, _("已提交，等待目录发布岗发布。"))
    return redirect("catalogs:version", pk)


def _step(request, pk, name: str, form, take):
    """A step on a page of its own: shows what it means on GET and on errors, takes it on a valid POST."""
    step = f"catalogs.version.{name}"
    if request.method == "POST" and form.is_valid():
        version = log.reach(request.actor, Version.objects.all(), step, pk=pk, related=RELATED)
        messages.success(request, take(version, form.cleaned_data))
        return redirect("catalogs:version", pk)
    version = log.open_object(request.actor, Version.objects.all(), "view", pk=pk, related=RELATED,
                              policy=lambda actor, obj: VERSION.decide(name, actor, obj))
    context = described(request, version) | {
        "form": form, "step_label": VERSION.steps[name].label,
        "first": not version.entry.versions.filter(status__in=ONCE_PUBLISHED).exists(),
    }
    return render(request, f"catalogs/{name}.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@needs("catalogs.edit")
def discard(request, pk):
    """Asks once more before a draft is given up, and says what follows."""
    def take(version, _data):
        actions.discard(version, by=request.actor)
        return _("已放弃第 %(n)d 版草稿。") % {"n": version.number}

    return _step(request, pk, "discard", Form(request.POST if request.method == "POST" else None), take)


@require_http_methods(["GET", "POST"])
@needs("catalogs.publish")
def publish(request, pk):
    """Asks for the day from which the version is in force, and shows the difference to the one before."""
    def take(version, data):
        done = actions.publish(version, by=request.actor, in_force_from=data["in_force_from"])
        return _("已发布，自 %(day)s 起启用。") % {"day": done.in_force_from}

    form = PublishForm(request.POST or None, initial={"in_force_from": clock.today()})
    return _step(request, pk, "publish", form, take)


@require_http_methods(["GET", "POST"])
@needs("catalogs.publish")
def send_back(request, pk):
    """Asks for the reason for which a version goes back to its editors."""
    def take(version, data):
        actions.send_back(version, by=request.actor, reason=data["reason"])
        return _("已退回编制人修改。")

    return _step(request, pk, "send_back", ReasonForm(request.POST or None), take)


@require_http_methods(["GET", "POST"])
@needs("catalogs.publish")
def withdraw(request, pk):
    """Asks for the day and the reason, and says what follows."""
    def take(version, data):
        done = actions.withdraw(version, by=request.actor, ground=data["ground"], in_force_until=data["in_force_until"])
        return _("已撤回，自 %(day)s 起停用。") % {"day": done.in_force_until}

    form = WithdrawForm(request.POST or None, initial={"in_force_until": clock.today()})
    return _step(request, pk, "withdraw", form, take)
