"""Finding licences: one box for number, identifier, holder code or name, and the filters beside it."""

import re
from dataclasses import dataclass, field
from datetime import date, timedelta

from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from catalogs.models import Entry
from licenses import identifier, issuing
from licenses.models import License
from licenses.queries import OWN, reach_of
from licenses.states import ALIVE, LicenseStatus
from licenses.status import Code
from portal import clock
from portal.accounts.models import Department
from portal.audit.facts import holder_index
from portal.audit.terms import name_values
from portal.codes import HOLDER_CODE_TYPES, CodeError, check_holder_code, fold_code
from portal.crypto.fields import blind_index, search_grams
from portal.fields import ChoiceField, DateField, TextField
from portal.masking import mask_code, mask_license_number, mask_name

CODE_FROM = 8  # characters from which letters and digits alone are a code, no part of a name
LONGEST = 200

name_values("status", Code.choices)


@dataclass(frozen=True)
class Reading:
    """What a typed text may be: the exact keys and pieces of names by which it is looked up.

    `terms` are blind indexes for the log, `masked` is the text as the log shows it, `hint` a sentence when the text
    looks like a code with a slip in it.
    """

    number: bytes = b""
    identifier: str = ""
    holders: tuple[bytes, ...] = ()
    grams: tuple[int, ...] = ()
    terms: tuple[bytes, ...] = ()
    masked: str = ""
    hint: str = ""

    @property
    def about_holders(self) -> Q:
        """Cases or licences one of whose holders has the code, or the piece of a name, that was typed."""
        wanted = Q()
        if self.holders:
            wanted |= Q(holder_indexes__overlap=list(self.holders))
        if self.grams:
            wanted |= Q(grams__contains=list(self.grams))
        return wanted


def read(text: str) -> Reading:
    """Read the text of the search box; never raises, whatever was typed."""
    text = text.strip()[:LONGEST]
    folded = fold_code(text)
    if not folded:
        return Reading()
    if folded.startswith(identifier.ROOT) or folded.count(".") == 5:
        return _identifier(folded)
    found = _holder_codes(folded)
    named = not _is_code(folded)
    indexes = tuple(holder_index(kind, code) for kind, code in found)
    number = issuing.number_index(text)
    terms = (number, *indexes) + ((blind_index("license.holder_name", text),) if named else ())
    return Reading(
        number=number, holders=indexes, grams=tuple(search_grams(text)) if named else (), terms=terms,
        masked=mask_name(text) if named else _masked(folded, found), hint="" if named else _slip(folded, found),
    )


def _identifier(folded: str) -> Reading:
    term = (blind_index("license.identifier", folded),)
    try:
        whole = str(identifier.parse(folded))
    except identifier.IdentifierError as error:
        return Reading(identifier=folded, terms=term, masked=folded, hint=str(error))
    return Reading(identifier=whole, terms=term, masked=whole)


def _is_code(folded: str) -> bool:
    """Letters and digits alone, long and with digits in them: nobody is called that."""
    return len(folded) >= CODE_FROM and re.fullmatch(r"[0-9A-Z.()/-]*[0-9][0-9A-Z.()/-]*", folded) is not None


def _holder_codes(folded: str) -> list[tuple[str, str]]:
    """(type, canonical code) of every type whose rules the text keeps."""
    found = []
    for kind in HOLDER_CODE_TYPES if folded.isascii() and len(folded) >= 5 else ():
        try:
            found.append((kind, check_holder_code(kind, folded, clock.today())))
        except CodeError:
            continue
    return found


def _masked(folded: str, found: list) -> str:
    """As the log shows it: an organisation's credit code is public, everything else may be a person's number."""
    known = dict(found)
    kind = next((kind for kind in ("001", "111", "999") if kind in known), "")
    return mask_code(kind, known[kind]) if kind else mask_license_number(folded)


def _slip(folded: str, found: list) -> str:
    """The sentence about a code of 18 characters of which only the check character is wrong."""
    if len(folded) != 18 or any(kind in ("001", "111") for kind, _code in found):
        return ""
    for kind in ("111", "001"):
        try:
            check_holder_code(kind, folded, clock.today())
        except CodeError as error:
            if error.code in ("check", "org_check"):
                return str(error)
    return ""


# --- what is asked for


