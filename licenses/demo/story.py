"""The story of the demo province: its people, its catalogue, months of licences and cases, all by the real steps."""

import random
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from django.conf import settings

from catalogs import schema
from catalogs.actions import grant_right
from catalogs.loading import draft_type, load_reference
from catalogs.models import Entry
from catalogs.reference import BY_KEY, LICENSE_TYPES, SECRET_TYPE
from licenses import actions
from licenses.demo import data, endings, office
from licenses.demo.casework import CHANGE, LAST_BEGIN, WHOLE, Casework, Subject
from licenses.demo.population import Population
from licenses.demo.traps import traps
from licenses.issuing import number_index
from licenses.models import Case, License, LicenseState, LicenseVersion
from licenses.states import CaseStatus
from portal import clock, demo
from portal.accounts import second_factor
from portal.accounts.actions import add_department, appoint, open_account
from portal.accounts.models import Department, User
from portal.accounts.roles import ROLES
from portal.actor import acting_as, command
from portal.audit.models import AccessRecord
from portal.crypto import ca
from portal.decisions import Refused
from portal.law.loading import load as load_law
from portal.vault import files

SEED = 2026
LICENSES = 300  # over the months
FIRST_FILES = settings.VAR / "demo"
FIRST_DAY = date(2026, 1, 12)  # when the province's people began to issue
CATALOGUE_DAY = date(2025, 1, 6)
KEY_OF = {kind.type_code: kind.key for kind in LICENSE_TYPES}

ROLES_OF = {
    "jx_office": ("catalog_editor", "catalog_publisher", "supervisor", "secrecy_officer", "system_admin",
                  "security_admin", "audit_admin"),
    "office_360100": ("supervisor",), "office_360700": ("supervisor",), "office_360400": ("supervisor",),
}
FIRST_DEPARTMENTS = ("jx_office", "dh_market")
ISSUING_ROLES = ("clerk", "reviewer", "signer", "issuing_head")
# Where two clerks sit, so that a colleague's draft can be looked at.
TWO_CLERKS = ("dh_market", "nc_health")
# Its signing certificate has run out: the case it approved shows the signer why.
EXPIRED_CERTIFICATE = "xy_approval"


def at(day: date, hour: int = 9, minute: int = 0) -> datetime:
    """An instant of a Shanghai working day."""
    return datetime.combine(day, time(hour, minute), clock.SHANGHAI).astimezone(UTC)


@demo.chapter(10, "部门", once=True)
def departments(stage):
    """The departments of the province, and the people whom the first licence needs."""
    if Department.objects.exists():
        return _recall(stage)
    clock.move_to(at(CATALOGUE_DAY))
    by = command()
    for entry in data.DEPARTMENTS:
        stage.departments[entry.key] = add_department(
            by=by, uscc=entry.uscc, name=entry.name, short_name=entry.short_name, level=entry.level,
            division=entry.division, parent=Department.objects.filter(uscc=entry.parent).first(),
            basis=entry.basis, entrusted_by=entry.entrusted_by, entrusted_since=entry.entrusted_since,
            entrusted_until=entry.entrusted_until, **{part: True for part in entry.plays},
        )
    _people(stage, [data.department(key) for key in FIRST_DEPARTMENTS])


@demo.chapter(35, "人员", done=lambda: User.objects.filter(username="nc_health.clerk").exists())
def people(stage):
    """Everybody else's accounts and appointments."""
    clock.move_to(at(CATALOGUE_DAY))
    others = [d for d in data.DEPARTMENTS if d.key not in FIRST_DEPARTMENTS]
    _people(stage, others)
    _grant_all(stage, [d.key for d in others])


def _people(stage, entries):
    """Accounts and appointments, opened at the command line of the server, and the rights per licence type."""
    by, population = command(), Population(f"{SEED}/{len(entries)}")
    for entry in entries:
        for role in _roles(entry):
            _open_and_appoint(stage, entry, role, population, by)
    User.objects.update(must_change_password=False)


