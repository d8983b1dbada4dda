"""Who may make, publish and end catalogue versions, say who issues, and give the rights per licence type."""

import re
import unicodedata

from django.utils.translation import gettext as _

from catalogs.models import Entry, EntryGroupRight, EntryUserRight
from catalogs.states import IN_MAKING
from portal.accounts.groups import name_of
from portal.accounts.models import Appointment, Level
from portal.accounts.permissions import lacking, permitted
from portal.accounts.roles import ROLES, permissions_of
from portal.decisions import ALLOWED, Decision, denied

VERBS = {"collect": "licenses.collect", "review": "licenses.review", "sign": "licenses.sign"}
VERB_LABELS = {"collect": lambda: _("采集"), "review": lambda: _("审核"), "sign": lambda: _("签发")}


# --- making the catalogue


def _keeps(actor, entry) -> Decision:
    """The catalogue of a field is made and published by the department that keeps it (A 6, 9)."""
    if entry.discarded_at:
        return denied(_("该目录条目未经发布即已放弃，不能再办理；需要时请重新建立。"))
    if actor.department is not None and actor.department.pk == entry.kept_by_id:
        return ALLOWED
    return denied(_("该目录条目由“%(department)s”管理，只能由该部门办理。") % {"department": entry.kept_by})


def can_create(actor, name: str = "") -> Decision:
    """An editor of a managing department; below the province only what no provincial type covers (A 4, 6)."""
    decision = permitted(actor, "catalogs.edit")
    return decision and _doubles_none(actor.department, name, None)


def _doubles_none(department, name: str, entry) -> Decision:
    """One catalogue: a city entry must not double a type that the province keeps or a higher body defines."""
    if not name or department.level == Level.PROVINCE:
        return ALLOWED
    above = Entry.objects.standing().exclude(
        kept_by__level__in=[Level.CITY, Level.COUNTY], defining_level__in=["city", "county"])
    doubled = next((other for other in above if (entry is None or other.pk != entry.pk)
                    and plain_name(other.name) == plain_name(name)), None)
    if doubled is None:
        return ALLOWED
    return denied(_("省级目录已有“%(name)s”（%(code)s），市县不得重复设立，请直接使用该类型。") % {
        "name": doubled.name, "code": doubled.type_code,
    })


def plain_name(name: str) -> str:
    """A licence name without what does not tell two types apart: width, spaces, brackets' shape."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", name))


def can_edit(actor, version) -> Decision:
    """Drafts are changed by the editors of the department that keeps the entry."""
    decision = permitted(actor, "catalogs.edit") and _keeps(actor, version.entry)
    if decision and version.status != "draft":
        return denied(_("只有草稿可以修改；已发布的版本请“编制新版本”。"))
    return decision


def can_draft(actor, entry) -> Decision:
    """A new version is drafted where none is being made yet."""
    decision = permitted(actor, "catalogs.edit") and _keeps(actor, entry)
    if decision and entry.versions.filter(status__in=IN_MAKING).exists():
        return denied(_("该目录条目已有一个编制中的版本，请在该版本上修改。"))
    return decision


def can_submit(actor, version) -> Decision:
    """A draft with its name, face and items is submitted by an editor of the keeping department."""
    decision = permitted(actor, "catalogs.edit") and _keeps(actor, version.entry)
    return decision and _doubles_none(version.entry.kept_by, version.name, version.entry)


def can_discard(actor, version) -> Decision:
    """A draft is given up by an editor of the keeping department; it was never in force."""
    return permitted(actor, "catalogs.edit") and _keeps(actor, version.entry)


def can_publish(actor, version) -> Decision:
    """A second person: nobody who drafted, changed or submitted the version."""
    decision = permitted(actor, "catalogs.publish") and _keeps(actor, version.entry)
    decision = decision and _no_hand_in(actor, version)
    return decision and _doubles_none(version.entry.kept_by, version.name, version.entry)


def _no_hand_in(actor, version) -> Decision:
    wrote = version.history.filter(history_user=actor.user).exclude(history_change_reason="send_back").exists()
    if wrote or actor.user.pk in (version.drafted_by_id, version.submitted_by_id):
        return denied(_("您参与了该版本的编制，须由另一名目录发布岗人员发布。"))
    return ALLOWED


def can_send_back(actor, version) -> Decision:
    """Whoever could publish sends back instead."""
    return permitted(actor, "catalogs.publish") and _keeps(actor, version.entry)


def can_withdraw(actor, version) -> Decision:
    """A published version is withdrawn by a publisher of the keeping department."""
    return permitted(actor, "catalogs.publish") and _keeps(actor, version.entry)


def can_supersede(actor, version) -> Decision:
    """Only the publication of a newer version supersedes one."""
    decision = can_withdraw(actor, version)
    if decision and not version.entry.versions.filter(status="submitted").exists():
        return denied(_("版本只在新版本发布时自动替代。"))
    return decision


def can_keep_matters(actor, _matter=None) -> Decision:
    """The list of matters is kept by the catalogue's editors."""
    return permitted(actor, "catalogs.matters")


