"""Steps: workflows as tables, and the only code that changes a status.

A workflow is a table of steps in an app's `states.py`; an action in its `actions.py` is the body of a step. The
engine locks the row, checks the source status, asks the policy, runs the body, sets the status, saves with history,
writes the access record and runs the follow-ups, all in one transaction. A step may have a `prepare`, committed
first, and slow `work`, done outside transactions between the two (issuing: reserve the number, then draw and sign).
"""

import contextlib
import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from portal import history
from portal.audit import log
from portal.constraints import sentence_of
from portal.decisions import Conflict, Decision, Refused, denied


class Statuses(models.TextChoices):
    """The statuses of a workflow, one line each: `NAME = key, row, label`.

    `row` holds all else that is to be known of the status, so that a new one is a new line and nothing more.
    """

    def __new__(cls, key, row):
        made = str.__new__(cls, key)
        made._value_, made.row = key, row
        return made


@dataclass(frozen=True)
class Step:
    """One row of a workflow's table; `target` empty keeps the status (a note, a hand-over)."""

    name: str
    sources: tuple
    target: str
    label: Any


@dataclass(frozen=True)
class Action:
    """What the engine runs for a step. `prepare`, `work` and `hold` are described at `Workflow.action`."""

    step: Step
    policy: Callable
    body: Callable
    prepare: Callable | None = None
    work: Callable | None = None
    hold: Callable | None = None


@dataclass(frozen=True)
class Offer:
    """A step that a page can offer for an object, with the decision that enables or disables its button."""

    step: Step
    decision: Decision


class Workflow:
    """A named table of steps over one model; `table` is the database table whose `status` it rules."""

    registry: dict[str, "Workflow"] = {}

    def __init__(self, name: str, label, statuses, *, table: str, initial: tuple, steps: list[Step]):
        self.name, self.label, self.statuses = name, label, statuses
        self.table, self.initial = table, tuple(str(s) for s in initial)
        self.steps = {step.name: step for step in steps}
        self.actions: dict[str, Action] = {}
        self.follow_ups: dict[str, list[Callable]] = {}
        Workflow.registry[name] = self

    def pairs(self) -> set[tuple[str, str]]:
        """Every (from, to) that the table allows; the database refuses all others."""
        return {
            (str(source), str(step.target))
            for step in self.steps.values() if step.target
            for source in step.sources if source != step.target
        }

    def action(self, step_name: str, *, policy, prepare=None, work=None, hold=None):
        """Make a function the body of a step: `@CASE.action("approve", policy=can_approve)`.

        The body gets the locked row, keyword-only `by` (Actor) and the caller's keywords, changes fields, and must
        not set the status. policy(actor, obj) → Decision. prepare(obj, *, by, **kw) runs and commits first; what it
        returns goes to work(fresh, prepared, *, by, **kw), outside transactions; what that returns reaches the body as
        `made`. Work must be safe to repeat. hold(obj) locks the rows that the body will change beside the object's,
        before that one, where other steps would otherwise take them in another order and wait for each other for ever.
        The decorated function is called as `approve(case, by=actor, …)` and
        returns the fresh row. The words of a decision (reason, opinion) are the body's to keep: they may name a
        person, and the access log holds no personal text. It raises Refused (no right), Conflict (no longer in a
        source status), Invalid (what was given must be mended).
        """
        step = self.steps[step_name]

        def decorate(body):
            action = Action(step, policy, body, prepare, work, hold)
            self.actions[step_name] = action

            @functools.wraps(body)
            def perform(obj, *, by, **given):
                return self._perform(action, obj, by, given)

            perform.step = step
            perform.workflow = self
            return perform

        return decorate

    def follow(self, step_name: str, function: Callable) -> None:
        """Run function(obj, by=actor) inside the transaction of a step (registered by `portal.desk.FollowUp`)."""
        assert step_name in self.steps, f"{self.name} has no step {step_name}"
        self.follow_ups.setdefault(step_name, []).append(function)

    def decide(self, step_name: str, actor, obj) -> Decision:
        """Whether the actor may take the step on the object as it is now."""
        action = self.actions[step_name]
        if obj.status not in action.step.sources:
            return denied(self._wrong_status(action.step, obj))
        return action.policy(actor, obj)

    def require(self, step_name: str, obj, *, by) -> None:
        """Raise Refused, recorded, when the actor may not take the step now: asked before what was typed is judged,
        so that whoever may not act is told that and not that a reason is missing."""
        log.require(self.decide(step_name, by, obj), by=by, verb=f"{self.name}.{step_name}", about=obj)

    def offers(self, actor, obj, *names) -> list[Offer]:
        """The steps that leave from the object's status (or the named ones), each with its decision."""
        steps = [self.steps[n] for n in names] if names else list(self.steps.values())
        return [
            Offer(step, self.actions[step.name].policy(actor, obj))
            for step in steps if step.name in self.actions and obj.status in step.sources
        ]

    def _perform(self, action: Action, obj, by, given):
        try:
            if action.prepare:
                fresh, prepared = self._prepare(action, obj, by, given)
                given = {**given, "made": action.work(fresh, prepared, by=by, **given)}
            return self._run(action, obj, by, given)
        except Refused as refused:
            refused.verb = refused.verb or f"{self.name}.{action.step.name}"
            refused.about = refused.about or obj
            log.refuse(refused, by=by)

    def _prepare(self, action, obj, by, given):
        with transaction.atomic(durable=True), history.collecting() as digests, readable_refusals():
            fresh = self._checked(action, obj, by)
            prepared = action.prepare(fresh, by=by, **given)
            history.save(fresh, by=by, reason=f"{action.step.name}:prepare")
            log.record(f"{self.name}.{action.step.name}.prepare", by=by, about=fresh, history=digests)
        return fresh, prepared

    def _run(self, action, obj, by, given):
        step = action.step
        with transaction.atomic(), history.collecting() as digests, readable_refusals():
            if action.hold:
                action.hold(obj)
            fresh = self._checked(action, obj, by)
            action.body(fresh, by=by, **given)
            if step.target:
                fresh.status = step.target
            history.save(fresh, by=by, reason=step.name)
            for follow in self.follow_ups.get(step.name, ()):
                follow(fresh, by=by)
            log.record(f"{self.name}.{step.name}", by=by, about=fresh, history=digests)
        return fresh

    def _checked(self, action, obj, by):
        """The locked row, in a source status and with the policy's yes; both are asked again under the lock."""
        fresh = type(obj)._base_manager.select_for_update().get(pk=obj.pk)
        if fresh.status not in action.step.sources:
            raise Conflict(denied(self._wrong_status(action.step, fresh)))
        decision = action.policy(by, fresh)
        if not decision:
            raise Refused(decision)
        return fresh

    def _wrong_status(self, step, obj) -> str:
        return _("当前状态为“%(status)s”，不能%(step)s。可能刚由他人办理或重复点击，请刷新后查看。") % {
            "status": self.statuses(obj.status).label, "step": step.label,
        }


