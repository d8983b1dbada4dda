"""Pages of cases: the list, one case, review, signing, and the steps that ask for words."""

import re
import uuid
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from licenses import actions, contents, issuing, lookup, materials, policies, reading, waiting
from licenses.desk import CASE_PAGE
from licenses.forms import CaseFilters, SendBackForm, WordsForm
from licenses.models import Case
from licenses.queries import OWN, REACHES, reach_of
from licenses.states import CASE, FILLED_IN, OPEN, CaseStatus
from licenses.tables import Cases
from licenses.views import sight
from portal import clock, desk, formats
from portal.audit import log, searches
from portal.audit.facts import Facts
from portal.decisions import ALLOWED, Conflict, Invalid, Refused
from portal.parts import Tab
from portal.tables import PER_PAGE, BoundedPaginator
from portal.vault.policies import can_order
from portal.web import needs

BY_DEADLINE = tuple(status for status in OPEN if status not in CASE.initial)
TABS = (*BY_DEADLINE, *CASE.initial, *(status for status in CaseStatus if status not in OPEN))
CASE_NUMBER = re.compile(r"\d{6}-\d{8}(-\d{1,12})?")

readers = needs(*REACHES)


# --- the list


@require_http_methods(["GET", "POST"])
@readers
def listing(request):
    """The cases of the actor's scope by state; a keyword that may be personal is posted and kept out of the address."""
    if request.method == "POST":
        return _search(request)
    actor, given = request.actor, request.GET
    terms = searches.for_page(request, given["search"]) if given.get("search") else {}
    if terms is None:
        return redirect("licenses:cases")
    text = terms.get("q", "") or (given.get("q", "") if CASE_NUMBER.fullmatch(given.get("q", "")) else "")
    read = lookup.read(text)
    base = Case.objects.visible_to(actor)
    rows = _narrowed(base, given, text, read)
    page = log.disclose(
        "search" if text else "list", by=actor, about=Facts("licenses.case"), load=lambda: _page_of(rows, request),
        shown=lambda page: [case.pk for case in page.object_list], result_count=lambda page: page.paginator.count,
        terms=read.terms if terms else (), terms_masked=read.masked if terms else text,
    )
    shown = {"q": text, "entry": given.get("entry", ""), "state": given.get("state", "")}
    form = CaseFilters(shown, types=lookup.types_for(actor))
    return render(request, "licenses/case_list.html", {
        "table": Cases(page.object_list, with_department=reach_of(actor.role) != OWN), "page": page, "form": form,
        "tabs": _tabs(base, given), "hint": read.hint, "may_start": actor.may("licenses.collect"),
    })


def _search(request):
    """Take the filters; what may be personal goes behind an opaque id."""
    form = CaseFilters(request.POST, types=lookup.types_for(request.actor))
    asked = {"state": request.POST.get("state", "")}
    if form.is_valid():
        asked["entry"] = form.cleaned_data["entry"]
        text = form.cleaned_data["q"]
        if CASE_NUMBER.fullmatch(text):
            asked["q"] = text
        elif text:
            asked["search"] = str(searches.remember(request.actor, {"q": text}))
    return redirect(reverse("licenses:cases") + _query(asked))


def _uuid(text) -> uuid.UUID | None:
    try:
        return uuid.UUID(text or "")
    except ValueError:
        return None


def _query(asked: dict) -> str:
    query = "&".join(f"{key}={value}" for key, value in asked.items() if value)
    return f"?{query}" if query else ""


def _narrowed(rows, given, text: str, read):
    state = given.get("state", "")
    if state in CaseStatus.values:
        rows = rows.filter(status=state)
    if entry := _uuid(given.get("entry")):
        rows = rows.filter(entry=entry)
    if text:
        wanted = Q(number__startswith=text) if CASE_NUMBER.fullmatch(text) else Q(acceptance_number=text)
        rows = rows.filter(wanted | read.about_holders)
    return rows.order_by("due_on", "submitted_at", "pk") if state in BY_DEADLINE else rows


