"""The steps of a licence after issue: each is carried out by a case and appends a LicenseState."""

from datetime import datetime

from django.utils.translation import gettext as _

from licenses import content as contents
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


def _step(name: str, doc: str):
    target = LICENSE.steps[name].target

    def body(license, *, by, case, effective_from):
        _append(license, target, case, effective_from)

    body.__doc__, body.__name__ = doc, name
    return LICENSE.action(name, policy=by_case_only)(body)


STEPS = {
    "suspend": _step("suspend", "暂扣: a penalty that takes the licence away for a time."),
    "restore": _step("restore", "恢复: the licence counts again after suspension."),
    "withdraw": _step("withdraw", "撤回: law or circumstances changed (Administrative Licensing Law art. 8)."),
    "annul": _step("annul", "撤销: granted wrongly or by fraud (art. 69)."),
    "revoke": _step("revoke", "吊销: a penalty that ends the licence."),
    "cancel": _step("cancel", "注销: the formal end (art. 70), also after 撤回, 撤销, 吊销."),
    "replace": _step("replace", "换发: a new licence stands in its place."),
}
