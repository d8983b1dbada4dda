"""Opening a case, the steps of a case, and locking a licence: one function per verb; steps stand in licenses.states.

What a case does to its licence is licenses.life.
"""

from django.db import transaction
from django.utils.translation import gettext as _

from catalogs import schema
from catalogs.models import Version
from licenses import (
    contents,
    deadlines,
    documents,
    drafts,
    hands,
    holders,
    identifier,
    issuing,
    life,
    materials,
    numbers,
    policies,
    signing,
    waiting,
)
from licenses.kinds import KINDS, NEW
from licenses.models import Case, License
from licenses.states import ALIVE, CASE, LICENSE, OPEN
from portal import clock, history
from portal.audit import log
from portal.audit.facts import holder_index
from portal.codes import CodeError
from portal.crypto.fields import blind_grams
from portal.decisions import Conflict, Invalid, Refused, denied
from portal.ids import new_id
from portal.notices.send import Recipient, tell
from portal.pdf.drawing import CannotDraw, DoesNotFit
from portal.vault.keys import new_key, seal_json, unseal_json
from portal.workflow import start


class VersionChanged(Conflict):
    """Another catalogue version came into force since the approval; `changes` is the difference in words."""

    def __init__(self, decision, changes):
        super().__init__(decision)
        self.changes = changes


def version_to_open(entry, *, by) -> Version:
    """The catalogue version by which the actor may open a case of a licence type.

    Raises Refused without the right, Invalid when the type has no version in force.
    """
    verb = "licenses.case.open"
    log.require(policies.can_start(by, entry), by=by, verb=verb, about=entry)
    version = schema.version_in_force(entry, clock.today())
    if version is None:
        log.refuse(Invalid(denied(schema.none_in_force(entry)), verb=verb, about=entry), by=by)
    return version


def open_case(entry, *, by, matter=None, acceptance_number: str = "", typed: dict | None = None) -> Case:
    """Open a draft for a licence type; `typed` is what the form starts with. Raises what version_to_open raises."""
    return _open(typed, by=by, entry=entry, version=version_to_open(entry, by=by), matter=matter,
                 acceptance_number=acceptance_number, key=new_key("dossier"))


def _open(typed: dict | None, *, by, **given) -> Case:
    with transaction.atomic():
        case = start(
            Case, by=by, reason="open", verb="licenses.case.open", number=numbers.case_number(by.department),
            department=by.department, collected_by=by.user, collected_at=clock.now(), **given,
        )
        hands.lay(case, by, "collect")
        if typed:
            drafts.save(case, typed, 0, by=by)
    return case


def open_change(license, *, by, kind: str, ground: str, document: str) -> Case:
    """Open the case of a change of status: `kind` of licenses.kinds, with its ground and decision document.

    Raises Refused without the right, Invalid when the licence's status does not allow it, when words are missing,
    or when another change of this licence is under way.
    """
    verb = "licenses.case.open"
    log.require(policies.can_change(by, license), by=by, verb=verb, about=license)
    step = LICENSE.steps[KINDS[kind].license_step]
    under_way = license.cases.exclude(kind__in=NEW).filter(status__in=OPEN).first()
    said = contents.check_change({"ground": ground, "document": document})
    errors = dict(said.errors)
    if license.status not in step.sources:
        errors[""] = _("证照当前为“%(status)s”，不能办理“%(step)s”。") % {
            "status": license.get_status_display(), "step": step.label}
    elif under_way:
        errors[""] = _("本证照已有在办的变更办件（%(number)s，%(kind)s），办结或撤件后才能再办。") % {
            "number": under_way.number, "kind": under_way.kind_label}
    if errors:
        log.refuse(Invalid.at(errors, verb=verb, about=license), by=by)
    # a licence of a withdrawn type can still be changed: by the version that it was made by
    made = license.versions.first()
    with transaction.atomic():
        # a lock lies on the cases that there are: one that is being laid is waited for
        held = License.objects.select_for_update().get(pk=license.pk)
        if not (decision := policies.can_change(by, held)):
            raise Refused(decision, verb=verb, about=license)
        return _open(contents.unseal_issued(made) | said.content, by=by, entry=license.entry,
                     version=made.catalog_version, kind=kind, license=license, key=license.key)