def _roles(entry) -> tuple:
    roles = ROLES_OF.get(entry.key, ())
    if data.ISSUING in entry.plays:
        roles += ISSUING_ROLES + (("clerk2",) if entry.key in TWO_CLERKS else ())
    if data.USING in entry.plays:
        roles += ("user",)
    return roles


def _open_and_appoint(stage, entry, role: str, population, by):
    username = f"{entry.key}.{role}"
    name = population.person(division="360102", ages=(25, 58)).name
    user = open_account(by=by, username=username, display_name=name, password=demo.PASSWORD)
    appointment = appoint(user, stage.departments[entry.key], role.rstrip("2"), by=by, since=CATALOGUE_DAY)
    stage.appointments[username] = appointment
    if ROLES[appointment.role].second_factor:
        secret = second_factor.new_secret()
        second_factor.confirm(user, secret, demo.one_time_code(secret), by=acting_as(appointment))


def _recall(stage):
    """What an earlier run made."""
    for entry in data.DEPARTMENTS:
        stage.departments[entry.key] = Department.objects.get(uscc=entry.uscc)
    for user in User.objects.all():
        stage.appointments[user.username] = user.appointments.select_related("user", "department").first()


@demo.chapter(20, "证书与目录", once=True)
def catalogue(stage):
    """The demo CA's certificates, the legal bases, and the catalogue published by two persons."""
    folder = settings.CA_FOLDER
    ca.ensure_root(folder)
    for key, department in stage.departments.items():
        if department.issuing and not (folder / f"{department.uscc}.pem").exists():
            until = date(2026, 11, 1) if key == EXPIRED_CERTIFICATE else date(2028, 12, 31)
            ca.issue_department(folder, department.uscc, department.name, at(date(2025, 1, 1)), at(until))
    if Entry.objects.exists():
        return
    clock.move_to(at(CATALOGUE_DAY, 10))
    load_law(by=command())
    load_reference(
        acting_as(stage.appointments["jx_office.catalog_editor"]),
        acting_as(stage.appointments["jx_office.catalog_publisher"]),
        {kind.key: [stage.departments[d.key] for d in data.issuers(kind.key)] for kind in LICENSE_TYPES},
    )
    _grant_all(stage, FIRST_DEPARTMENTS)


def _grant_all(stage, keys):
    for department in keys:
        for key in data.department(department).issues:
            _grant_rights(stage, department, Entry.objects.get(type_code=BY_KEY[key].type_code))


def _grant_rights(stage, department: str, entry):
    """The head of an issuing department lets its posts collect, review and sign a licence type."""
    head = acting_as(stage.appointments[f"{department}.issuing_head"])
    for verb, role in (("collect", "clerk"), ("review", "reviewer"), ("sign", "signer")):
        grant_right(entry, verb, by=head, role=role)


@demo.chapter(30, "第一件证照", once=True, done=lambda: _first_file() is not None)
def first_license(stage):
    """The main job once: a case is filled in, reviewed by another, issued by a third, and a signed PDF exists."""
    work = Casework(stage, random.Random(f"{SEED}/first/{License.objects.count()}"))
    begun = office.latest_start(clock.now(), WHOLE)
    case = work.issue(BY_KEY["food_business_license"], data.department("dh_market"), begun)
    stored = case.made_version.document.file
    FIRST_FILES.mkdir(parents=True, exist_ok=True)
    (FIRST_FILES / f"{case.made_version.identifier}.pdf").write_bytes(files.load(stored))


@demo.chapter(99, "登录与查验", once=True)
def tell(stage):
    """Where the signed file is, how it is checked, and how to sign in."""
    stage.pdf = _first_file()
    code = LicenseVersion.objects.get(identifier=stage.pdf.stem).code
    stage.notes += [
        f"证照 {License.objects.count()} 件，办件 {Case.objects.count()} 件",
        f"查验：{settings.VERIFY_BASE}/verify/{code}",
        "登录：用户名为“部门.岗位”，如 dh_market.clerk（采集）、dh_market.reviewer（审核）、dh_market.signer（签发）、"
        f"jx_office.catalog_editor、jx_office.audit_admin；密码均为 {demo.PASSWORD}",
        "需要动态口令的岗位（签发、目录发布、三员等）：script/demo --code dh_market.signer 显示当前口令",
    ]


