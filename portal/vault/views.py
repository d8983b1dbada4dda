"""Pages on which the destruction of a key is ordered, confirmed or rejected."""

from uuid import UUID

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from portal import formats
from portal.audit import log
from portal.parts import Tab
from portal.vault import actions, policies, subjects
from portal.vault.forms import ConfirmForm, OrderForm, RejectForm
from portal.vault.models import Destruction
from portal.vault.states import DESTRUCTION, TAG_KINDS, Status
from portal.vault.tables import Destructions
from portal.web import needs


@require_GET
@needs("vault.order", "vault.confirm")
def listing(request):
    """Orders of the actor's scope, the open ones first."""
    rows = Destruction.objects.visible_to(request.actor).select_related("department", "ordered_by")
    chosen = request.GET.get("status")
    if chosen in Status.values:
        rows = rows.filter(status=chosen)
    table = log.disclose(
        "list", by=request.actor, about=Destruction.kind_facts(), load=lambda: Destructions(rows).paged(request),
        shown=lambda t: [r.record.pk for r in t.paginated_rows], result_count=lambda t: len(t.paginated_rows),
    )
    tabs = [Tab(_("全部"), "?", chosen not in Status.values)]
    tabs += [Tab(status.label, f"?status={status}", chosen == status) for status in Status]
    return render(request, "vault/list.html", {"table": table, "tabs": tabs})


@require_http_methods(["GET", "POST"])
@needs("vault.order")
def order(request):
    """The form that orders the destruction of the key `?key=`; reached from the page of what lies under it."""
    subject = _subject(request)
    form = OrderForm(request.POST or None, initial={"words": subject.label})
    decision = policies.can_order(request.actor, subject)
    if request.method == "POST" and form.is_valid():
        made = actions.order(subject, by=request.actor, words=form.cleaned_data["words"],
                             ground=form.cleaned_data["ground"])
        messages.success(request, _("已提请销毁“%(subject)s”，等待保密岗确认。") % {"subject": made.subject})
        return redirect("vault:page", made.pk)
    log.disclose("view", by=request.actor, about=subject, load=lambda: subject)
    return render(request, "vault/order.html", {"form": form, "subject": subject, "decision": decision},
                  status=422 if form.errors else 200)


def _subject(request):
    """What lies under the key of the address; an unknown key is 404, like one outside the actor's scope."""
    try:
        subject = subjects.find(request.actor, UUID(request.GET.get("key", "")))
    except ValueError:
        subject = None
    if subject is None:
        log.record("view", by=request.actor, result="not_found", reason=f"vault key {request.GET.get('key', '')[:60]}")
        raise log.NotFound(_("没有这条记录，或不在您的权限范围内。"))
    return subject


@require_GET
def page(request, pk):
    """One order: what, why, by whom, and what became of it; from here it is confirmed or rejected."""
    return _page(request, _opened(request, pk), RejectForm())


def _opened(request, pk):
    return log.open_object(request.actor, Destruction.objects.all(), "view", pk=pk,
                           related=("department", "ordered_by", "confirmed_by", "rejected_by"))


def _facts(destruction) -> list:
    """What the pages of an order say of it: (label, value)."""
    rows = [
        (_("销毁对象"), destruction.subject), (_("所属部门"), destruction.department),
        (_("依据与理由"), destruction.ground),
        (_("提请"), _signed(destruction.ordered_by, destruction.ordered_at)),
    ]
    if destruction.confirmed_at:
        rows.append((_("确认销毁"), _signed(destruction.confirmed_by, destruction.confirmed_at)))
    if destruction.rejected_at:
        rows.append((_("驳回"), _signed(destruction.rejected_by, destruction.rejected_at)))
        rows.append((_("驳回理由"), destruction.rejected_because))
    return rows


def _signed(person, instant) -> str:
    return f"{person}  {formats.full(instant)}"


def _page(request, destruction, reject_form, status=200):
    return render(request, "vault/page.html", {
        "destruction": destruction, "reject_form": reject_form, "open": destruction.status == Status.ORDERED,
        "facts": _facts(destruction), "tag_kind": TAG_KINDS[destruction.status],
        "can_confirm": DESTRUCTION.decide("confirm", request.actor, destruction),
        "can_reject": DESTRUCTION.decide("reject", request.actor, destruction),
    }, status=status)


@require_http_methods(["GET", "POST"])
def confirm(request, pk):
    """Asks once more, with the consequences, on a page of its own."""
    if request.method == "POST":
        form = ConfirmForm(request.POST)
        if form.is_valid():
            destruction = log.reach(request.actor, Destruction.objects.all(), "vault.destruction.confirm", pk=pk)
            done = actions.confirm(destruction, by=request.actor)
            messages.success(request, _("已销毁“%(subject)s”的密钥，其内容不能恢复。") % {"subject": done.subject})
            return redirect("vault:page", pk)
    else:
        form = ConfirmForm()
    destruction = log.open_object(
        request.actor, Destruction.objects.all(), "view", pk=pk, related=("department", "ordered_by"),
        policy=lambda actor, obj: DESTRUCTION.decide("confirm", actor, obj),
    )
    return render(request, "vault/confirm.html",
                  {"destruction": destruction, "form": form, "facts": _facts(destruction)},
                  status=422 if form.errors else 200)


@require_POST
def reject(request, pk):
    """Reject the order with a reason."""
    destruction = log.reach(request.actor, Destruction.objects.all(), "vault.destruction.reject", pk=pk)
    form = RejectForm(request.POST)
    if not form.is_valid():
        DESTRUCTION.require("reject", destruction, by=request.actor)
        return _page(request, _opened(request, pk), form, status=422)
    actions.reject(destruction, by=request.actor, reason=form.cleaned_data["reason"])
    messages.success(request, _("已驳回，没有销毁任何内容。"))
    return redirect("vault:page", pk)