def _page_of(rows, request):
    """One page, its rows fetched; counting stops at the limit of all lists."""
    rows = rows.select_related("entry", "department", "collected_by", "submitted_by")
    page = BoundedPaginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    page.object_list = list(page.object_list)
    return page


def _tabs(base, given) -> list[Tab]:
    """States as tabs; only what is still open is counted, for the rest grows without end."""
    counts = dict(base.filter(status__in=OPEN).order_by().values_list("status").annotate(n=Count("pk")))
    kept = {key: given[key] for key in ("entry", "search", "q") if given.get(key)}
    state = given.get("state", "")
    return [Tab(_("全部"), _query(kept) or "?", state not in TABS)] + [
        Tab(CaseStatus(one).label, _query({"state": one} | kept), state == one,
            counts.get(one, 0) if one in OPEN else None) for one in TABS]


# --- one case


@require_GET
def page(request, pk):
    """A case in whatever status: what it says, its materials, what happened, what the actor may do now."""
    return _page(request, sight.open_case(request, pk))


def _page(request, seen, *, said: str = "", typed: str = "", status: int = 200):
    case, actor = seen.case, request.actor
    earlier = _earlier(seen)
    revealed = request.GET.get("pass", "") if seen.clear else ""
    return render(request, "licenses/case.html", _shown(request, seen) | {
        "said": said, "typed": typed, "standing": _standing(case, seen, said), "revealed": revealed,
        "pass": revealed or sight.pass_for(request, case.pk),
        "changes": reading.changes(case.version, earlier, seen.settled) if earlier else [],
        "acts": [] if seen.lost else [*_acts(actor, case), *_destroying(actor, case)],
        "can_reveal": policies.can_reveal(actor, case),
        "panels": list(desk.panels_for(CASE_PAGE, actor, case)),
    }, status=status)


def _shown(request, seen) -> dict:
    """What every page of a case shows."""
    case = seen.case
    return {
        "case": case, "seen": seen, "pass": sight.pass_for(request, case.pk),
        "face": sight.face_pages(case.version) if seen.has_face else [],
        "materials": materials.of_case(case), "current": None,
        "chronicle": reading.chronicle(case, words=seen.words),
    }


def _earlier(seen) -> dict | None:
    """What the present content is compared with: the submission before it; of what is typed, the submission itself."""
    case = seen.case
    if not seen.clear or seen.lost or case.sealed_content is None:
        return None
    if case.status in FILLED_IN:
        return contents.unseal(case)
    return reading.submitted_before(case)


@dataclass(frozen=True)
class Standing:
    """Why a case stands where it stands: kind of notice, by whom and when, and the reasons that were given."""

    kind: str
    heading: str
    words: str = ""


def _standing(case, seen, said: str) -> Standing | None:
    """The notice at the head of a case's page; None where its status, or what was just `said`, says all."""
    if case.locked_at:
        return Standing("bad", _("疑似涉密，%(by)s于 %(at)s 锁定") % _by_whom(case, "locked"),
                        reading.last_words(case, "lock") if seen.clear and not seen.lost else "")
    status = CaseStatus(case.status)
    told = status.told_in(makes_document=case.kind_row.makes_document)
    if told:
        return Standing(status.row.alert, told % _by_whom(case, case.status),
                        reading.last_words(case, status.row.said_with) if seen.words else "")
    if case.problem and case.problem not in said:
        return Standing("bad", _("签发未成功，办件仍为待签发，可以重试"), case.problem)
    return None


def _by_whom(case, participle: str) -> dict:
    return {"by": getattr(case, f"{participle}_by"), "at": formats.full(getattr(case, f"{participle}_at"))}


@dataclass(frozen=True)
class Act:
    """A button of a page: the decision that enables it, where it leads and what it is called."""

    decision: Any
    url: str
    label: Any
    kind: str = ""
    method: str = "get"
    icon: str = ""