class readable_refusals:
    """Turns what a constraint or trigger refused into a Conflict with the constraint's sentence."""

    def __enter__(self):
        return self

    def __exit__(self, kind, error, _trace):
        if isinstance(error, IntegrityError):
            raise Conflict(denied(sentence_of(error))) from error
        return False


@contextlib.contextmanager
def act(verb: str, decide, *, by, about=None, reason: str = ""):
    """An act on what has no workflow: one transaction with its policy, history digests and access record.

    decide() → Decision is asked inside. The block gets what the record will tell, as a dict, and may add to it:
    `told["about"]` when the object is made in it. What refuses the act (policy, constraint, the block itself) is
    readable and recorded once, after all is undone: an act never stands within another transaction.
    """
    told = {"about": about, "reason": reason}
    try:
        with transaction.atomic(durable=True), history.collecting() as digests, readable_refusals():
            decision = decide()
            if not decision:
                raise Refused(decision)
            yield told
            log.record(verb, by=by, history=digests, **told)
    except Refused as refused:
        refused.verb, refused.about = refused.verb or verb, refused.about or about
        log.refuse(refused, by=by)


def start(model, *, by, reason: str = "create", verb: str = "", **values):
    """Create a row of a workflow's model in its initial status, with history and access record; returns it."""
    with transaction.atomic(), history.collecting() as digests, readable_refusals():
        obj = history.save(model(**values), by=by, reason=reason, force_insert=True)
        log.record(verb or f"{model._meta.label_lower}.{reason}", by=by, about=obj, history=digests)
    return obj