class SearchForm(forms.Form):
    """The search of the licence list; `departments` are offered to those who see more than one."""

    q = TextField(label=_lazy("关键词"), required=False, max_length=LONGEST, attrs={
        "placeholder": _lazy("编号、标识、名称或代码"), "autocomplete": "off", "type": "search",
    })
    type = ChoiceField(label=_lazy("证照类型"), required=False)
    status = ChoiceField(label=_lazy("状态"), required=False, choices=[("", _lazy("全部状态")), *Code.choices])
    since = DateField(label=_lazy("签发自"), required=False)
    until = DateField(label=_lazy("签发至"), required=False)
    department = ChoiceField(label=_lazy("签发部门"), required=False)

    def __init__(self, *args, actor, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["type"].choices = [("", _("全部类型")), *types_for(actor)]
        if reach_of(actor.role) == OWN:
            del self.fields["department"]
        else:
            self.fields["department"].choices = [("", _("全部部门")), *departments_for(actor)]

    def clean(self):
        cleaned = super().clean()
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and since > until:
            self.add_error("until", _("早于“签发自”，请核对"))
        return cleaned

    def terms(self) -> dict:
        """What is asked for as JSON values, empty ones left out."""
        return {key: str(value) for key, value in self.cleaned_data.items() if value}


def types_for(actor) -> list[tuple[str, str]]:
    """The licence types to choose from: those that the department may issue or the area's departments issue."""
    rows = Entry.objects.visible_to(actor)
    if reach_of(actor.role) == OWN:
        rows = rows.filter(issuers__department=actor.department).distinct()
    return [(str(pk), name) for pk, name in rows.order_by("name").values_list("pk", "name")]


def departments_for(actor) -> list[tuple[str, str]]:
    """The issuing departments of the actor's area."""
    rows = Department.objects.filter(issuing=True, division__startswith=actor.department.area)
    return [(str(pk), name) for pk, name in rows.values_list("pk", "name")]


@dataclass(frozen=True)
class Query:
    """A search made of terms (`SearchForm.terms`): the licences found and what the log is told."""

    rows: object
    reading: Reading = field(default_factory=Reading)
    asked: dict = field(default_factory=dict)


def search(actor, terms: dict) -> Query:
    """The licences that the actor may see and that all of `terms` hold for; newest first.

    A name is found by any one or more successive characters of it; number, identifier and codes are exact.
    """
    reading = read(terms.get("q", ""))
    rows = License.objects.visible_to(actor).filter(_by_text(reading), *_by_filters(terms))
    return Query(rows.order_by("-issued_at", "-id"), reading, _asked(actor, terms, reading))


def _by_text(reading: Reading) -> Q:
    if reading.identifier:
        return Q(versions__identifier=reading.identifier)
    return (Q(number_index=reading.number) if reading.number else Q()) | reading.about_holders


def _by_filters(terms: dict) -> list[Q]:
    filters = []
    if terms.get("type"):
        filters.append(Q(entry=terms["type"]))
    if terms.get("department"):
        filters.append(Q(department=terms["department"]))
    if terms.get("status"):
        filters.append(with_status(terms["status"], clock.today()))
    if terms.get("since"):
        filters.append(Q(issued_at__gte=clock.start_of(date.fromisoformat(terms["since"]))))
    if terms.get("until"):
        day_after = date.fromisoformat(terms["until"]) + timedelta(days=1)
        filters.append(Q(issued_at__lt=clock.start_of(day_after)))
    return filters


def with_status(code: str, today: date) -> Q:
    """Licences of which `status_at` says `code` today: the column for what an authority did, the dates for the rest."""
    ended = Q(valid_to__lt=today)
    alive = Q(valid_to__isnull=True) | Q(valid_to__gte=today)
    effective = Q(status=LicenseStatus.EFFECTIVE)
    by_dates = {
        Code.VALID: effective & alive & Q(valid_from__lte=today),
        Code.NOT_YET_VALID: effective & Q(valid_from__gt=today),
        Code.EXPIRED: Q(status__in=ALIVE) & ended,
    }
    return by_dates.get(code) or Q(status=code) & (alive if code in ALIVE else Q())


def _asked(actor, terms: dict, reading: Reading) -> dict:
    """The terms as the log keeps them: the text masked, types and departments by their names, nothing translated."""
    asked = terms | {"q": reading.masked}
    if terms.get("type"):
        asked["type"] = Entry.objects.visible_to(actor).filter(pk=terms["type"]).first()
    if terms.get("department"):
        asked["department"] = Department.objects.filter(pk=terms["department"]).first()
    return asked
