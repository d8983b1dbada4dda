"""Taking the reference data into the catalogue through the real steps: an editor drafts, a publisher publishes."""

from catalogs import actions, reference
from catalogs.models import Entry, Matter, Version
from catalogs.reference.model import LicenseType
from portal import clock


def load_reference(editor, publisher, departments, *, in_force_from=None) -> dict[str, Version]:
    """All demo types and matters; returns the published versions by the key of their type.

    editor, publisher: Actors of the department that keeps the catalogue (the editor must be a catalog_editor, the
    publisher another person). departments: type key → the Departments that issue it, which get the right from
    `in_force_from` (a day, today if None) on; a type that is missing there has no issuer yet. What is in the
    catalogue already is left as it is.
    """
    matters = load_matters(editor)
    return {
        kind.key: load_type(kind, editor, publisher, departments.get(kind.key, ()), matters=matters,
                            in_force_from=in_force_from)
        for kind in reference.LICENSE_TYPES
    }


def load_matters(editor) -> dict[str, Matter]:
    """The basic matters by code, kept by the editor's department."""
    known = {matter.code: matter for matter in Matter.objects.all()}
    for basic in reference.MATTERS:
        if basic.code not in known:
            known[basic.code] = actions.add_matter(by=editor, code=basic.code, name=basic.name,
                                                   department=editor.department)
    return known


def load_type(kind: LicenseType, editor, publisher, departments=(), *, matters, in_force_from=None) -> Version:
    """One licence type: entry, version published from `in_force_from`, issuing rights; what exists stays."""
    found = Entry.objects.standing().filter(type_code=kind.type_code).first()
    day = in_force_from or clock.today()
    version = (found.versions.in_force(day).first() or found.versions.first()) if found else _publish(
        kind, editor, publisher, [matters[code] for code in kind.matters if code in matters], day)
    for department in departments:
        if not version.entry.issuers.in_force(day).filter(department=department).exists():
            actions.give_issuing_right(version.entry, department, by=editor, since=day)
    return version


def draft_type(kind: LicenseType, editor, matters=()) -> Version:
    """The entry of a licence type with the draft of its first version."""
    return actions.create_entry(
        by=editor,
        entry={"type_code": kind.type_code, "name": kind.name, "defining_name": kind.defined_by.name,
               "defining_level": kind.defined_by.level, "secret": kind.secret},
        values={
            "category": kind.category, "holder_category": kind.holders, "several_holders": kind.several_holders,
            "validity": kind.validity.as_json(), "number_rule": kind.number_rule.as_json(),
            "retention": kind.retention, "unique_per_holder": kind.unique_per_holder,
            "standard_version": kind.standard_version, "issuing_body": kind.issuing_body,
            "issuing_levels": list(kind.issuing_levels), "laws": list(kind.laws), "layout": kind.layout,
        },
        items=kind.items, matters=matters,
    )


def _publish(kind, editor, publisher, matters, day) -> Version:
    version = actions.submit(draft_type(kind, editor, matters), by=editor)
    return actions.publish(version, by=publisher, in_force_from=day)