# step: (address, kind of button, method, icon), in the order of the page
OFFERED = {
    "submit": ("case_edit", "main", "get", "pen"),
    "approve": ("case_review", "main", "get", "check"),
    "issue": ("case_sign", "main", "get", "seal"),
    "carry_out": ("case_sign", "main", "get", "seal"),
    "recall": ("case_recall", "", "post", "back"),
    "withdraw": ("case_withdraw", "", "get", "cross"),
    "unlock": ("case_unlock", "", "get", "lock"),
    "lock": ("case_lock", "danger", "get", "lock"),
}
LEADS_TO = {"submit": _lazy("填写并提交"), "approve": _lazy("审核")}
"""What is done where a button leads, when it is more than the step."""


def _acts(actor, case) -> list[Act]:
    """What can be done with a case now, and what cannot with the reason why."""
    left_out = {"issue", "carry_out"} - {case.kind_row.last_step} | {"lock" if case.locked_at else "unlock"}
    offers = CASE.offers(actor, case, *(step for step in OFFERED if step not in left_out))
    return [
        Act(offer.decision, reverse(f"licenses:{url}", args=[case.pk]), LEADS_TO.get(step.name, step.label), *look)
        for offer in offers for step in [offer.step] for url, *look in [OFFERED[step.name]]
    ]


def _destroying(actor, case) -> list[Act]:
    """For whoever may order it: the way to destroying what turned out to be a state secret, however far the case is."""
    if not actor.may("vault.order"):
        return []
    url = reverse("vault:order") + f"?key={case.key_id}"
    return [Act(can_order(actor, case), url, _("提请销毁本案卷的密钥"), "danger", icon="warn")]


# --- steps


def _reach(request, pk):
    return log.reach(request.actor, Case.objects.all(), "act", related=sight.RELATED, pk=pk)


def _as_it_is_now(request, pk, refused: Refused, *, typed: str = ""):
    """After a refusal under the user's hands: the page of the case as it is now, with the sentence and what he wrote.

    A refusal that is neither of the moment nor costs anything typed has its own page and is raised again.
    """
    if not typed and not isinstance(refused, (Conflict, Invalid)):
        raise refused
    return _page(request, sight.open_case(request, pk), said=refused.decision.reason, typed=typed,
                 status=refused.status_code)


def _go_on(request, case, sentence: str, queue: str):
    """Say what was done and lead back to the queue, the next case at hand."""
    following = waiting.next_for(request.actor, queue, case)
    link = _link_to(following, "case_review" if queue == "review" else "case_sign") if following else ""
    messages.success(request, format_html("{}{}", sentence, link))
    return redirect(reverse("home") + f"?queue={queue}")


def _link_to(following, url_name: str):
    """The link to the next case that waits."""
    return format_html('<a href="{}">{}</a>', reverse(f"licenses:{url_name}", args=[following.pk]),
                       _("办理下一件：%(number)s %(entry)s") % {"number": following.number, "entry": following.entry})


@require_POST
def recall(request, pk):
    """Take a submission back and go on filling in."""
    try:
        case = actions.recall(_reach(request, pk), by=request.actor)
    except Conflict as conflict:
        return _as_it_is_now(request, pk, conflict)
    messages.success(request, _("已撤回提交，办件 %(number)s 又是草稿。") % {"number": case.number})
    return redirect("licenses:case_edit", pk)


@require_GET
def review(request, pk):
    """What the reviewer judges: content item by item beside the face and the materials."""
    seen = sight.open_case(request, pk, policy=policies.can_review)
    case = seen.case
    if case.status not in CASE.steps["approve"].sources:
        return redirect("licenses:case", pk)
    if request.htmx:
        return render(request, "licenses/case_beside.html", _shown(request, seen))
    earlier = reading.submitted_before(case)
    return render(request, "licenses/case_review.html", _shown(request, seen) | {
        "digest": bytes(case.content_digest).hex(), "form": SendBackForm(),
        "changes": reading.changes(case.version, earlier, seen.content) if earlier else [],
        "words": reading.last_words(case, "send_back"),
    })


@require_POST
def opened(request, pk):
    """Note that the reviewer has the case before him; posted by the review page when it is shown."""
    case = _reach(request, pk)
    with suppress(Conflict):  # who decides at once is faster than this note
        if CASE.decide("begin_review", request.actor, case):
            case = actions.begin_review(case, by=request.actor)
    return render(request, "licenses/case_opened.html", {"case": case})


