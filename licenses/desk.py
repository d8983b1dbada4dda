"""How licenses shows itself: menu, queues, and what lies under the key of a dossier."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from licenses import deadlines, destruction, waiting
from licenses.models import Case, License
from licenses.queries import reach_of
from portal import desk
from portal.vault import subjects
from portal.vault.subjects import Subject

CASE_PAGE, LICENSE_PAGE = desk.Place("licenses.case"), desk.Place("licenses.license")

# --- cases


def _task(case, *, url_name: str, verb, since, handler, note="", status="", kind="") -> desk.Task:
    return desk.Task(
        number=case.number, url=reverse(f"licenses:{url_name}", args=[case.pk]),
        title=case.shown_holders or _("（尚未填写持证主体）"), subtitle=case.shown_codes, kind=_kind(case),
        status=status or case.status_label, status_kind=kind or case.status_row.tag, since=since,
        due=case.due_on, handler=handler.display_name if handler else "", verb=verb, note=note,
    )


def _kind(case) -> str:
    """The licence type, and what is done to the licence when it is not a new one."""
    return f"{case.entry.name} · {case.kind_label}" if case.kind_row.changes_existing else case.entry.name


def _drafts(actor, limit: int) -> list:
    return [_task(case, url_name="case_edit", verb=_("继续填写"), since=case.collected_at, handler=case.collected_by)
            for case in waiting.drafts_of(actor)[:limit]]


def _returned(actor, limit: int) -> list:
    return [_task(case, url_name="case_edit", verb=_("修改"), since=case.returned_at, handler=case.returned_by)
            for case in waiting.returned_to(actor)[:limit]]


def _not_by_oneself(act) -> str:
    return _("本人采集，不能%(act)s") % {"act": act}


def _to_review(actor, limit: int) -> list:
    return [_task(case, url_name="case" if case.own else "case_review", verb=_("查看") if case.own else _("审核"),
                  since=case.submitted_at, handler=case.submitted_by,
                  note=_not_by_oneself(_("审核")) if case.own else "")
            for case in waiting.to_review(actor)[:limit]]


def _to_sign(actor, limit: int) -> list:
    return [_task(case, url_name="case" if case.own else "case_sign",
                  verb=_("查看") if case.own else case.kind_row.last_word,
                  since=case.approved_at, handler=case.approved_by,
                  note=_not_by_oneself(case.kind_row.last_word) if case.own else "",
                  **({"status": _("签发未成功"), "kind": "bad"} if case.problem else {}))
            for case in waiting.to_sign(actor)[:limit]]


def _suspected(actor, limit: int) -> list:
    """By number alone: what it is and whose stands on its own page."""
    return [desk.Task(
        number=str(one), url=reverse(f"licenses:{one._meta.model_name}", args=[one.pk]), title=one._meta.verbose_name,
        subtitle="", kind="", status=_("疑似涉密"), status_kind="bad", since=one.locked_at, due=None, handler="",
        verb=_("核查处置"), note=_("本人锁定，须由他人解除") if one.locked_by_id == actor.user.pk else "",
    ) for one in waiting.suspected(actor, limit)]


def _may(permission: str):
    return lambda actor: actor.department is not None and actor.may(permission)


def _sees_licenses(actor) -> bool:
    return bool(reach_of(actor.role))


WORK = _("办理")
desk.register(
    desk.Queue("suspected", _("疑似涉密，待处置"), lambda actor: actor.may("licenses.lock"), waiting.count_suspected,
               _suspected, order=5),
    desk.Queue("returned", _("退回待改"), _may("licenses.collect"), lambda a: waiting.returned_to(a).count(),
               _returned, order=10),
    desk.Queue("review", _("待审核"), _may("licenses.review"), lambda a: waiting.to_review(a).count(),
               _to_review, order=20),
    desk.Queue("sign", _("待签发"), _may("licenses.sign"), lambda a: waiting.to_sign(a).count(), _to_sign, order=30),
    desk.Queue("drafts", _("我的草稿"), _may("licenses.collect"), lambda a: waiting.drafts_of(a).count(),
               _drafts, order=40),
    desk.MenuItem(WORK, _("新办证照"), "licenses:case_new", "plus", _may("licenses.collect"), order=5),
    desk.MenuItem(WORK, _("办件"), "licenses:cases", "pen", _sees_licenses, order=6),
    desk.Panel(desk.HOME_ACTIONS, "licenses/case_new_button.html",
               lambda actor, _page: {} if _may("licenses.collect")(actor) else None),
)

# --- licences


def _dossier_of(actor, key_id) -> Subject | None:
    """The licence or, before there is one, the case whose content lies under a key."""
    license = License.objects.visible_to(actor).filter(key=key_id).select_related("entry", "department").first()
    if license:
        return Subject(key_id, license.department, f"{license.entry} {license.shown_number}",
                       reverse("licenses:license", args=[license.pk]))
    case = Case.objects.visible_to(actor).filter(key=key_id).select_related("entry", "department").first()
    return case and Subject(key_id, case.department, f"{case.entry} {case.number}",
                            reverse("licenses:case", args=[case.pk]))


desk.register(
    desk.MenuItem(_("证照"), _("证照库"), "licenses:licenses", "folder", _sees_licenses, order=30),
    desk.Search(_("查询证照"), _("证照编号、持证主体、统一社会信用代码"), "licenses:search", _sees_licenses),
)
subjects.register(_dossier_of)
desk.register(desk.FollowUp("vault.destruction", "confirm", destruction.forget))
desk.register(desk.FollowUp("workdays.notice", "confirm", deadlines.recount))
