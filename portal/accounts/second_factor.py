"""One-time codes (TOTP, RFC 6238) and recovery codes: set up, checked once, throttled, renewed."""

import json
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

import pyotp
import segno
from django.conf import settings
from django.db import transaction
from django.urls import reverse
from pyotp.utils import strings_equal

from portal import clock, history
from portal.accounts.models import RecoveryCode, SecondFactor, SignedIn
from portal.accounts.sessions import drop, is_of
from portal.audit import log
from portal.audit.models import Result
from portal.crypto.fields import Unreadable, digest_code, seal_secret, unseal_secret
from portal.decisions import ALLOWED
from portal.fields import fold
from portal.notices.send import Recipient, tell
from portal.workflow import act

STEP = 30  # seconds that a code lasts
DRIFT = 1  # steps before and after that are taken, for phones whose clock is off
FAILURES, BLOCK = 5, timedelta(minutes=15)
CODES, CODE_LENGTH = 10, 10
CODE_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # nothing that is read wrongly from paper; 50 bits a code
SET_UP_LIFE = timedelta(minutes=30)


@dataclass(frozen=True)
class Answer:
    """What became of a code: taken or not, whether it was a recovery code, until when no more are taken."""

    taken: bool
    recovery: bool = False
    blocked_until: datetime | None = None


# --- set up

def new_secret() -> str:
    """160 random bits in base 32, as authenticators take them."""
    return pyotp.random_base32()


def uri(user, secret: str) -> str:
    """What the QR code says to an authenticator."""
    return pyotp.TOTP(secret).provisioning_uri(name=user.username, issuer_name=str(settings.SITE["name"]))


def picture(text: str) -> str:
    """A QR code as a data: address of an SVG picture, black on white whatever the page's colours."""
    return segno.make(text, error="m", micro=False).svg_data_uri(scale=4, border=4, light="#fff")


def token_of(user, secret: str) -> str:
    """The secret of a set-up in progress, sealed for this person's form: nothing is stored until it is confirmed."""
    plain = json.dumps({"secret": secret, "at": clock.now().timestamp()}).encode()
    return seal_secret(_set_up_context(user), plain).hex()


def secret_of(user, token: str) -> str | None:
    """The secret out of a form; None when it is not this person's or older than half an hour."""
    try:
        found = json.loads(unseal_secret(_set_up_context(user), bytes.fromhex(token)))
    except (ValueError, Unreadable):
        return None
    fresh = clock.now().timestamp() - found["at"] < SET_UP_LIFE.total_seconds()
    return found["secret"] if fresh else None


def _set_up_context(user) -> str:
    return f"accounts.set_up_second_factor:{user.pk}"


def confirm(user, secret: str, code: str, *, by) -> list[str] | None:
    """Take a secret into use when `code` shows that the person's device has it; replaces the one before.

    Returns fresh recovery codes, to be shown once, or None for a wrong code. The person's other sessions end.
    """
    step = _step_of(secret, fold(code), after=0)
    if step is None:
        return None
    with act("accounts.set_up_second_factor", lambda: ALLOWED, by=by, about=user):
        factor = SecondFactor.objects.select_for_update().filter(user=user).first() or SecondFactor(user=user)
        replaced = not factor._state.adding
        factor.sealed_secret = seal_secret(_context(user), secret.encode())
        factor.confirmed_at, factor.last_step = clock.now(), step
        factor.failures, factor.blocked_until = 0, None
        history.save(factor, by=by, reason="replace_second_factor" if replaced else "set_up_second_factor")
        codes = _fresh_codes(user)
        drop(SignedIn.objects.filter(pk__in=[s.pk for s in user.signed_in.all() if not is_of(s, by)]))
        tell(Recipient(user=user), "account_second_factor_set_up", facts={"day": str(clock.today())},
             url=reverse("accounts:mine"))
    return codes


# --- check

def check(user, code: str, *, by) -> Answer:
    """Check a one-time or recovery code; each counts once, also when two requests bring it at the same time.

    After five wrong ones none is taken for a quarter of an hour, whatever the session. Recorded.
    """
    code = fold(code).upper().replace("-", "")
    with transaction.atomic():
        factor = SecondFactor.objects.select_for_update().get(user=user)
        answer = _answer(factor, user, code)
        if answer.taken:
            log.record("recovery_code" if answer.recovery else "second_factor", by=by, about=user)
        else:
            log.record("second_factor_failed", by=by, about=user,
                       result=Result.REFUSED if answer.blocked_until else Result.FAILED)
    return answer


def _answer(factor, user, code) -> Answer:
    now = clock.now()
    if factor.blocked_until and factor.blocked_until > now:
        return Answer(False, blocked_until=factor.blocked_until)
    rows = SecondFactor.objects.filter(pk=factor.pk)
    step = _step_of(_unsealed(factor), code, after=factor.last_step)
    if step is not None:
        rows.update(last_step=step, failures=0, blocked_until=None)
        return Answer(True)
    unused = RecoveryCode.objects.filter(user=user, digest=_digest(user, code), used_at=None)
    if len(code) == CODE_LENGTH and unused.update(used_at=now):
        rows.update(failures=0, blocked_until=None)
        return Answer(True, recovery=True)
    failures = factor.failures + 1
    if failures < FAILURES:
        rows.update(failures=failures)
        return Answer(False)
    rows.update(failures=0, blocked_until=now + BLOCK)
    return Answer(False, blocked_until=now + BLOCK)


def _step_of(secret: str, code: str, *, after: int) -> int | None:
    """The time step that a code belongs to, later than `after`; None when it belongs to none near the present."""
    totp = pyotp.TOTP(secret, interval=STEP)
    present = int(clock.now().timestamp()) // STEP
    for step in range(present - DRIFT, present + DRIFT + 1):
        if step > after and strings_equal(totp.generate_otp(step), code):
            return step
    return None


def given_since(user, moment) -> bool:
    """Whether the person has certainly given a code or recovery code after `moment`: within its drift, it is not."""
    step = int(moment.timestamp()) // STEP + DRIFT
    codes = RecoveryCode.objects.filter(user=user, used_at__gt=moment)
    return SecondFactor.objects.filter(user=user, last_step__gt=step).exists() or codes.exists()


def secret(user) -> str:
    """The secret that the person's device has; for the demonstration's printed codes alone."""
    return _unsealed(SecondFactor.objects.get(user=user))


def _unsealed(factor) -> str:
    return unseal_secret(_context(factor.user), factor.sealed_secret).decode()


def _context(user) -> str:
    return f"accounts.second_factor:{user.pk}"


# --- recovery codes

def renew_codes(user, *, by) -> list[str]:
    """Ten fresh recovery codes instead of the old ones, to be shown once."""
    with transaction.atomic():
        codes = _fresh_codes(user)
        log.record("accounts.renew_recovery_codes", by=by, about=user)
    return codes


def codes_left(user) -> int:
    """How many recovery codes have not been used."""
    return RecoveryCode.objects.filter(user=user, used_at=None).count()


def _fresh_codes(user) -> list[str]:
    codes = ["".join(secrets.choice(CODE_ALPHABET) for _n in range(CODE_LENGTH)) for _c in range(CODES)]
    RecoveryCode.objects.filter(user=user).delete()
    RecoveryCode.objects.bulk_create(RecoveryCode(user=user, digest=_digest(user, code)) for code in codes)
    return [f"{code[:5]}-{code[5:]}" for code in codes]


def _digest(user, code: str) -> bytes:
    return digest_code(f"recovery:{user.pk}", code)