@require_POST
def approve(request, pk):
    """Approve what was seen."""
    opinion = request.POST.get("opinion", "")[:1000]
    try:
        case = actions.approve(_reach(request, pk), by=request.actor, digest=request.POST.get("digest", ""),
                               opinion=opinion)
    except Refused as refused:
        return _as_it_is_now(request, pk, refused, typed=opinion.strip())
    done = _("已审核通过：%(number)s，转签发岗%(act)s。") % {"number": case.number, "act": case.kind_row.last_word}
    return _go_on(request, case, done, "review")


@require_GET
def sign(request, pk):
    """What the signer signs: the picture, who had a hand in it, the certificate that will be used."""
    seen = sight.open_case(request, pk, policy=policies.can_sign)
    if not _can_be_ended(seen.case):
        return redirect("licenses:case", pk)
    return render(request, "licenses/case_sign.html", _to_sign(request, seen))


def _can_be_ended(case) -> bool:
    """Whether the last step of its kind leaves from where it stands."""
    return case.status in CASE.steps[case.kind_row.last_step].sources


def _to_sign(request, seen) -> dict:
    """What the signer is told: with a reason why not, if it would not succeed."""
    case = seen.case
    prospect, act = issuing.prospect(case) if case.kind_row.makes_document else None, {"act": case.kind_row.last_word}
    return _shown(request, seen) | {
        "prospect": prospect, "decision": prospect.decision if prospect else ALLOWED,
        "go": (_("重新%(act)s…") if case.problem else "%(act)s…") % act, "confirm": _("确认%(act)s") % act,
    }


@require_http_methods(["GET", "POST"])
def issue(request, pk):
    """Ask once more, then issue the licence or carry the change out."""
    if request.method == "GET":
        seen = sight.open_case(request, pk, policy=policies.can_sign)
        if not _can_be_ended(seen.case):
            return redirect("licenses:case", pk)
        return render(request, "licenses/case_issue.html", _to_sign(request, seen))
    case = _reach(request, pk)
    take = {"issue": actions.issue, "carry_out": actions.carry_out}[case.kind_row.last_step]
    try:
        case = take(case, by=request.actor)
    except (Conflict, Invalid) as refused:
        return _as_it_is_now(request, pk, refused)
    done = _("已%(act)s：%(number)s。") % {"act": case.kind_row.last_word, "number": case.number}
    messages.success(request, format_html(
        '{}<a href="{}">{}</a>', done, reverse("licenses:license", args=[case.license_id]),
        _("查看证照 %(number)s") % {"number": case.license.shown_number}))
    following = waiting.next_for(request.actor, "sign", case)
    if following:
        messages.info(request, _link_to(following, "case_sign"))
    return redirect("licenses:case", pk)


# --- steps that ask for words


@dataclass(frozen=True)
class Words:
    """A page that asks why: `step` decides and names it, `after` is where it leads: case, home, or the queue left.

    The sentences say %(act)s for what the step is called in the kind of the case.
    """

    step: str
    act: Callable
    ask: Any
    explain: Any
    done: Any
    danger: bool = False
    after: str = "case"
    title: str = "%(act)s"


WORDS = {
    words.step: words for words in (
        Words("withdraw", actions.withdraw, _lazy("撤件理由"),
              _lazy("申请人要求撤回申请，或重复录入时撤件。撤件后办件不能恢复，材料按规定留存。"),
              _lazy("已撤件。"), danger=True),
        Words("reject", actions.reject, _lazy("%(act)s的理由"),
              _lazy("作出%(act)s的决定后办件终结，不能恢复；只是内容有误的，请退回修改。"),
              _lazy("已作出%(act)s的决定，采集岗会收到消息。"), danger=True, after="queue"),
        Words("send_back", actions.send_back, "",
              _lazy("退回后由采集岗修改并重新提交；办件编号、材料和已填内容都保留。"),
              _lazy("已退回修改，采集岗会收到消息。"), after="queue"),
        Words("lock", actions.lock, _lazy("为什么疑似涉密"),
              _lazy("锁定立即生效：只有保密岗和本部门负责人还能看到本件，您不任这些岗位的，也不再看得到；解除锁定前不能办理。"),
              _lazy("已锁定，已通知保密岗和本部门负责人处置；只有他们能看到本件。"), danger=True),
        Words("unlock", actions.unlock, _lazy("核查结论"),
              _lazy("确认不涉密后解除锁定，本件恢复办理；确属涉密的不得解除。"),
              _lazy("已解除锁定。"), after="home"),
    )
}
HINTS = {"lock": _lazy("不要写出涉密内容本身"), "unlock": _lazy("写明核查人、核查依据和结论")}


