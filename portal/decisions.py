"""What a policy answers: yes, or no with a sentence fit to show."""

from dataclasses import dataclass

from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Decision:
    """The answer of a policy: the same one makes the 403, the message and the disabled button.

    `reason` is a full sentence in the reader's language when the answer is no.
    """

    allowed: bool
    reason: str = ""

    def __bool__(self) -> bool:
        return self.allowed

    def __and__(self, other: "Decision") -> "Decision":
        """The first no of the two, else yes."""
        return other if self else self


ALLOWED = Decision(True)


def denied(reason: str) -> Decision:
    """No, because of `reason`."""
    return Decision(False, reason)


class Refused(Exception):
    """An act or a look that was refused; `decision.reason` is what the person is told.

    `recorded` says that the refusal already stands in the access log; the middleware records the others.
    """

    status_code = 403

    @property
    def logged(self) -> str:
        """What the access log keeps as the reason."""
        return self.decision.reason

    def __init__(self, decision: Decision, *, verb: str = "", about=None, recorded: bool = False):
        super().__init__(decision.reason)
        self.decision = decision
        self.verb = verb
        self.about = about
        self.recorded = recorded


class Conflict(Refused):
    """Refused because the object is no longer as the person saw it (two people at once, a second click)."""

    status_code = 409


class Invalid(Refused):
    """Refused because of what was entered; nothing is lost and the sentence says how to mend it.

    `errors` says the same by fields (field → sentence), for the form that was filled in; what belongs to no field
    stands under "". The sentence may repeat what was typed, so the log says only that something was to be mended.
    """

    status_code = 422

    def __init__(self, decision: Decision, *, errors: dict | None = None, **told):
        super().__init__(decision, **told)
        self.errors = errors or {"": decision.reason}

    @classmethod
    def at(cls, errors: dict, **told) -> "Invalid":
        """The refusal of all that is wrong: field → sentence."""
        return cls(denied("\n".join(errors.values())), errors=errors, **told)

    @property
    def logged(self) -> str:
        return str(_("填写或上传的内容不符合要求"))
