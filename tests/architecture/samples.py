"""An object for every address: what stands in the place of <uuid:pk> when the tests walk through all URLs."""

from datetime import date

from django.urls import reverse

from catalogs import actions as catalog
from catalogs.models import Entry, EntryGroupRight
from licenses import actions as licenses
from licenses.models import LicenseVersion
from portal import clock, paging
from portal.accounts.models import Appointment, SignedIn, User
from portal.actor import command
from portal.audit import log, searches
from portal.audit.models import AccessRecord
from portal.law import loading
from portal.law.models import LegalBasis
from portal.notices.send import Recipient, tell
from portal.vault import actions as vault
from portal.vault import subjects
from portal.workdays import actions as workdays
from tests import cast
from tests.licenses import factories
from tests.workdays import wordings

DRAFT, SUBMITTED, APPROVED, ISSUED, MATERIAL, LICENSE, FILE, ENTRY, VERSION, PERSON = (
    "draft", "submitted", "approved", "issued", "material", "license", "file", "entry", "version", "person")

# URL name → the object it is about (key of the stage), or nothing. A new URL must be entered here.
ABOUT = {
    "home": "", "health": "", "display": "", "accessibility": "", "keys": "",
    **dict.fromkeys((
        "accounts:sign_in", "accounts:sign_out", "accounts:switch", "accounts:password", "accounts:code",
        "accounts:second_factor", "accounts:renew_codes", "accounts:mine", "accounts:people", "accounts:open_account",
        "accounts:appointments", "accounts:departments", "accounts:add_department", "accounts:own_department",
        "accounts:roles", "audit:list", "audit:search", "law:list", "notices:inbox", "notices:read_all", "vault:list",
        "catalogs:entries", "catalogs:create", "catalogs:matters", "catalogs:add_matter", "licenses:cases",
        "licenses:case_new", "licenses:licenses", "licenses:search", "licenses:verify", "licenses:verify_face",
        "licenses:verify_file", "workdays:current", "workdays:enter",
    ), ""),
    **dict.fromkeys(("accounts:person", "accounts:edit_account", "accounts:unlock", "accounts:end_sessions",
                     "accounts:appoint"), PERSON),
    "accounts:act": "act", "accounts:end_session": "session", "accounts:end_appointment": "appointment",
    "accounts:department": "department", "accounts:edit_department": "department",
    "audit:row": "row", "law:page": "basis", "law:add": "basis", "law:edit": "basis_version",
    "workdays:year": "year", **dict.fromkeys(("workdays:notice", "workdays:confirm", "workdays:void"), "holidays"),
    "notices:read": "notice", "vault:order": "key", "vault:page": "destruction", "vault:confirm": "destruction",
    "vault:reject": "destruction",
    **dict.fromkeys(("catalogs:entry", "catalogs:draft", "catalogs:issuers", "catalogs:rights",
                     "licenses:case_start"), ENTRY),
    "catalogs:end_issuer": "issuer", "catalogs:revoke": "right", "catalogs:item": "item", "catalogs:matter": "matter",
    **dict.fromkeys((
        "catalogs:version", "catalogs:face", "catalogs:submit", "catalogs:discard", "catalogs:general",
        "catalogs:items", "catalogs:arrange", "catalogs:layout", "catalogs:layout_preview", "catalogs:image",
        "catalogs:matters_of",
    ), VERSION),
    "catalogs:send_back": "submitted_version", "catalogs:publish": "submitted_version",
    "catalogs:withdraw": "published_version",
    **dict.fromkeys(("licenses:case_edit", "licenses:case_draft", "licenses:case_check", "licenses:case_face",
                     "licenses:case_withdraw"), DRAFT),
    **dict.fromkeys((
        "licenses:case", "licenses:case_recall", "licenses:case_review", "licenses:case_opened",
        "licenses:case_approve", "licenses:case_reject", "licenses:case_send_back", "licenses:case_lock",
    ), SUBMITTED),
    "licenses:case_unlock": "locked",
    **dict.fromkeys(("licenses:case_sign", "licenses:case_issue"), APPROVED), "licenses:case_reveal": ISSUED,
    **dict.fromkeys(("licenses:material", "licenses:material_file"), MATERIAL), "licenses:material_page": "page",
    **dict.fromkeys(("licenses:license", "licenses:license_reveal", "licenses:license_change", "licenses:license_lock",
                     "licenses:license_unlock"), LICENSE),
    **dict.fromkeys(("licenses:license_face", "licenses:license_file", "licenses:license_print"), FILE),
    "licenses:found": "memo", "licenses:verify_code": "code",
}