@require_http_methods(["GET", "POST"])
def words(request, pk, step):
    """Ask why a step is taken, and take it."""
    if request.method == "GET":
        return _ask(request, pk, step)
    case = _reach(request, pk)
    asked, turn = _asked(step, case), case.status_row.turn
    form = _form(asked, request.POST)
    if not form.is_valid():
        CASE.require(step, case, by=request.actor)
        return _ask(request, pk, step, form, status=422)
    try:
        case = asked.act(case, by=request.actor, reason=form.cleaned_data["reason"])
    except Refused as refused:
        return _as_it_is_now(request, pk, refused, typed=form.cleaned_data["reason"])
    if asked.after == "queue":
        return _go_on(request, case, asked.done, turn)
    messages.success(request, f"{case.number}：{asked.done}")
    if asked.after == "home":
        return redirect("home")
    seen = Case.objects.visible_to(request.actor).filter(pk=pk).exists()
    return redirect("licenses:case", pk) if seen else redirect("licenses:cases")


def _asked(step: str, case) -> Words:
    """The page of a step in the words of the case's kind."""
    asked, act = WORDS[step], {"act": case.kind_row.word_for(step)}
    return replace(asked, **{name: getattr(asked, name) % act for name in ("title", "ask", "explain", "done")})


def _form(asked: Words, data):
    if asked.step == "send_back":
        return SendBackForm(data)
    return WordsForm(data, ask=asked.ask, hint=HINTS.get(asked.step, ""))


def _ask(request, pk, step: str, form=None, status: int = 200):
    """The page that asks, in one row."""
    case = sight.open_case(request, pk, policy=lambda actor, case: CASE.decide(step, actor, case)).case
    asked = _asked(step, case)
    return render(request, "licenses/case_words.html", {
        "case": case, "asked": asked, "form": form or _form(asked, None),
        "why": reading.last_words(case, "lock") if asked.step == "unlock" else "",
    }, status=status)


@require_http_methods(["GET", "POST"])
def reveal(request, pk):
    """Show the content of a finished case in clear for some minutes, for a reason that is logged."""
    if request.method == "GET":
        return _ask_to_reveal(request, pk, WordsForm(ask=_("查看理由")))
    case, form = _reach(request, pk), WordsForm(request.POST, ask=_("查看理由"))
    log.require(policies.can_reveal(request.actor, case), by=request.actor, verb="reveal", about=case)
    if not form.is_valid():
        return _ask_to_reveal(request, pk, form, status=422)
    log.record("reveal", by=request.actor, about=case, reason=form.cleaned_data["reason"])
    given = sight.pass_for(request, pk, revealed=clock.now().timestamp())
    return redirect(reverse("licenses:case", args=[pk]) + f"?pass={given}")


def _ask_to_reveal(request, pk, form, status: int = 200):
    """The page that asks, in one row."""
    case = sight.open_case(request, pk, policy=policies.can_reveal).case
    explain = _("显示 %(minutes)d 分钟；查看人、理由和所看项目记入访问日志。") % {"minutes": sight.SHOWN_FOR // 60}
    return render(request, "licenses/case_words.html", {
        "case": case, "asked": {"step": "reveal", "title": _("查看脱敏内容"), "explain": explain, "danger": False},
        "form": form, "why": "",
    }, status=status)
