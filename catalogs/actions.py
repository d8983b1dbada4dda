"""Making, publishing and ending catalogue versions; saying who issues; giving rights per licence type; matters."""

from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils.translation import gettext as _

from catalogs import guards, layouts
from catalogs.models import Entry, EntryGroupRight, EntryUserRight, FaceItem, IssuingRight, Matter, Version
from catalogs.policies import (
    can_create,
    can_discard,
    can_draft,
    can_edit,
    can_give_issuing_right,
    can_grant,
    can_keep_matters,
    can_publish,
    can_send_back,
    can_submit,
    can_supersede,
    can_withdraw,
)
from catalogs.states import ONCE_PUBLISHED, VERSION, Status
from portal import clock, codes, history
from portal.accounts import groups
from portal.decisions import Conflict, Invalid, denied
from portal.notices.send import Recipient, tell
from portal.workflow import act

# What a version says of itself; items, images and matters hang on it.
CONTENT = (
    "name", "category", "holder_category", "several_holders", "validity", "number_rule", "retention",
    "unique_per_holder", "standard_version", "issuing_body", "issuing_levels", "laws", "layout", "layout_html",
    "layout_css",
)
ITEM = (
    "key", "label", "pinyin_key", "kind", "max_length", "required", "sensitivity", "public", "concerns", "choices",
    "filled_from",
)


# --- drafts


def create_entry(*, by, entry: dict, values: dict, items=(), images=None, matters=()) -> Version:
    """Take a licence type into the catalogue with the draft of its first version, which is returned.

    entry: type_code, name, defining_name, defining_level (and secret, which the database refuses). values: fields
    of CONTENT; without layout_html the bundled face `layout` is taken. items: dicts or objects with the fields of
    ITEM, in order. The entry is kept by the actor's department. Raises Refused, Invalid, Conflict.
    """
    def decide():
        return can_create(by, entry["name"])

    with act("catalogs.entry.create", decide, by=by) as told:
        try:
            type_code = codes.check_type_code(entry["type_code"])
        except codes.CodeError as error:
            raise Invalid(denied(str(error))) from error
        made = history.save(
            Entry(**{**entry, "type_code": type_code, "defining_uscc": type_code[:18], "kept_by": by.department,
                     "created_at": clock.now(), "created_by": by.user}),
            by=by, reason="create", force_insert=True,
        )
        told["about"] = made
        return _draft(made, 1, by=by, values={"name": entry["name"], **values}, items=items, images=images,
                      matters=matters)


def draft_next(entry, *, by) -> Version:
    """Draft the next version of an entry as a copy of its newest one. Raises Refused or Conflict.

    The number of a discarded draft is not given again.
    """
    with act("catalogs.version.draft", lambda: can_draft(by, entry), by=by, about=entry) as told:
        last = entry.versions.order_by("-number").first()
        newest = entry.versions.exclude(status=Status.DISCARDED).order_by("-number").first()
        told["about"] = version = _draft(
            entry, last.number + 1, by=by, values={name: getattr(newest, name) for name in CONTENT},
            items=newest.items.all(), images=newest.images.all(), matters=newest.matters.all(),
        )
        return version


def _draft(entry, number: int, *, by, values: dict, items, images, matters) -> Version:
    items = list(items)
    if "layout_html" not in values:
        face = layouts.bundled(values.get("layout", "general"), _keys(items))
        values, images = {**values, "layout_html": face.html, "layout_css": face.css}, face.images()
    version = Version(entry=entry, number=number, drafted_at=clock.now(), drafted_by=by.user, **values)
    history.save(version, by=by, reason="draft", force_insert=True)
    _set_items(version, items)
    version.images.set(images or ())
    version.matters.set(matters)
    return version


def _keys(items) -> dict[str, str]:
    """The keys of items (dicts or objects) by label."""
    made = [_face_item(None, 0, item) for item in items]
    return {item.label: item.key for item in made}


def _set_items(version, items) -> None:
    version.items.all().delete()
    FaceItem.objects.bulk_create(_face_item(version, position, item) for position, item in enumerate(items, 1))


def _face_item(version, position: int, item) -> FaceItem:
    given = item if isinstance(item, dict) else {name: getattr(item, name) for name in ITEM}
    values = {name: given[name] for name in ITEM if name in given}
    values["choices"] = list(values.get("choices", ()))
    return FaceItem(version=version, position=position, **values)


