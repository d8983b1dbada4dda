"""Licence files: filling the face, drawing, signing; the register of every file handed out."""

import json
import secrets
from dataclasses import dataclass, replace
from uuid import UUID

from django.conf import settings
from django.utils import translation

from catalogs import schema
from licenses import contents, identifier, numbers, signing
from licenses.models import Document, Material
from portal import clock
from portal.codes import HOLDER_CODE_TYPES
from portal.crypto.fields import sha256
from portal.pdf import drawing
from portal.pdf.faces import Filling
from portal.pdf.sealing import Placeholder
from portal.vault import files

_CODE_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # without 0 O 1 I, since people read it aloud


@dataclass(frozen=True)
class Made:
    """A signed licence file that is not entered yet: the bytes, the whole content, what it was made with."""

    pdf: bytes
    content: dict
    template_digest: str
    signature: dict
    code: str
    request_id: UUID


def new_code() -> str:
    """The opaque code behind a licence's QR code: 25 characters, 125 random bits."""
    return "".join(secrets.choice(_CODE_ALPHABET) for _n in range(25))


def complete(case, content: dict, reservation: dict) -> dict:
    """Content with what issuing adds; the same for the same reservation."""
    return content | {
        "number": numbers.text_of(case, content, reservation),
        "identifier": identifier.build(case.entry.type_code, case.department.uscc, reservation["serial"]),
        "issuer": issuer_of(case.department),
        "issued_on": reservation["issued_on"],
    }


def issuer_of(department) -> str:
    """The issuer as printed; an entrusted body names who entrusts it (A 2)."""
    if department.entrusted_by:
        return f"{department.entrusted_by}（委托{department.name}）"
    return department.name


def make(case, content: dict, reservation: dict, request_id) -> Made:
    """Draw and sign the licence file of a reservation.

    Slow and without a transaction; safe to repeat: the signature service knows `request_id`. Raises
    signing.SignerUnavailable with a sentence when no valid signature can be made now.
    """
    whole = complete(case, content, reservation)
    at = clock.now()
    provider = signing.provider_of(settings.CA_FOLDER, case.department.uscc)
    signing.check_certificate(provider, at, case.department.uscc)
    source = schema.face_source(case.version)
    pdf = drawing.draw(
        source, _filling(case, whole, reservation["code"], at), sample=False,
        signature=Placeholder(name=case.department.name, signed_at=at, reason="电子证照签发"),
    )
    signed = signing.sign_pdf(pdf, provider, str(request_id), at)
    return Made(signed.pdf, whole, source.digest, signed.facts, reservation["code"], request_id)


def preview(case, typed: dict) -> bytes:
    """The face of a case as a sample PDF, by the same renderer, from whatever is typed so far.

    What cannot be printed yet is replaced by a remark in its place, so that there always is a picture.
    """
    checked = contents.clean(case.version, typed)
    content = checked.content | {"issuer": issuer_of(case.department), "issued_on": clock.today().isoformat(),
                                 "number": _number_to_come(case, checked.content)}
    if checked.errors.keys() & {"valid_from", "valid_to"}:
        content["valid_to"] = None
    source = schema.face_source(case.version)
    filling = _filling(case, content, "", clock.now())
    for remark in (UNPRINTABLE, ""):
        try:
            return drawing.draw(source, filling, sample=True, signature=None)
        except drawing.DoesNotFit as error:
            filling = replace(filling, values=filling.values | {p.key: remark for p in error.problems})
    return drawing.draw(source, filling, sample=True, signature=None)


def blank(source) -> bytes:
    """A face with nothing on it, to measure its pages by."""
    return drawing.draw(source, Filling(values={}, title="", author="", created=clock.now()), sample=True,
                        signature=None)


UNPRINTABLE = "〔此处内容无法印制〕"  # on a Chinese face, whatever the reader's language
TO_COME = "〔签发时赋号〕"


def _number_to_come(case, content: dict) -> str:
    """The number as far as it is known before issue: a holder's own code, or that it comes with issuing."""
    known = numbers.shows_a_person(case) and content["holders"]
    return content["holders"][0]["code"] if known else TO_COME


