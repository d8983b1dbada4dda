"""The story of the demo province: its people, its catalogue, months of licences and cases, all by the real steps."""

import random
from datetime import UTC, date, datetime, time, timedelta

from django.conf import settings

from catalogs.actions import grant_right
from catalogs.loading import draft_type, load_reference
from catalogs.models import Entry
from catalogs.reference import BY_KEY, LICENSE_TYPES, SECRET_TYPE
from licenses import actions, documents, signing
from licenses.demo import data
from licenses.demo.casework import Casework, Subject
from licenses.demo.population import Population
from licenses.demo.traps import traps
from licenses.models import License
from licenses.states import CaseStatus
from portal import clock, demo
from portal.accounts.actions import add_department, appoint, open_account
from portal.accounts.models import Department, User
from portal.actor import acting_as, command
from portal.crypto import ca
from portal.decisions import Refused
from portal.law.loading import load as load_law
from portal.vault import files

SEED = 2026
FIRST_DAY = date(2026, 1, 12)  # when the province's people began to issue
CATALOGUE_DAY = date(2025, 1, 6)

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


@demo.chapter(35, "人员")
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
    stage.appointments[username] = appoint(
        user, stage.departments[entry.key], role.rstrip("2"), by=by, since=CATALOGUE_DAY,
    )


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
        if department.issuing:
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


@demo.chapter(30, "第一件证照", once=True)
def first_license(stage):
    """The main job once: a case is filled in, reviewed by another, issued by a third, and a signed PDF exists."""
    work = Casework(stage, random.Random(f"{SEED}/first/{License.objects.count()}"))
    case = work.issue(BY_KEY["food_business_license"], data.department("dh_market"), clock.now() - timedelta(hours=6))
    stored = case.made_version.document.file
    path = settings.VAR / "demo" / f"{case.made_version.identifier}.pdf"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(files.load(stored))
    stage.pdf = path
    stage.notes.append(f"查验：{settings.VERIFY_BASE}/verify/{case.made_version.code}")


@demo.chapter(40, "数月的证照")
def months(stage):
    """Some 300 licences of all types, at office hours from January on."""
    rng = random.Random(f"{SEED}/months")
    work = Casework(stage, rng)
    days = (clock.today() - FIRST_DAY).days
    issued = []
    plan = sorted((rng.randrange(days), rng.randrange(9 * 60, 16 * 60), n) for n in range(300))
    for day, minute, n in plan:
        license_type = LICENSE_TYPES[n % len(LICENSE_TYPES)]
        issuers = [d for d in data.issuers(license_type.key) if d.key != EXPIRED_CERTIFICATE]
        moment = at(FIRST_DAY + timedelta(days=day)) + timedelta(minutes=minute - 9 * 60)
        if issuers:
            issued.append(work.issue(license_type, rng.choice(issuers), moment))
    stage.notes.append(f"证照：{License.objects.count()} 件")


@demo.chapter(50, "证照的变化")
def changes(stage):
    """Suspended, restored, withdrawn, annulled, revoked and cancelled licences, each through its own case."""
    work = Casework(stage, random.Random(f"{SEED}/changes"))
    licenses = list(License.objects.select_related("entry", "department").order_by("issued_at")[:150:3])
    plan = [
        (4, [("suspend", "违反许可条件，暂扣六十日")]),
        (3, [("suspend", "违反许可条件，暂扣三十日"), ("restore", "暂扣期满，整改合格")]),
        (3, [("withdraw", "许可所依据的客观情况发生重大变化")]),
        (2, [("annul", "以欺骗手段取得许可")]),
        (2, [("annul", "以欺骗手段取得许可"), ("cancel", "许可已被撤销，依法注销")]),
        (3, [("revoke", "情节严重，予以吊销")]),
        (2, [("revoke", "情节严重，予以吊销"), ("cancel", "许可已被吊销，依法注销")]),
        (6, [("cancel", "持证主体申请注销")]),
    ]
    for count, acts in plan:
        for _n in range(count):
            license = licenses.pop()
            moment = license.issued_at
            for kind, ground in acts:
                moment = min(moment + timedelta(days=12), datetime.now(UTC) - timedelta(hours=8))
                work.change(license, kind, ground, moment)


@demo.chapter(60, "在办件")
def open_cases(stage):
    """Cases in every status, on the desks of today."""
    work = Casework(stage, random.Random(f"{SEED}/open"))
    now = datetime.now(UTC)
    for number, (department, key) in enumerate((
        ("dh_market", "food_business_license"), ("dh_market", "business_license"),
        ("nc_health", "medical_institution_license"), ("nc_transport", "taxi_driver_certificate"),
        ("dh_civil_affairs", "marriage_certificate"), ("zg_market", "food_business_license"),
        ("jx_housing", "special_work_certificate"), ("nc_environment", "environmental_approval"),
    )):
        for status in CaseStatus.values:
            if status != "issued":
                work.leave_at(status, BY_KEY[key], data.department(department),
                              now - timedelta(days=1 + (number * 7 + len(status)) % 9, hours=number))
    _problem_case(stage, work, now)
    stage.notes.append("登录：用户名为“部门.岗位”，如 dh_market.clerk、dh_market.reviewer、dh_market.signer；"
                       f"密码均为 {demo.PASSWORD}")


@demo.chapter(70, "易错的证照")
def easily_wrong(stage):
    """Licences that are easily got wrong; what cannot be printed stays a draft, the secret type is refused."""
    work = Casework(stage, random.Random(f"{SEED}/traps"))
    moment = datetime.now(UTC) - timedelta(days=3)
    for trap in traps(clock.day_of(moment)):
        subject = Subject(trap.holders, trap.values, trap.valid_from, trap.valid_until)
        department = data.department(trap.issuer)
        if trap.refused:
            _stays_a_draft(work, trap, department, moment, subject)
        else:
            work.issue(trap.license_type, department, moment, subject)
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


def _problem_case(stage, work, now):
    """A case whose signer has no valid certificate: it stays approved and shows why."""
    case = work.leave_at("approved", BY_KEY["food_business_license"], data.department(EXPIRED_CERTIFICATE),
                         now - timedelta(days=2))
    try:
        actions.issue(case, by=work.actor(EXPIRED_CERTIFICATE, "signer"))
    except Refused:
        return
    raise RuntimeError("a department without a valid certificate has issued a licence")
