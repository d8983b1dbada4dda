"""Writing the access log: no disclosure without a committed row.

`record` writes a row in the present transaction (a step's row stands or falls with the step). `open_object` and
`disclose` are durable blocks: the row is committed before anything is handed to the caller.
"""

import json
from datetime import UTC
from typing import NoReturn

from django.db import connection, transaction
from django.http import Http404
from django.utils.translation import gettext as _

from portal import clock
from portal.audit.facts import facts_of
from portal.audit.models import Result
from portal.decisions import ALLOWED, Refused
from portal.ids import new_id

FORMAT = 2
KEYED = 2
"""The first format whose search terms are keys and values; before it they were a sentence in the actor's language."""

COLUMNS = (
    "id", "retention", "at", "actor_kind", "account", "person", "department", "department_name", "role",
    "appointment", "substitute_for", "session", "address", "request_id", "verb", "object_kind", "object_id",
    "object_label", "license_type", "issuer", "holders", "shown", "matter", "case_number", "mode", "authority",
    "fields", "terms", "terms_masked", "result_count", "result", "reason", "anomaly", "version", "history",
)
_INSERT = (
    f"INSERT INTO audit_accessrecord ({', '.join(COLUMNS)}, entry) "
    f"VALUES ({', '.join(['%s'] * (len(COLUMNS) + 1))})"
)


class NotFound(Http404):
    """Outside the actor's scope or not there: the same answer, already recorded."""

    recorded = True


def record(verb, *, by, about=None, result=Result.OK, reason="", mode="", authority="", fields=(), shown=(),
           terms=(), terms_masked="", result_count=None, anomaly=None, history=(), matter="", case_number=""):
    """Write one row of the access log in the present transaction.

    verb: what was done, such as 'view', 'search', 'licenses.case.approve'. by: Actor. about: object with
    `log_facts()`, Facts, model row or None. fields: keys of what was disclosed in clear. shown: ids of the objects
    a list showed. terms: personal search terms as blind indexes. terms_masked: what was looked for, a text or a dict
    by the names of the fields, what is personal masked; kept free of any language, portal.audit.terms has the words.
    reason: words that somebody gave, or the sentence of a refusal in the language in which he was told it. history:
    digests of history rows written by the step. Returns the row's id. Raises DatabaseError when the row cannot be
    written: then nothing may be disclosed.
    """
    facts = facts_of(about)
    row = {
        "id": new_id(),
        "retention": facts.retention,
        "at": clock.now(),
        "actor_kind": by.kind,
        "account": by.user.username if by.user else "",
        "person": by.user.display_name if by.user else "",
        "department": by.department.uscc if by.department else "",
        "department_name": by.department.name if by.department else "",
        "role": by.role,
        "appointment": by.appointment.pk if by.appointment else None,
        "substitute_for": str(by.substitute_for or ""),
        "session": by.session,
        "address": by.address,
        "request_id": by.request_id,
        "verb": verb,
        "object_kind": facts.kind,
        "object_id": facts.id,
        "object_label": facts.label[:120],
        "license_type": facts.license_type,
        "issuer": facts.issuer,
        "holders": [bytes(h) for h in facts.holders],
        "shown": [str(i) for i in shown],
        "matter": matter or facts.matter,
        "case_number": case_number or facts.case_number,
        "mode": mode,
        "authority": authority,
        "fields": list(fields),
        "terms": [bytes(t) for t in terms],
        "terms_masked": _keyed(terms_masked)[:200],
        "result_count": result_count,
        "result": str(result),
        "reason": str(reason)[:400],
        "anomaly": anomaly or {},
        "version": FORMAT,
        "history": [bytes(d) for d in history],
    }
    values = [json.dumps(row[c]) if c == "anomaly" else row[c] for c in COLUMNS]
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, [*values, canonical_entry(row)])
    return row["id"]


