"""The steps of a licence after issue: each is carried out by a case and appends a LicenseState."""

from datetime import datetime

from django.utils.translation import gettext as _

from licenses import contents
from licenses.models import LicenseState
from licenses.states import LICENSE
from licenses.status import seal_words
from portal import clock
from portal.decisions import ALLOWED, Invalid, denied


def by_case_only(_actor, _license):
    """A licence changes through a case; the case's own policy has been asked, under four eyes."""
    return ALLOWED


def change(license, step: str, *, case, by):
    """Take the licence's step for an approved case, in the case's transaction."""
    STEPS[step](license, by=by, case=case, effective_from=clock.now())


def _append(license, status: str, case, effective_from: datetime) -> None:
    """Append what the authority did, with the ground and the decision document of the case."""
    said = contents.unseal(case)
    if not said.get("ground"):
        raise Invalid(denied(_("请写明依据与理由。")))
    state = LicenseState(license=license, status=status, case=case, effective_from=effective_from,
                         recorded_at=clock.now())
    state.sealed_words = seal_words(license, state, said["ground"], said.get("document", ""))
    state.save(force_insert=True)


def _step(step):
    """The body of a step of the licence: append what it led to."""

    def body(license, *, by, case, effective_from):
        """Append what the authority did, as its approved case says."""
        _append(license, step.target, case, effective_from)

    body.__name__ = step.name
    return LICENSE.action(step.name, policy=by_case_only)(body)


STEPS = {step.name: _step(step) for step in LICENSE.steps.values() if step.target}