@CASE.action("submit", policy=policies.can_submit)
def submit(case, *, by, not_secret: bool):
    """Submit what is typed for review; `not_secret` is the clerk's 本件不涉密 (A 26).

    Raises Invalid with all that is still to be mended, each at its field: nobody else judges what may be submitted.
    """
    content = _complete(case, not_secret)
    _check_unique(case, content)
    _take_over(case, content)
    now = clock.now()
    case.not_secret_at, case.not_secret_by = now, by.user
    case.submitted_at, case.submitted_by = now, by.user
    case.opened_at = case.opened_by = None
    case.due_on = case.due_on or deadlines.target_of(now, case.kind)  # runs on while the case is sent back
    hands.lay(case, by, "collect")
    drafts.discard(case)


def _complete(case, not_secret: bool) -> dict:
    """What is typed, cleaned for submission; raises Invalid when it cannot be submitted so."""
    typed, _rev = drafts.load(case)
    if case.kind_row.makes_document:
        checked = contents.check(case.version, typed)
        standing = schema.standing_of(case.version).decision
        errors = ({} if standing else {"": standing.reason}) | _photo_errors(case, checked.content) | checked.errors
    else:
        checked = contents.check_change(typed)
        errors = dict(checked.errors)
    if not not_secret:
        errors["not_secret"] = _("请声明本件不涉密后再提交；涉密件不得在本系统办理，请按保密规定另行处理。")
    if errors:
        raise Invalid.at(errors)
    return checked.content


def _photo_errors(case, content: dict) -> dict:
    """A photo that goes onto the face is a picture among the materials of this case."""
    usable = {"", *(str(material.pk) for material in materials.photos(materials.of_case(case)))}
    return {
        f"items.{item.key}": _("“%(label)s”的照片已不在本件材料中，请重新选择或上传。") % {"label": item.label}
        for item in schema.form_items(case.version)
        if item.kind == "photo" and content["items"][item.key] not in usable
    }


@CASE.action("adopt_version", policy=policies.can_edit)
def adopt_version(case, *, by):
    """Go on with the catalogue version that is in force now, after its difference was shown. Raises Invalid."""
    newer = schema.standing_of(case.version).newer
    if newer is None:
        raise Invalid(denied(_("没有需要套用的新版目录。")))
    case.version = newer


def _take_over(case, content: dict) -> None:
    case.sealed_content = contents.seal(case, content)
    case.content_digest = contents.digest(case, content)
    if content["holders"]:
        case.shown_holders, case.shown_codes = contents.masked_holders(content)
        case.holder_indexes = [holder_index(h["code_type"], h["code"]) for h in content["holders"]]
        case.grams = sorted({g for h in content["holders"] for g in blind_grams(h["name"])})


def _check_unique(case, content: dict) -> None:
    """A type may allow one effective licence per holder only."""
    if not case.version.unique_per_holder or case.kind_row.changes_existing:
        return
    indexes = [holder_index(h["code_type"], h["code"]) for h in content["holders"]]
    taken = License.objects.filter(entry=case.entry, status__in=ALIVE,
                                   holder_indexes__overlap=indexes)
    for other in taken:
        if other.valid_to is None or other.valid_to >= clock.today():
            # nothing of a locked licence, or another department's, is told but that this one cannot be issued
            told = other.department_id == case.department_id and not other.locked_at
            number = f"（{other.shown_number}）" if told else ""
            raise Invalid(denied(_("“%(entry)s”%(number)s同一持证主体只能持有一件有效的，请核实后再办。") % {
                "entry": case.entry, "number": number}))


@CASE.action("recall", policy=policies.can_recall)
def recall(case, *, by):
    """Take a submission back before review began; the draft is what was submitted."""
    drafts.keep(case, contents.unseal(case), by=by)


@CASE.action("begin_review", policy=policies.can_begin_review)
def begin_review(case, *, by):
    """Note that a reviewer has the submitted case before him: from now on it cannot be recalled."""
    case.opened_at, case.opened_by = clock.now(), by.user


@CASE.action("send_back", policy=policies.can_send_back)
def send_back(case, *, by, reason: str):
    """Send a case back for correction with reasons; it keeps its clerk, its number and what was typed."""
    _say(case, reason)
    case.returned_at, case.returned_by = clock.now(), by.user
    case.approved_digest = case.approved_at = case.approved_by = case.request_id = None
    case.problem = ""
    tell(Recipient(user=case.submitted_by), "case_returned", facts={"case": case.number, "entry": case.entry.name},
         url=f"/cases/{case.pk}/")