def _filling(case, content: dict, code: str, at) -> Filling:
    version = case.version
    return Filling(
        values=contents.face_values(version, content),
        images=_photos(case, content),
        title=version.name,
        author=case.department.name,
        subject=content.get("identifier", ""),
        created=at,
        qr_text=f"{settings.VERIFY_BASE}/verify/{code}" if code else "",
        metadata=metadata(case, content) if code else {},
        data_file=data_file(case, content) if code else b"",
    )


def _photos(case, content: dict) -> dict:
    """The bytes of photo items, whose value is the id of a material of the case."""
    keys = [item.key for item in case.version.items.all() if item.kind == "photo" and content["items"].get(item.key)]
    wanted = {content["items"][key]: key for key in keys}
    materials = Material.objects.filter(case=case, removed_at__isnull=True, pk__in=list(wanted)) if wanted else []
    return {wanted[str(m.pk)]: files.load(m.file) for m in materials}


def metadata(case, content: dict) -> dict:
    """The metadata keys of GB/T 36903 practice (ZZMC, ZZBS, … and KZ_ for face items) for the file's XMP."""
    first = content["holders"][0]
    values = {
        "ZZMC": case.version.name, "ZZLXDM": case.entry.type_code, "ZZBH": content["number"],
        "ZZBS": content["identifier"], "ZZBFJG": case.department.name, "ZZBFJGDM": case.department.uscc,
        "ZZBFRQ": content["issued_on"].replace("-", ""),
        "CZZT": "^".join(h["name"] for h in content["holders"]),
        "CZZTDM": "^".join(h["code"] for h in content["holders"]),
        "CZZTDMLX": _code_type(first["code_type"]), "CZZTDMLXDM": first["code_type"],
        "ZZYXQQSRQ": content["valid_from"].replace("-", ""), "ZZYXQJZRQ": content["valid_to"].replace("-", ""),
    }
    for item in case.version.items.all():
        if item.kind != "photo" and not item.filled_from and content["items"].get(item.key):
            values[item.pinyin_key] = content["items"][item.key]
    return {key: value for key, value in values.items() if value}


def _code_type(code: str) -> str:
    """In Chinese, like all that is signed, whatever language the signer reads."""
    with translation.override("zh-hans"):
        return str(HOLDER_CODE_TYPES[code].label)


def data_file(case, content: dict) -> bytes:
    """The licence's data as JSON in the national exchange's keys, embedded so that the file alone can be checked."""
    holders = content["holders"]
    return json.dumps({
        "certificate_name": case.version.name,
        "certificate_type_name": case.entry.name,
        "certificate_type_name_code": case.entry.type_code,
        "certificate_number": content["number"],
        "certificate_identifier": content["identifier"],
        "certificate_version": identifier.parse(content["identifier"]).version,
        "certificate_issuing_authority_name": case.department.name,
        "certificate_issuing_authority_code": case.department.uscc,
        "certificate_issuing_authority_date": content["issued_on"].replace("-", ""),
        "certificate_holder_name": [h["name"] for h in holders],
        "certificate_holder_code": [h["code"] for h in holders],
        "certificate_holder_type": [h["code_type"] for h in holders],
        "certificate_validate_start": content["valid_from"].replace("-", ""),
        "certificate_validate_end": content["valid_to"].replace("-", ""),
        "certificate_area_code": case.department.division,
        "certificate_define_authority_name": case.entry.defining_name,
        "certificate_define_authority_code": case.entry.defining_uscc,
        "related_item_name": case.matter.name if case.matter_id else "",
        "related_item_code": case.matter.code if case.matter_id else "",
        "extend_info": {k: v for k, v in metadata(case, content).items() if k.startswith("KZ_")},
    }, ensure_ascii=False, indent=1).encode()


def enter(pdf: bytes, *, key, name: str, by) -> Document:
    """Store a licence's signed file under its digest and enter it in the register of documents."""
    stored = files.store(key, pdf, name=name, media_type="application/pdf")
    return Document.objects.create(sha256=sha256(pdf), kind="license", file=stored, made_at=clock.now(),
                                   made_by=by.user)
