"""The cast: the people and departments that every test knows; loaded once into the template of the test databases."""

from datetime import date, timedelta

from catalogs import actions as catalog
from catalogs import loading, reference
from portal import clock
from portal.accounts.actions import add_department, appoint, open_account
from portal.accounts.models import Appointment, Department, User
from portal.actor import acting_as, command

PASSWORD = "Ganpo-2026-shuiku"
SINCE = date(2025, 1, 1)

DEPARTMENTS = {
    # key: (USCC, name, level, division, parent, what it plays)
    "province": ("11360000999900011L", "江西省政务服务管理办公室", "province", "360000", None, "managing"),
    "city": ("11360100999900281C", "南昌市行政审批局", "city", "360100", "province", "managing issuing"),
    "donghu": ("113601029999100171", "南昌市东湖区市场监督管理局", "county", "360102", "city", "issuing"),
    "xihu": ("11360103999910025A", "南昌市西湖区市场监督管理局", "county", "360103", "city", "issuing"),
    "ganzhou": ("11360700999900361Y", "赣州市市场监督管理局", "city", "360700", "province", "issuing"),
    "using": ("12360000999900441B", "江西省公共资源交易中心", "province", "360000", "province", "using"),
}

PEOPLE = {
    # key: (display name, department, role)
    "lin": ("林晓燕", "donghu", "clerk"),
    "he": ("何静", "donghu", "clerk"),
    "wu": ("吴建国", "donghu", "reviewer"),
    "zheng": ("郑海涛", "donghu", "signer"),
    "chen": ("陈志强", "donghu", "issuing_head"),
    "zhao": ("赵敏", "xihu", "clerk"),
    "huang": ("黄磊", "xihu", "reviewer"),
    "tang": ("唐丽华", "xihu", "issuing_head"),
    "qian": ("钱芳", "using", "user"),
    "sun": ("孙立新", "province", "catalog_editor"),
    "li": ("李国栋", "province", "catalog_publisher"),
    "jiang": ("蒋文", "city", "supervisor"),
    "chu": ("褚卫平", "province", "secrecy_officer"),
    "zhou": ("周明", "province", "audit_admin"),
    "wang": ("王平", "province", "system_admin"),
    "feng": ("冯岚", "province", "security_admin"),
}


def load():
    """Departments, people and appointments, by the real actions."""
    by = command()
    made = {}
    for key, (uscc, name, level, division, parent, plays) in DEPARTMENTS.items():
        made[key] = add_department(
            by=by, uscc=uscc, name=name, level=level, division=division, parent=made.get(parent),
            **{part: True for part in plays.split()},
        )
    for username, (name, department, role) in PEOPLE.items():
        user = open_account(by=by, username=username, display_name=name, password=PASSWORD)
        appoint(user, made[department], role, by=by, since=SINCE)
    User.objects.update(must_change_password=False)
    publish_entries()


def department(key: str) -> Department:
    """A department of the cast by its key."""
    return Department.objects.get(uscc=DEPARTMENTS[key][0])


ENTRIES = {
    # type key: the departments that issue it
    "food_business_license": ("donghu", "xihu"),
    "medical_institution_license": ("donghu",),
    "marriage_certificate": ("donghu",),
}
HEADS = {"donghu": "chen", "xihu": "tang"}
POSTS = {"collect": "clerk", "review": "reviewer", "sign": "signer"}


def also(user, department, role: str, *, since=SINCE, until=None) -> Appointment:
    """A further appointment of a member of the cast, written past the actions (their rules are not what is tested)."""
    return Appointment.objects.create(user=user, department=department, role=role, since=since, until=until,
                                      appointed_at=clock.now())


def acting(username: str):
    """A member of the cast as Actor, outside of fixtures."""
    return acting_as(Appointment.objects.select_related("user", "department").get(user__username=username))


def publish_entries():
    """Three entries, drafted by sun and published by li in January 2025; the heads give their posts the rights."""
    with clock.moved_to(clock.start_of(SINCE) + timedelta(days=1, hours=9)):
        editor, publisher = acting("sun"), acting("li")
        matters = loading.load_matters(editor)
        for key, issuers in ENTRIES.items():
            entry = loading.load_type(reference.BY_KEY[key], editor, publisher,
                                      [department(issuer) for issuer in issuers], matters=matters).entry
            for issuer in issuers:
                for verb, role in POSTS.items():
                    catalog.grant_right(entry, verb, by=acting(HEADS[issuer]), role=role)