@CASE.action("reject", policy=policies.can_review)
def reject(case, *, by, reason: str):
    """Decide that no licence is issued or changed, with reasons."""
    _say(case, reason)
    case.rejected_at, case.rejected_by = clock.now(), by.user
    numbers.void(case, _("不予签发"))
    clerk, told = Recipient(user=case.submitted_by), {"case": case.number, "entry": case.entry.name}
    if case.kind_row.makes_document:
        tell(clerk, "case_rejected", facts=told, url=f"/cases/{case.pk}/")
    else:
        tell(clerk, "change_rejected", facts=told, url=f"/cases/{case.pk}/")


def _say(obj, reason: str) -> None:
    """Keep the words of a decision on a case or licence sealed: they may name the holder."""
    if not reason.strip():
        raise Invalid(denied(_("请写明理由。")))
    context = f"licenses.{obj._meta.model_name}.opinion:{obj.pk}"
    obj.sealed_opinion = seal_json(obj.key_id, context, reason.strip())


def opinion_of(row, kind: str = "case") -> str:
    """The words that a case (or licence), or a row of its history, carries; empty when there are none."""
    return unseal_json(row.key_id, f"licenses.{kind}.opinion:{row.id}", row.sealed_opinion) or ""


@CASE.action("approve", policy=policies.can_review)
def approve(case, *, by, digest: str, opinion: str = ""):
    """Approve the content with `digest` (hex), the one that the reviewer saw. Raises Conflict when it is another."""
    if digest != bytes(case.content_digest).hex():
        raise Conflict(denied(_("您看到的内容已不是当前提交的内容，请刷新后重新审核。")))
    hands.lay(case, by, "review")
    if opinion.strip():
        _say(case, opinion)
    case.approved_at, case.approved_by = clock.now(), by.user
    case.approved_digest = case.content_digest
    case.problem = ""


@CASE.action("withdraw", policy=policies.can_withdraw)
def withdraw(case, *, by, reason: str):
    """End a case at the applicant's wish."""
    _say(case, reason)
    case.withdrawn_at, case.withdrawn_by = clock.now(), by.user
    numbers.void(case, _("办件已撤件"))
    drafts.discard(case)


@CASE.action("note_problem", policy=policies.can_sign)
def note_problem(case, *, by, problem: str):
    """Keep why signing did not succeed; the case stays approved and can be tried again."""
    case.problem = problem[:400]


def issue(case, *, by) -> Case:
    """Issue the licence of an approved case: reserve, draw and sign, enter; safe to call again after any failure.

    Raises VersionChanged after sending the case back when another catalogue version came into force, Conflict with
    the problem when the file cannot be drawn or signed (the case stays approved and shows why).
    """
    try:
        return _issue(case, by=by)
    except VersionChanged as changed:
        send_back(case, by=by, reason=changed.decision.reason + "\n" + "\n".join(changed.changes))
        raise
    except signing.SignerUnavailable as error:
        raise _stays_approved(case, str(error), by=by) from error
    except (DoesNotFit, CannotDraw) as error:
        raise _stays_approved(case, _("照面无法印制，请退回修改后重新审核。"), by=by) from error


def _stays_approved(case, problem: str, *, by) -> Conflict:
    note_problem(case, by=by, problem=problem)
    return Conflict(denied(_("未能签发，办件仍为待签发：%(why)s") % {"why": problem}), recorded=True)


def _reserve(case, *, by) -> dict:
    """Commit first what the licence will be called, so that a retry makes the same licence."""
    if not case.kind_row.makes_document:
        raise Refused(denied(_("本件是变更证照的办件，请使用“办结”。")))
    content = contents.unseal(case)
    _require_reviewed(case, content)
    if case.request_id is None:
        _take_number(case, content)
    return {"content": content, "reservation": case.reservation, "request_id": case.request_id}


def _take_number(case, content: dict) -> None:
    """Reserve number and codes; a case that was sent back after it had them keeps them under a new request id."""
    reservation = (case.reservation or numbers.reserve(case) | {"code": documents.new_code()}) | {
        "issued_on": clock.today().isoformat(),
    }
    try:
        text = numbers.text_of(case, content, reservation)
        identifier.build(case.entry.type_code, case.department.uscc, reservation["serial"])
    except CodeError as error:
        raise Invalid(denied(str(error))) from error
    numbers.enter_in_book(case, reservation, text)
    case.reservation, case.request_id = reservation, new_id()


def _require_reviewed(case, content: dict) -> None:
    """What is signed is what was reviewed, by the catalogue version that is in force."""
    standing = schema.standing_of(case.version)
    if not standing.decision:
        raise VersionChanged(denied(_("审核之后目录版本已变化，本件退回修改，请按新版本核对后重新提交。")),
                             [f"{change.label}：{change.old} → {change.new}" for change in standing.changes])
    if contents.digest(case, content) != bytes(case.approved_digest):
        raise Conflict(denied(_("办件内容与审核通过的内容不一致，不能签发，请退回重新审核。")))