def _keyed(asked) -> str:
    """Search terms line by line as key=value; a text alone is that of the search box."""
    asked = asked if isinstance(asked, dict) else {"q": asked}
    return "\n".join(f"{key}={value}".replace("\n", " ") for key, value in asked.items() if value)


def canonical_entry(row: dict) -> bytes:
    """The canonical bytes of a row: JSON with sorted keys, bytes as hex, instants as UTC with microseconds.

    `leaf` is taken over them by the database; verification rebuilds them from the columns.
    """
    return json.dumps(row, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=_plain).encode()


def _plain(value):
    if isinstance(value, bytes):
        return value.hex()
    if hasattr(value, "isoformat"):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return str(value)


def record_refusal(refused: Refused, *, by) -> None:
    """Write the row of a refusal, once, after whatever was tried has been rolled back."""
    if refused.recorded:
        return
    record(refused.verb or "act", by=by, about=refused.about, result=Result.REFUSED, reason=refused.logged)
    refused.recorded = True


def require(decision, *, by, verb, about=None) -> None:
    """Raise Refused, recorded, when the decision is no."""
    if not decision:
        refuse(Refused(decision, verb=verb, about=about), by=by)


def refuse(refused: Refused, *, by) -> NoReturn:
    """Record a refusal and raise it: for what is asked before a transaction begins."""
    record_refusal(refused, by=by)
    raise refused


def open_object(actor, queryset, verb, *, policy=None, fields=(), related=(), **lookup):
    """Load one object for showing it; the log row is committed before the object is returned.

    queryset: of a model whose queryset has `visible_to(actor)`; lookup: as for `get`. policy(actor, obj) → Decision
    is asked inside. Raises NotFound (404, recorded) outside the actor's scope and Refused (403, recorded) inside it.
    Exactly one row is written. `fields` are the keys that the page shows in clear, or fields(obj) that gives them.
    """
    with transaction.atomic(durable=True):
        found, decision = _find(actor, queryset, policy, related, lookup)
        if found is None:
            _record_missing(actor, queryset, verb, lookup)
        else:
            shown = fields(found) if decision and callable(fields) else fields
            record(verb, by=actor, about=found, fields=shown if decision else (),
                   result=Result.OK if decision else Result.REFUSED, reason=decision.reason)
    return _hand_over(found, decision)


def reach(actor, queryset, verb, *, policy=None, related=(), **lookup):
    """Load one object in order to act on it: the step's own row is the row.

    Raises NotFound and, where policy(actor, obj) says no, Refused; both recorded.
    """
    found, decision = _find(actor, queryset, policy, related, lookup)
    if found is None:
        with transaction.atomic(durable=True):
            _record_missing(actor, queryset, verb, lookup)
    require(decision, by=actor, verb=verb, about=found)
    return _hand_over(found, decision)


def disclose(verb, *, by, load, about=None, **facts):
    """Load by `load()`, write and commit a row about it, and only then return what was loaded.

    For disclosures that are not one object: lists, files, revealed fields. facts: as for `record`; a callable
    value is called with what was loaded (result_count=len), so that the row says what was shown. When `load` raises,
    no row is written and nothing is shown.
    """
    with transaction.atomic(durable=True):
        loaded = load()
        known = {key: value(loaded) if callable(value) else value for key, value in facts.items()}
        record(verb, by=by, about=about, **known)
    return loaded


def _find(actor, queryset, policy, related, lookup):
    found = queryset.visible_to(actor).filter(**lookup).select_related(*related).first()
    if found is None:
        return None, ALLOWED
    return found, policy(actor, found) if policy else ALLOWED


def _record_missing(actor, queryset, verb, lookup):
    wanted = "; ".join(f"{key}={value}" for key, value in lookup.items())
    kind = queryset.model._meta.label_lower
    record(verb, by=actor, result=Result.NOT_FOUND, reason=f"{kind} {wanted}"[:400])


def _hand_over(found, decision):
    if found is None:
        raise NotFound(_("没有这条记录，或不在您的权限范围内。"))
    if not decision:
        raise Refused(decision, recorded=True)
    return found
