"""Loading the reference data of portal.law.reference into the table of legal bases."""

from django.db import transaction

from portal.law.models import LegalBasis
from portal.law.reference import LEGAL_BASES
from portal.workflow import start


def load(*, by) -> int:
    """Enter the bases whose key the table does not have yet, with their versions; returns how many rows.

    A key that is there is left as it is: people may have corrected it. Runs again without effect.
    """
    with transaction.atomic():
        known = set(LegalBasis.objects.values_list("key", flat=True))
        missing = [basis for basis in LEGAL_BASES if basis.key not in known]
        for basis in missing:
            start(LegalBasis, by=by, reason="load", verb="law.legalbasis.load", key=basis.key, title=basis.title,
                  article=basis.article, summary=basis.summary, status=basis.status, source=basis.source,
                  since=basis.since, until=basis.until)
    return len(missing)