def change_draft(version, *, by, rev: int, values=None, items=None, images=None, matters=None) -> Version:
    """Change a draft; what is None stays. `rev` is the revision that the person saw.

    A bundled face is fitted anew to changed items. Leaves one history row and one access record. Raises Conflict when
    somebody changed the draft meanwhile.
    """
    def decide():
        nonlocal version
        version = Version.objects.select_for_update(of=("self",)).select_related("entry__kept_by").get(pk=version.pk)
        return can_edit(by, version)

    with act("catalogs.version.edit", decide, by=by, about=version):
        if version.rev != rev:
            raise Conflict(denied(_("该草稿已在别处修改（另一窗口或另一人），请刷新后在新内容上修改。")))
        for name, value in (values or {}).items():
            assert name in CONTENT, name
            setattr(version, name, value)
        if items is not None:
            items = list(items)
            _set_items(version, items)
            if version.layout != layouts.OWN and "layout_html" not in (values or {}):
                face = layouts.bundled(version.layout, _keys(items))
                version.layout_html, version.layout_css, images = face.html, face.css, face.images()
        if images is not None:
            version.images.set(images)
        if matters is not None:
            version.matters.set(matters)
        version.rev += 1
        history.save(version, by=by, reason="edit")
    return version


# --- steps


@VERSION.action("submit", policy=can_submit)
def submit(version, *, by):
    """Submit a draft for publication; its face and rules are checked first."""
    found = guards.faults_of(version)
    if found:
        raise Invalid(denied(_("暂不能提交：%(faults)s") % {"faults": "".join(found)}))
    version.ground = ""
    version.submitted_at, version.submitted_by = clock.now(), by.user


@VERSION.action("discard", policy=can_discard)
def discard(version, *, by):
    """Give up a draft; an entry of which no version was ever published goes with it and frees its type code."""
    version.discarded_at, version.discarded_by = clock.now(), by.user
    entry = version.entry
    if not entry.versions.filter(status__in=ONCE_PUBLISHED).exists():
        entry.discarded_at, entry.discarded_by = version.discarded_at, by.user
        history.save(entry, by=by, reason="discard")


@VERSION.action("send_back", policy=can_send_back)
def send_back(version, *, by, reason: str):
    """Give a submitted version back to its editors, with the reason."""
    version.ground = _needed(reason, _("请填写退回理由。"))


@VERSION.action("publish", policy=can_publish)
def publish(version, *, by, in_force_from):
    """Publish a submitted version from a day on (today or later); the version before ends with that day.

    Its face and rules are checked again: what is asked of them may have become more since it was submitted.
    """
    found = guards.faults_of(version)
    if found:
        raise Invalid(denied(_("暂不能发布，请退回修改：%(faults)s") % {"faults": "".join(found)}))
    if in_force_from < clock.today():
        raise Invalid(denied(_("启用日期不能早于今天。")))
    older = version.entry.versions.filter(status="published").first()
    if older:
        if in_force_from < older.in_force_from:
            raise Invalid(denied(_("启用日期不能早于上一版本的启用日期 %(day)s。") % {"day": older.in_force_from}))
        supersede(older, by=by, in_force_until=in_force_from)
    version.published_at, version.published_by = clock.now(), by.user
    version.in_force_from = in_force_from
    if version.name != version.entry.name:
        version.entry.name = version.name
        history.save(version.entry, by=by, reason="rename")
    _tell_issuers(version, "catalog_published", {"in_force_from": in_force_from.isoformat()})


@VERSION.action("supersede", policy=can_supersede)
def supersede(version, *, by, in_force_until):
    """End a published version with the day on which its successor begins; called by `publish` alone."""
    version.in_force_until = in_force_until


@VERSION.action("withdraw", policy=can_withdraw)
def withdraw(version, *, by, ground: str, in_force_until):
    """Withdraw a published version with a day (today or later): from then on no licence is issued by it."""
    version.ground = _needed(ground, _("请填写撤回理由。"))
    if in_force_until < max(clock.today(), version.in_force_from):
        raise Invalid(denied(_("停用日期不能早于今天，也不能早于启用日期。")))
    version.in_force_until = in_force_until
    version.withdrawn_at, version.withdrawn_by = clock.now(), by.user
    _tell_issuers(version, "catalog_withdrawn", {"in_force_until": in_force_until.isoformat()})