# Objects of the Donghu bureau: nobody outside it, and of those above it only supervisor and secrecy officer, sees them.
OF_DONGHU = {DRAFT, SUBMITTED, APPROVED, ISSUED, "locked", MATERIAL, "page", LICENSE, FILE, "key", "destruction",
             "notice"}


def build() -> dict[str, list]:
    """Key of the stage → arguments of the URLs about it, made by the real steps."""
    draft = factories.open_draft()
    material = factories.with_material(draft)
    submitted, approved, issued = (factories.case_in(status) for status in (SUBMITTED, APPROVED, ISSUED))
    version = LicenseVersion.objects.get(license=issued.license)
    changed = licenses.open_change(issued.license, by=cast.acting("lin"), kind="suspend", ground="违反许可条件",
                                   document="东市监决〔2026〕1号")
    locked = licenses.lock(factories.case_in(SUBMITTED), by=cast.acting("lin"), reason="疑似涉及国家秘密")
    drafted, to_publish = (catalog.draft_next(Entry.objects.get(name=name), by=cast.acting("sun"))
                           for name in (factories.MEDICAL, factories.MARRIAGE))
    catalog.submit(to_publish, by=cast.acting("sun"))
    entry = Entry.objects.get(name=factories.FOOD)
    loading.load(by=command())
    basis = LegalBasis.objects.get(key="licensing-law-70")
    destruction = vault.order(subjects.find(cast.acting("chen"), approved.key_id), by=cast.acting("chen"),
                              words="办件的全部内容", ground="国密定〔2026〕0001 号")
    holidays = workdays.enter(by=cast.acting("sun"), year=2026, number=wordings.NUMBER_2026,
                              issued_on=date(2025, 11, 4), text=wordings.REAL_2026)
    log.record("view", by=cast.acting("lin"), about=issued.license)
    row = AccessRecord.objects.latest("recorded_at", "id")
    notice = tell(Recipient(department=cast.department("donghu")), "case_returned", url="/cases/",
                  facts={"case": submitted.number, "entry": entry.name})
    session = SignedIn.objects.create(
        session_key="s" * 32, user=User.objects.get(username="lin"), started_at=clock.now(), seen_at=clock.now())
    appointment = Appointment.objects.get(user__username="lin")
    return {
        "": [], DRAFT: [draft.pk], SUBMITTED: [submitted.pk], APPROVED: [approved.pk], ISSUED: [issued.pk],
        "change": [changed.pk], MATERIAL: [draft.pk, material.pk], "page": [draft.pk, material.pk, 1],
        LICENSE: [issued.license.pk], FILE: [issued.license.pk, version.number], "code": [version.code],
        "memo": [searches.remember(cast.acting("lin"), {"q": "滕王阁"})],
        ENTRY: [entry.pk], VERSION: [drafted.pk],
        "submitted_version": [to_publish.pk], "published_version": [entry.versions.get().pk], "locked": [locked.pk],
        "item": [drafted.pk, drafted.items.first().key],
        "issuer": [entry.pk, entry.issuers.first().pk], "matter": [drafted.matters.first().pk],
        "right": [entry.pk, EntryGroupRight.objects.filter(content_object=entry).first().pk],
        PERSON: [session.user.pk], "act": [session.user.pk, "deactivate"], "session": [session.pk],
        "appointment": [appointment.pk], "department": [appointment.department.pk],
        "row": [row.retention, paging.micros(row.recorded_at), row.id], "basis": [basis.key],
        "basis_version": [basis.key, basis.pk], "notice": [notice.pk], "destruction": [destruction.pk],
        "key": [draft.key_id], "year": [2026], "holidays": [holidays.pk],
    }


def path_of(name: str, stage: dict[str, list]) -> str:
    """The address of a URL name for the object of the stage."""
    arguments = stage[ABOUT[name]]
    if name == "vault:order":
        return f"{reverse(name)}?key={arguments[0]}"
    return reverse(name, args=arguments)
