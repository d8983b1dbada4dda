"""Issuing: whether it could be done now; entering a signed licence, all its rows at once; telling its holders (A 8)."""

import unicodedata
from dataclasses import dataclass
from datetime import date

from asn1crypto import x509
from django.conf import settings

from catalogs import schema
from licenses import contents, documents, numbers, signing
from licenses.models import License, LicenseHolder, LicenseState, LicenseVersion
from licenses.states import LicenseStatus
from portal import clock, history
from portal.codes import fold_code
from portal.crypto.fields import blind_grams, blind_index
from portal.decisions import ALLOWED, Decision, denied
from portal.masking import mask_license_number
from portal.notices.send import Recipient, tell


@dataclass(frozen=True)
class Prospect:
    """What a signer is told before he issues: facts of the certificate that would sign (empty without one), how the
    catalogue version stands, and whether issuing would succeed as far as is known."""

    certificate: dict
    standing: schema.Standing
    decision: Decision


def prospect(case) -> Prospect:
    """Whether the licence of an approved case could be issued now; the step itself asks again."""
    certificate, problem = certificate_of(case.department)
    standing = schema.standing_of(case.version)
    return Prospect(certificate, standing, standing.decision & (denied(problem) if problem else ALLOWED))


def certificate_of(department) -> tuple[dict, str]:
    """What is to be known about a department's signing certificate, and why it cannot be used now."""
    now = clock.now()
    try:
        provider = signing.provider_of(settings.CA_FOLDER, department.uscc)
    except signing.SignerUnavailable as error:
        return {}, str(error)
    facts = signing.facts_of(x509.Certificate.load(provider.certificate), provider, now)
    try:
        signing.check_certificate(provider, now, department.uscc)
    except signing.SignerUnavailable as error:
        return facts, str(error)
    return facts, ""


def number_index(number: str) -> bytes:
    """The blind index by which a licence is found by its number; width, spaces, case and shape of brackets do not
    matter."""
    return blind_index("license.number", unicodedata.normalize("NFKC", fold_code(number)).translate(_BRACKETS))


_BRACKETS = str.maketrans("〔〕[]【】", "()()()")


def enter_license(case, made, registered, *, by) -> License:
    """The rows of a new licence of the registered holders: licence, first version with its file, first state."""
    content, now = made.content, clock.now()
    shown_names, shown_codes = contents.masked_holders(content)
    until = content["valid_to"]
    license = License(
        entry=case.entry, department=case.department, serial=case.reservation["serial"], key=case.key,
        shown_number=_shown_number(case, content),
        number_index=number_index(content["number"]), issued_at=now, issued_by=by.user,
        valid_from=date.fromisoformat(content["valid_from"]), valid_to=date.fromisoformat(until) if until else None,
        shown_holders=shown_names, shown_codes=shown_codes, holder_indexes=list(case.holder_indexes),
        grams=sorted({g for h in content["holders"] for g in blind_grams(h["name"])}),
    )
    history.save(license, by=by, reason="issue", force_insert=True)
    for position, holder in enumerate(registered):
        LicenseHolder.objects.create(license=license, holder=holder, position=position)
    _enter_version(license, case, made, by=by)
    LicenseState.objects.create(license=license, status=LicenseStatus.EFFECTIVE, effective_from=now,
                                recorded_at=now, case=case)
    return license


def _shown_number(case, content: dict) -> str:
    """The number as lists show it: what is made of a holder's code is masked as the code itself is."""
    number = content["number"]
    if not numbers.shows_a_person(case):
        return number
    masked, holder = mask_license_number(number), content["holders"][0]
    return masked if masked != number else number.replace(holder["code"], contents.masked_holder(holder)[1])


def _enter_version(license, case, made, *, by) -> LicenseVersion:
    version = LicenseVersion(
        license=license, case=case, catalog_version=case.version, number="001",
        identifier=made.content["identifier"], code=made.code, template_digest=made.template_digest,
        signature=made.signature, valid_from=license.valid_from, valid_to=license.valid_to,
        issued_at=license.issued_at,
        document=documents.enter(made.pdf, key=case.key, name=f"{made.content['identifier']}.pdf", by=by),
    )
    version.sealed_content = contents.seal_issued(version, license.key_id, made.content)
    version.save(force_insert=True)
    return version


def tell_holders(case, license, content: dict) -> None:
    """Record the notice of issue to every holder; the channel that carries it is the holder's matter."""
    for holding, holder in zip(license.holdings.all(), content["holders"], strict=True):
        tell(Recipient(holder=holding.holder_id), "license_issued", key=case.key,
             facts={"entry": case.entry.name, "department": case.department.name},
             personal={"name": holder["name"], "number": content["number"]}, url=f"/licenses/{license.pk}/")


def tell_of_change(case) -> None:
    """Record the notice of a change of status to every holder."""
    for holding in case.license.holdings.all():
        tell(Recipient(holder=holding.holder_id), "license_changed", key=case.key,
             facts={"entry": case.entry.name, "department": case.department.name, "change": str(case.kind_label),
                    "number": case.license.shown_number},
             url=f"/licenses/{case.license_id}/")
