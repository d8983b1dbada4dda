"""Signing: what the file looks like to others, and when no signature may be made."""

import hashlib
from datetime import timedelta

import pytest

from licenses import signing
from portal.crypto import ca
from portal.pdf.drawing import draw
from portal.pdf.sealing import Placeholder
from tests.pdf import samples


def provider(folder):
    return signing.provider_of(folder, samples.USCC)


def refusal_of(holder, at=samples.AT, uscc=samples.USCC):
    with pytest.raises(signing.SignerUnavailable) as refused:
        signing.check_certificate(holder, at, uscc)
    return refused.value


def refusal(folder, at=samples.AT, uscc=samples.USCC):
    return refusal_of(provider(folder), at, uscc)


def empty_place():
    place = Placeholder(samples.DEPARTMENT, samples.AT)
    return draw(samples.source("food"), samples.filling("food"), sample=False, signature=place)


@pytest.mark.parametrize("name", list(samples.VALUES))
def test_signature_is_valid_for_a_checker_that_is_not_ours(signed, told_by, name):
    told = told_by("pdfsig", "FILE", pdf=signed[name].pdf)
    assert "Signature is Valid" in told
    assert "Total document signed" in told
    assert "ETSI.CAdES.detached" in told
    assert f"NTRCN-{samples.USCC}" in told and samples.DEPARTMENT in told


def test_facts_name_signer_certificate_and_level(signed):
    facts = signed["food"].facts
    assert facts["subject"] == samples.DEPARTMENT and facts["uscc"] == samples.USCC
    assert facts["level"] == "PAdES-B-B" and facts["algorithm"] == "sha256_ecdsa"
    assert facts["signed_at"] == "2026-11-23T09:42:18+08:00"
    assert signed["food"].sha256 == hashlib.sha256(signed["food"].pdf).hexdigest()


def test_repeated_request_gives_the_same_file(ca_folder):
    pdf = empty_place()
    once = signing.sign_pdf(pdf, provider(ca_folder), "request-1", samples.AT)
    assert signing.sign_pdf(pdf, provider(ca_folder), "request-1", samples.AT) == once


def test_certificate_in_force_may_sign(ca_folder):
    signing.check_certificate(provider(ca_folder), samples.AT, samples.USCC)


def test_department_without_a_certificate_cannot_sign(ca_folder):
    with pytest.raises(signing.SignerUnavailable) as refused:
        signing.provider_of(ca_folder, "11360000000000000X")
    assert refused.value.code == "key_missing" and "密钥缺失" in str(refused.value)


def test_missing_key_is_told_and_signs_nothing(ca_folder):
    kept = provider(ca_folder)
    (ca_folder / f"{samples.USCC}.key").unlink()
    with pytest.raises(signing.SignerUnavailable) as refused:
        provider(ca_folder)
    assert refused.value.code == "key_missing"
    assert kept.health() == ""  # loaded before


def test_broken_key_is_told(ca_folder):
    (ca_folder / f"{samples.USCC}.key").write_text("no key")
    assert refusal(ca_folder).code == "key_missing"
    with pytest.raises(signing.SignerUnavailable):
        signing.sign_pdf(empty_place(), provider(ca_folder), "r", samples.AT)


def test_key_back_in_place_signs_again(ca_folder):
    path = ca_folder / f"{samples.USCC}.key"
    content = path.read_bytes()
    path.write_text("no key")
    assert refusal(ca_folder).code == "key_missing"
    path.write_bytes(content)
    signing.check_certificate(provider(ca_folder), samples.AT, samples.USCC)


@pytest.mark.parametrize(
    ("at", "code", "words"),
    [
        (samples.VALID_TO + timedelta(seconds=1), "expired", "已过期（2029-01-01 止）"),
        (samples.VALID_FROM - timedelta(seconds=1), "not_yet_valid", "尚未生效（2026-01-01 起有效）"),
    ],
)
def test_certificate_out_of_its_time_is_refused(ca_folder, at, code, words):
    refused = refusal(ca_folder, at)
    assert refused.code == code and words in str(refused)


def test_revoked_certificate_is_refused_from_then_on(ca_folder):
    serial = int(signing.sign_pdf(empty_place(), provider(ca_folder), "r", samples.AT).facts["serial"], 16)
    ca.revoke(ca_folder, serial, samples.AT)
    refused = refusal(ca_folder)
    assert refused.code == "revoked" and "已被吊销" in str(refused)
    signing.check_certificate(provider(ca_folder), samples.AT - timedelta(days=1), samples.USCC)


def test_certificate_of_another_department_is_refused(ca_folder):
    assert refusal(ca_folder, uscc="11360100014500002X").code == "wrong_department"


def test_certificate_under_an_unknown_root_is_refused(ca_folder, tmp_path_factory):
    other = tmp_path_factory.mktemp("other")
    ca.ensure_root(other)
    mine = provider(ca_folder)
    foreign = signing.FileSealProvider(
        ca_folder / f"{samples.USCC}.key", mine.certificate, (), signing.Trust((signing.der(other / "root.pem"),), None)
    )
    assert refusal_of(foreign).code == "not_trusted"


def test_missing_revocation_list_is_no_permission(ca_folder):
    kept = provider(ca_folder)
    (ca_folder / "root.crl").unlink()
    assert refusal_of(kept).code == "revocation_unknown"


def test_provider_that_is_down_is_told(ca_folder):
    class Down(signing.FileSealProvider):
        def health(self):
            return "provider_down"

    mine = provider(ca_folder)
    down = Down(ca_folder / f"{samples.USCC}.key", mine.certificate, (), mine.trust)
    assert refusal_of(down).code == "provider_down"