# --- who issues, who may do what


def can_give_issuing_right(actor, entry, department=None) -> Decision:
    """The editor of the managing department says which departments issue a type."""
    decision = permitted(actor, "catalogs.edit") and _keeps(actor, entry)
    if decision and department is not None and not department.issuing:
        return denied(_("“%(department)s”未登记为签发部门，不能授予签发权限。") % {"department": department})
    return decision


def issues(department, entry) -> Decision:
    """Whether a department issues licences of an entry today; an entrusted one while the mandate lasts (A 2)."""
    if not entry.issuers.in_force().filter(department=department).exists():
        return denied(_("“%(department)s”不是“%(entry)s”的签发部门。") % {"department": department, "entry": entry})
    if department.mandate_over():
        return denied(_("“%(department)s”受委托期限已于 %(day)s 届满。") % {
            "department": department, "day": department.entrusted_until,
        })
    return ALLOWED


def can_grant(actor, entry, verb: str = "", *, person=None, role: str = "") -> Decision:
    """The head of an issuing department gives rights on the types it issues, to its own people and posts.

    verb: collect, review or sign. Of person (User) and role at most one; without either the answer is for the page.
    """
    decision = permitted(actor, "catalogs.grant") and issues(actor.department, entry)
    if not decision or not verb:
        return decision
    if person is not None and not _holds_post_for(person, actor.department, verb):
        return denied(_("%(person)s在本部门没有可以办理“%(verb)s”的在任岗位。") % {
            "person": person, "verb": VERB_LABELS[verb](),
        })
    if role and VERBS[verb] not in permissions_of(role):
        return denied(_("“%(role)s”没有“%(verb)s”的岗位权限。") % {
            "role": ROLES[role].label, "verb": VERB_LABELS[verb](),
        })
    return ALLOWED


def _holds_post_for(person, department, verb: str) -> bool:
    held = Appointment.objects.in_force().filter(user=person, department=department)
    return any(VERBS[verb] in permissions_of(appointment.role) for appointment in held)


def may(actor, verb: str, entry) -> Decision:
    """Whether the actor may collect, review or sign licences of an entry under the appointment acted under.

    Four things together: the role's permission, the department's right to issue the type today, and the right on
    this type given to the person in that department or to the holders of his role there.
    """
    if actor.department is None:
        return lacking(VERBS[verb])
    decision = permitted(actor, VERBS[verb]) and issues(actor.department, entry)
    if decision and not Entry.objects.filter(pk=entry.pk).open_to(actor, verb).exists():
        return denied(_("尚未授予您对“%(entry)s”的%(verb)s权限，请联系本部门负责人办理。") % {
            "entry": entry, "verb": VERB_LABELS[verb](),
        })
    return decision


def entries_open_to(actor, verb: str):
    """The entries on which `may(actor, verb, entry)` says yes, whether or not a version is in force."""
    department = actor.department
    if department is None or not actor.may(VERBS[verb]) or department.mandate_over():
        return Entry.objects.none()
    return Entry.objects.issued_by(department).open_to(actor, verb)


def entries_for(actor, verb: str):
    """Those of `entries_open_to` of which a version is in force today: new licences can be issued of them."""
    return entries_open_to(actor, verb).with_version_in_force()


def rights_in(department, entry):
    """The rights on an entry that a department's head gave: (to persons, to roles), as rows of the two tables."""
    names = {name_of(department, role): role for role in ROLES}
    own = EntryUserRight.objects.filter(content_object=entry, department=department)
    by_role = EntryGroupRight.objects.filter(content_object=entry, group__name__in=names)
    return own.select_related("user", "permission"), by_role.select_related("group", "permission")