def _first_file():
    """The newest file that a first licence left and that this database knows, or None."""
    for path in sorted(FIRST_FILES.glob("*.pdf"), key=lambda p: p.stat().st_mtime, reverse=True):
        if LicenseVersion.objects.filter(identifier=path.stem).exists():
            return path
    return None


@demo.chapter(40, "数月的证照", done=lambda: License.objects.count() > LICENSES // 2)
def months(stage):
    """Some 300 licences of all types, in office hours of the working days from January to yesterday."""
    rng = random.Random(f"{SEED}/months")
    work = Casework(stage, rng)
    days = office.workdays(FIRST_DAY, clock.today() - timedelta(days=1))
    plan = sorted((rng.choice(days), rng.randint(0, LAST_BEGIN), n) for n in range(LICENSES))
    for day, minute, n in plan:
        license_type = LICENSE_TYPES[n % len(LICENSE_TYPES)]
        issuers = [d for d in data.issuers(license_type.key) if d.key != EXPIRED_CERTIFICATE]
        if issuers:
            work.issue(license_type, rng.choice(issuers), office.moment(day, minute))


# What happens to licences, and to how many each.
COURSES = (
    (4, ("suspend",)), (3, ("suspend", "restore")), (3, ("withdraw",)), (2, ("annul",)), (2, ("annul", "cancel")),
    (3, ("revoke",)), (2, ("revoke", "cancel")), (6, ("cancel",)),
)


@demo.chapter(50, "证照的变化", done=lambda: LicenseState.objects.exclude(status="effective").exists())
def changes(stage):
    """Suspended, restored, withdrawn, annulled, revoked and cancelled licences, each through its own case."""
    rng = random.Random(f"{SEED}/changes")
    work = Casework(stage, rng)
    licenses = list(License.objects.select_related("entry", "department").order_by("issued_at")[:LICENSES // 2])
    rng.shuffle(licenses)
    for count, acts in COURSES:
        fitting = [found for found in licenses if endings.course(KEY_OF[found.entry.type_code], acts)]
        for license in fitting[:count]:
            licenses.remove(license)
            _change(work, license, endings.course(KEY_OF[license.entry.type_code], acts))


def _change(work, license, course):
    """What happens to a licence, act by act, twelve days or more between them."""
    day = license.issued_at
    for act, ground in course:
        day += timedelta(days=12)
        work.change(license, act, ground, min(office.later(day), office.latest_start(datetime.now(UTC), CHANGE)))


@demo.chapter(60, "在办件", done=lambda: Case.objects.filter(status="rejected").exists())
def open_cases(stage):
    """Cases in every status, on the desks of today."""
    work = Casework(stage, random.Random(f"{SEED}/open"))
    today = clock.today()
    for number, (department, key) in enumerate((
        ("dh_market", "food_business_license"), ("dh_market", "business_license"),
        ("nc_health", "medical_institution_license"), ("nc_transport", "taxi_driver_certificate"),
        ("dh_civil_affairs", "marriage_certificate"), ("zg_market", "food_business_license"),
        ("jx_housing", "special_work_certificate"), ("nc_environment", "environmental_approval"),
    )):
        for status in CaseStatus.values:
            if status != "issued":
                day = office.workday_before(today, 1 + (number * 7 + len(status)) % 7)
                moment = office.moment(day, (40 * number + 10) % LAST_BEGIN)
                work.leave_at(status, BY_KEY[key], data.department(department), moment)
    _busy_desk(stage, today)
    _problem_case(work, today)
    _by_dates(work, today)


# What waits at the bureau to which a newcomer signs in first: status, licence type, working days ago.
BUSY_DESK = (
    ("submitted", "food_business_license", 4), ("submitted", "drug_business_license", 4),
    ("submitted", "food_business_license", 3), ("submitted", "food_business_license", 2),
    ("submitted", "business_license", 2), ("submitted", "food_business_license", 1),
    ("submitted", "business_license", 1), ("approved", "food_business_license", 3),
    ("approved", "drug_business_license", 2), ("approved", "food_business_license", 1),
    ("returned", "food_business_license", 3), ("draft", "food_business_license", 1),
)


def _busy_desk(stage, today):
    work = Casework(stage, random.Random(f"{SEED}/desk"))
    for number, (status, key, days) in enumerate(BUSY_DESK):
        moment = office.moment(office.workday_before(today, days), 37 * number % LAST_BEGIN)
        work.leave_at(status, BY_KEY[key], data.department("dh_market"), moment)


def _by_dates(work, today):
    """Licences whose dates alone decide: some ended, one has not begun."""
    nature, bureau = BY_KEY["environmental_approval"], data.department("nc_environment")
    for days in (40, 20, 1):
        begun = office.moment(office.workday_before(today - timedelta(days=days + 90)), 2 * days)
        _issue_for(work, nature, bureau, begun, end=today - timedelta(days=days))
    start = today + timedelta(days=14)
    _issue_for(work, BY_KEY["food_business_license"], data.department("dh_market"),
               office.moment(office.workday_before(today), LAST_BEGIN),
               start=start, end=schema.years_on(start, 5) - timedelta(days=1))


def _issue_for(work, license_type, department, begun, **days):
    """A licence begun at an instant, with first or last day as given."""
    clock.move_to(begun)
    work.issue(license_type, department, begun, replace(work.draw(license_type, department), **days))


def _secret_type_was_refused() -> bool:
    return AccessRecord.objects.filter(object_kind="", verb="catalogs.entry.create", result="refused").exists()


@demo.chapter(70, "易错的证照", done=_secret_type_was_refused)
def easily_wrong(stage):
    """Licences that are easily got wrong; what cannot be printed stays a draft, the secret type is refused."""
    work = Casework(stage, random.Random(f"{SEED}/traps"))
    day = office.workday_before(clock.today(), 3)
    for number, trap in enumerate(traps(day)):
        begun = office.moment(day, 17 * number % LAST_BEGIN)
        subject = Subject(trap.holders, trap.values, trap.valid_from, trap.valid_until)
        department = data.department(trap.issuer)
        if trap.refused:
            _stays_a_draft(work, trap, department, begun, subject)
        else:
            license = work.issue(trap.license_type, department, begun, subject).made_version.license
            if trap.number and license.number_index != number_index(trap.number):
                raise RuntimeError(f"the trap “{trap.note}” has another number")
    _secret_type(stage)


def _stays_a_draft(work, trap, department, moment, subject):
    case = work.leave_at("draft", trap.license_type, department, moment, subject)
    try:
        actions.submit(case, by=work.actor(department.key, "clerk"), not_secret=True)
    except Refused:
        return
    raise RuntimeError(f"the trap “{trap.note}” got through")


def _secret_type(stage):
    try:
        draft_type(SECRET_TYPE, acting_as(stage.appointments["jx_office.catalog_editor"]))
    except Refused:
        return
    raise RuntimeError("a licence type that is a state secret was taken into the catalogue")


def _problem_case(work, today):
    """A case whose signer has no valid certificate: it stays approved and shows why."""
    begun = office.moment(office.workday_before(today, 2), 30)
    case = work.leave_at("approved", BY_KEY["food_business_license"], data.department(EXPIRED_CERTIFICATE), begun)
    try:
        actions.issue(case, by=work.actor(EXPIRED_CERTIFICATE, "signer"))
    except Refused:
        return
    raise RuntimeError("a department without a valid certificate has issued a licence")
