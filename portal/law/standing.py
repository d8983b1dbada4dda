"""How a version of a legal basis stands on a day: what is entered of it, and what its dates make of that."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from portal.law.models import BasisStatus

TAG_KINDS = {"in_force": "ok", "draft": "sign", "repealed": "off", "unchecked": "todo"}


@dataclass(frozen=True)
class Standing:
    """`label` in words and the kind of tag; `counts` says whether it may be relied on as law in force."""

    label: Any
    kind: str
    counts: bool


def standing(basis, day: date) -> Standing:
    """How a version stands on `day`. Only what was checked, has begun and has not ended counts."""
    if basis.status == BasisStatus.IN_FORCE:
        if basis.since > day:
            return Standing(_("尚未施行"), "sign", False)
        if basis.until and basis.until < day:
            return Standing(_("已失效"), "off", False)
    return Standing(BasisStatus(basis.status).label, TAG_KINDS[basis.status], basis.status == BasisStatus.IN_FORCE)