def _needed(text: str, sentence: str) -> str:
    if not text.strip():
        raise Invalid(denied(sentence))
    return text.strip()


def _tell_issuers(version, event: str, facts: dict) -> None:
    """The departments that issue the type are told of every change (A 9)."""
    for right in version.entry.issuers.in_force().select_related("department"):
        tell(Recipient(department=right.department), event, url=reverse("catalogs:entry", args=[version.entry_id]),
             facts={"name": version.name, "number": version.number, **facts})


# --- who issues, who may do what


def give_issuing_right(entry, department, *, by, since, until=None) -> IssuingRight:
    """Let a department issue licences of an entry for a period (both days included). Raises Refused or Conflict."""
    with act("catalogs.entry.give_issuing_right", lambda: can_give_issuing_right(by, entry, department),
              by=by, about=entry, reason=department.name):
        right = IssuingRight(entry=entry, department=department, since=since, until=until)
        return history.save(right, by=by, reason="give", force_insert=True)


def end_issuing_right(right, *, by, until) -> IssuingRight:
    """End a department's right with the day `until` (included). Raises Refused, Invalid or Conflict."""
    with act("catalogs.entry.end_issuing_right", lambda: can_give_issuing_right(by, right.entry),
              by=by, about=right.entry, reason=right.department.name):
        if right.until and until > right.until:
            raise Invalid(denied(_("该签发权限已于 %(day)s 截止，不能延后；请另行授予。") % {"day": right.until}))
        right.until = until
        return history.save(right, by=by, reason="end")


def grant_right(entry, verb: str, *, by, person=None, role: str = ""):
    """Give the right to collect, review or sign licences of an entry to a person, or to all who hold a role.

    In the actor's department; exactly one of person (User) and role. Returns the row. Raises Refused or Conflict.
    """
    assert (person is None) != (not role), "exactly one of person and role"
    with act("catalogs.entry.grant_right", lambda: can_grant(by, entry, verb, person=person, role=role),
              by=by, about=entry, reason=f"{verb} {person.username if person else role}"):
        common = {"permission": _permission(verb), "content_object": entry}
        if person is not None:
            right = EntryUserRight(user=person, department=by.department, **common)
        else:
            right = EntryGroupRight(group=groups.group_of(by.department, role), **common)
        return history.save(right, by=by, reason="grant", force_insert=True)


def revoke_right(right, *, by) -> None:
    """Take back a right of the actor's department (a row of either table). Raises Refused."""
    def decide():
        decision = can_grant(by, right.content_object)
        if decision and not _of_department(right, by.department):
            return denied(_("只能收回本部门授予的权限。"))
        return decision

    who = right.user.username if isinstance(right, EntryUserRight) else right.group.name
    with act("catalogs.entry.revoke_right", decide, by=by, about=right.content_object,
              reason=f"{right.permission.codename} {who}"):
        right._history_user, right._history_date, right._change_reason = by.user, clock.now(), "revoke"
        right.delete()


def _of_department(right, department) -> bool:
    if isinstance(right, EntryUserRight):
        return right.department_id == department.pk
    return right.group.name.startswith(f"{department.uscc}/")


def _permission(verb: str) -> Permission:
    return Permission.objects.get(
        content_type__app_label="catalogs", content_type__model="entry", codename=f"{verb}_entry")


# --- matters


def add_matter(*, by, code: str, name: str, department) -> Matter:
    """Enter a matter; its code is checked. Raises Refused, Invalid or Conflict."""
    with act("catalogs.matter.add", lambda: can_keep_matters(by), by=by) as told:
        matter = Matter(code=_matter_code(code), name=name, department=department)
        told["about"] = matter
        return history.save(matter, by=by, reason="add", force_insert=True)


def change_matter(matter, *, by, name: str, department) -> Matter:
    """Change name or department of a matter; its code stays. Raises Refused."""
    with act("catalogs.matter.change", lambda: can_keep_matters(by), by=by, about=matter):
        matter.name, matter.department = name, department
        return history.save(matter, by=by, reason="edit")


def _matter_code(text: str) -> str:
    try:
        return codes.check_matter_code(text)
    except codes.CodeError as error:
        raise Invalid(denied(str(error))) from error