def _draw_and_sign(case, prepared: dict, *, by):
    return documents.make(case, prepared["content"], prepared["reservation"], prepared["request_id"])


@CASE.action("issue", policy=policies.can_sign, prepare=_reserve, work=_draw_and_sign)
def _issue(case, *, by, made):
    """Enter the signed licence: licence, version, file, state, holders, number, notice, all or nothing."""
    _require_reviewed(case, contents.unseal(case))
    if made.request_id != case.request_id:
        raise Conflict(denied(_("本件的编号预留已变化，请重新签发。")))
    registered = holders.register(made.content["holders"])  # held: of two cases at once the later sees the earlier's
    _check_unique(case, made.content)
    hands.lay(case, by, "sign")
    license = issuing.enter_license(case, made, registered, by=by)
    case.license, case.issued_at, case.issued_by, case.problem = license, license.issued_at, by.user, ""
    numbers.mark_used(case)
    issuing.tell_holders(case, license, made.content)


@CASE.action("carry_out", policy=policies.can_sign)
def carry_out(case, *, by):
    """Carry out a case that changes the status of a licence: the licence's own step, in the same transaction."""
    if case.kind_row.makes_document:
        raise Refused(denied(_("本件是新办件，请使用“签发”。")))
    if bytes(case.approved_digest) != contents.digest(case, contents.unseal(case)):
        raise Conflict(denied(_("办件内容与审核通过的内容不一致，请退回重新审核。")))
    hands.lay(case, by, "sign")
    life.STEPS[case.kind_row.license_step](case.license, by=by, case=case)
    case.issued_at, case.issued_by = clock.now(), by.user
    issuing.tell_of_change(case)


# --- suspected secrets: the lock lies on the dossier (docs/decisions/0015)


def _dossier(obj) -> list:
    """All that lies under the key of a case or licence, locked in the database: cases, then the licence, which is the
    order in which a case changes its licence."""
    return [row for model in (Case, License)
            for row in model.objects.select_for_update().filter(key=obj.key_id).order_by("pk")]


@CASE.action("lock", policy=policies.can_lock, hold=_dossier)
def lock(case, *, by, reason: str):
    """Lock a case as a suspected secret, and with it its whole dossier; only the named people see it then."""
    _lock(case, by, reason)
    _tell_named(case, by, f"/cases/{case.pk}/")


@CASE.action("unlock", policy=policies.can_unlock, hold=_dossier)
def unlock(case, *, by, reason: str):
    """Lift the lock of a case, and with it its dossier's, after it was looked into."""
    _unlock(case, by, reason)


@LICENSE.action("lock", policy=policies.can_lock, hold=_dossier)
def lock_license(license, *, by, reason: str):
    """Lock a licence as a suspected secret, and with it all its cases."""
    _lock(license, by, reason)
    _tell_named(license, by, f"/licenses/{license.pk}/")


@LICENSE.action("unlock", policy=policies.can_unlock, hold=_dossier)
def unlock_license(license, *, by, reason: str):
    """Lift the lock of a licence and of its cases."""
    _unlock(license, by, reason)


def _lock(obj, by, reason: str) -> None:
    if not reason.strip():
        raise Invalid(denied(_("请写明为什么疑似涉密（不要写出涉密内容本身）。")))
    _lay(obj, "lock", reason, by=by, at=clock.now(), who=by.user)


def _unlock(obj, by, reason: str) -> None:
    if not reason.strip():
        raise Invalid(denied(_("请写明核查结论。")))
    _lay(obj, "unlock", reason, by=by, at=None, who=None)


def _lay(obj, step: str, reason: str, *, by, at, who) -> None:
    """Lay the same lock, or none, on all of a dossier; the rows beside the step's own get history and log here."""
    for row in (obj, *(other for other in _dossier(obj) if other != obj)):
        row.locked_at, row.locked_by = at, who
        _say(row, reason)
        if row is not obj:
            with history.collecting() as digests:
                history.save(row, by=by, reason=step)
            log.record(f"licenses.{row._meta.model_name}.{step}", by=by, about=row, history=digests)


def _tell_named(obj, by, url: str) -> None:
    """Tell those who are named for secrets, by its number alone."""
    for person in waiting.named_for(obj.department):
        if person != by.user:
            tell(Recipient(user=person), "suspected_secret", facts={"number": str(obj)}, url=url)
