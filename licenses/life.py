"""The steps of a licence after issue: each is carried out by a case and appends a LicenseState."""

from licenses import contents
from licenses.models import LicenseState
from licenses.states import LICENSE
from licenses.status import seal_words
from portal import clock
from portal.decisions import ALLOWED


def by_case_only(_actor, _license):
    """A licence changes through a case; the case's own policy has been asked, under four eyes."""
    return ALLOWED


def _step(step):
    """A step of the licence, for an approved case and in the case's transaction: append what it led to."""

    def body(license, *, by, case):
        """Append what the authority did, with the ground and the decision document of its approved case."""
        said, now = contents.unseal(case), clock.now()
        state = LicenseState(license=license, status=step.target, case=case, effective_from=now, recorded_at=now)
        state.sealed_words = seal_words(license, state, said["ground"], said["document"])
        state.save(force_insert=True)

    body.__name__ = step.name
    return LICENSE.action(step.name, policy=by_case_only)(body)


STEPS = {step.name: _step(step) for step in LICENSE.steps.values() if step.target}
