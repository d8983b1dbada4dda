"""Casework of the demo: opens, fills in, submits, reviews and issues cases as the people of a department would."""

import functools
from dataclasses import dataclass
from datetime import UTC, date, datetime

from catalogs import schema
from catalogs.models import Entry
from licenses import actions, drafts, materials
from licenses.demo import office, portraits, samples
from licenses.demo.population import Population
from portal import clock
from portal.actor import acting_as
from portal.pdf import drawing
from portal.pdf.faces import Filling

# Minutes of work that pass at most before each step, and before the issue. Together they fit into one working day, so
# that a licence which is valid from the day of its application is valid from the day of its issue.
STEP, ISSUE = 45, 60
WHOLE = 2 * STEP + ISSUE
CHANGE = 10 + 60 + 30
LAST_BEGIN = office.DAY - WHOLE
"""The last minute of a working day (of `office.moment`) at which a case may begin."""
SCANNED = 0.3  # of the cases have a scan: looking into a file costs more than all other steps


@functools.cache
def application_form(name: str) -> bytes:
    """The scan of an application, one for each licence type, which says that it is a demonstration."""
    page = f"<h1>{name}申请表</h1><p>演示材料：由演示数据生成，不对应任何真实申请。</p>"
    filling = Filling(values={}, title=f"{name}申请表", author="演示", created=datetime(2026, 1, 5, tzinfo=UTC))
    return drawing.render(page, "@page { size: A4; margin: 25mm } h1 { font-size: 22pt }", filling=filling)


@dataclass(frozen=True)
class Subject:
    """What a case is about: holders, typed values, first and last day (None for 长期)."""

    holders: tuple
    values: dict
    start: date
    end: date | None


class Casework:
    """One run of cases with its own randomness; actors come from the stage's appointments."""

    def __init__(self, stage, rng):
        self.stage, self.rng = stage, rng
        self.population = Population(rng.random())

    def actor(self, department: str, role: str):
        """The person who holds a role in a department (by key), acting under it."""
        return acting_as(self.stage.appointments[f"{department}.{role}"])

    def issue(self, license_type, department, moment, subject=None):
        """A case of `license_type`, issued by the people of `department`, begun at `moment`; returns the case."""
        case = self.leave_at("approved", license_type, department, moment, subject)
        self._wait(self.rng.randint(5, ISSUE))
        return actions.issue(case, by=self.actor(department.key, "signer"))

    def leave_at(self, status: str, license_type, department, moment, subject=None):
        """A case taken by real steps as far as `status`, begun at `moment`; its subject is drawn if not given."""
        clock.move_to(moment)
        clerk, reviewer = self.actor(department.key, "clerk"), self.actor(department.key, "reviewer")
        case = self._open(license_type, subject or self.draw(license_type, department), clerk)
        steps = {
            "draft": [], "submitted": ["submit"], "returned": ["submit", "send_back"],
            "approved": ["submit", "approve"], "rejected": ["submit", "reject"], "withdrawn": ["submit", "withdraw"],
        }[status]
        for step in steps:
            self._wait(self.rng.randint(5, STEP))
            case = self._step(step, case, clerk, reviewer)
        return case

    @staticmethod
    def _wait(minutes: int):
        """Let so many minutes of work pass."""
        clock.move_to(office.later(clock.now(), minutes))

    def draw(self, license_type, department) -> Subject:
        """A random subject that fits the type and the department's area, for a licence that begins now."""
        day = clock.today()
        holders = samples.sample_holders(license_type, self.population, division=department.division, on=day)
        values = samples.sample_values(license_type, self.rng, holders=holders, on=day)
        return Subject(tuple(holders), values, *samples.sample_period(license_type, self.rng, holders, day))

    def _open(self, license_type, subject, clerk):
        entry = Entry.objects.get(type_code=license_type.type_code)
        version = schema.version_in_force(entry, clock.today())
        day, items = clock.today(), dict(subject.values)
        case = actions.open_case(entry, by=clerk, matter=version.matters.first(),
                                 acceptance_number=f"SL{day:%Y%m%d}{self.rng.randint(1000, 9999)}")
        for item in license_type.typed_items:
            if item.kind == "photo":
                photo = materials.add_photo(case, portraits.portrait(subject.holders[0].code), name="照片.png",
                                            label=item.label, by=clerk)
                items[item.key] = str(photo.pk)
        if self.rng.random() < SCANNED:
            materials.add(case, application_form(license_type.name), name="申请表.pdf", label="申请表", by=clerk)
        drafts.save(case, {
            "holders": [{"code_type": h.code_type, "code": h.code, "name": h.name} for h in subject.holders],
            "items": items, "valid_from": subject.start.isoformat(),
            "valid_to": subject.end.isoformat() if subject.end else "",
            "term": self._term(version, subject.start, subject.end),
        }, 0, by=clerk)
        return case

    @staticmethod
    def _term(version, start, end) -> int:
        """The index of the validity term that ends on `end`."""
        if version.validity["kind"] == "free":
            return 0
        return next(index for index, _label in schema.term_choices(version.validity)
                    if schema.end_of_validity(version.validity, start, term=index) == end)

    def _step(self, step, case, clerk, reviewer):
        if step == "submit":
            return actions.submit(case, by=clerk, not_secret=True)
        if step == "approve":
            return actions.approve(case, by=reviewer, digest=bytes(case.content_digest).hex())
        reason = {"send_back": "经营场所与现场核查不一致，请核对后重新提交。", "reject": "不符合许可条件。",
                  "withdraw": "申请人要求撤回申请。"}[step]
        return getattr(actions, step)(case, by=clerk if step == "withdraw" else reviewer, reason=reason)

    def change(self, license, kind: str, ground: str, moment):
        """A change of a licence's status through its own case, begun at `moment`, by the people of its department.

        It takes CHANGE minutes of work.
        """
        clock.move_to(moment)
        license.refresh_from_db()
        key = next(key for key, found in self.stage.departments.items() if found.pk == license.department_id)
        clerk, reviewer = self.actor(key, "clerk"), self.actor(key, "reviewer")
        document = f"{license.department.short_name}决字〔2026〕{self.rng.randint(1, 400)}号"
        case = actions.open_change(license, by=clerk, kind=kind, ground=ground, document=document)
        self._wait(10)
        case = actions.submit(case, by=clerk, not_secret=True)
        self._wait(60)
        case = actions.approve(case, by=reviewer, digest=bytes(case.content_digest).hex())
        self._wait(30)
        return actions.carry_out(case, by=self.actor(key, "signer"))
