"""The first departments, accounts and appointments of a fresh installation, at the command line of the server."""

import pyotp
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from portal import clock
from portal.accounts import actions, second_factor
from portal.accounts.departments import level_of
from portal.accounts.models import Department, SecondFactor, User
from portal.accounts.roles import ROLES
from portal.actor import command
from portal.audit import log
from portal.decisions import Refused
from portal.fields import DateField


def _day(text: str):
    return DateField().to_python(text)


class Command(BaseCommand):
    help = "Register a department, open an account, reset its password, appoint; recorded as of the command line."

    def add_arguments(self, parser):
        kinds = parser.add_subparsers(dest="do", required=True)

        department = kinds.add_parser("department", help="register a department")
        department.add_argument("uscc", help="unified social credit code, 18 characters")
        department.add_argument("name")
        department.add_argument("division", help="six-digit division code, such as 360000")
        department.add_argument("--above", help="code of the department above it")
        for part in ("managing", "issuing", "using"):
            department.add_argument(f"--{part}", action="store_true")

        opened = kinds.add_parser("open", help="open an account; prints its one-time password")
        opened.add_argument("username")
        opened.add_argument("display_name")
        opened.add_argument("--staff-number", default="")

        reset = kinds.add_parser("reset", help="print a new one-time password")
        lost = kinds.add_parser("remove-second-factor", help="take away the one-time codes of a lost device")
        for parser_of_act in (reset, lost):
            parser_of_act.add_argument("username")
            parser_of_act.add_argument("--reason", required=True)
        unlock = kinds.add_parser("unlock", help="forget failed sign-ins")
        unlock.add_argument("username")

        appoint = kinds.add_parser("appoint", help="appoint a person to a role in a department")
        appoint.add_argument("username")
        appoint.add_argument("uscc", help="the department's code")
        appoint.add_argument("role", choices=list(ROLES))
        appoint.add_argument("--since", type=_day, default=None, help="2026-11-23; today by default")
        appoint.add_argument("--until", type=_day, default=None, help="the last day; open by default")
        appoint.add_argument("--document", default="")

        code = kinds.add_parser("code", help="print the present one-time code (demonstration only)")
        code.add_argument("username")

    def handle(self, *, do, **given):
        by = command()
        try:
            told = getattr(self, f"_{do.replace('-', '_')}")(by=by, **given)
        except Refused as refused:
            log.record_refusal(refused, by=by)
            raise CommandError(refused.decision.reason) from refused
        self.stdout.write(told)

    def _department(self, *, by, uscc, name, division, above, managing, issuing, using, **_rest):
        made = actions.add_department(
            by=by, uscc=uscc, name=name, division=division, level=level_of(division),
            parent=self._department_of(above) if above else None, managing=managing, issuing=issuing, using=using,
        )
        return f"registered {made.uscc} {made.name}"

    def _open(self, *, by, username, display_name, staff_number, **_rest):
        given = {"username": username, "display_name": display_name, "staff_number": staff_number}
        password = actions.one_time_password(User(**given))
        actions.open_account(by=by, password=password, **given)
        return f"opened {username}, one-time password: {password}"

    def _reset(self, *, by, username, reason, **_rest):
        return f"one-time password of {username}: {actions.reset_password(self._user(username), by=by, reason=reason)}"

    def _remove_second_factor(self, *, by, username, reason, **_rest):
        actions.remove_second_factor(self._user(username), by=by, reason=reason)
        return f"{username} sets the second factor up anew at the next sign-in"

    def _unlock(self, *, by, username, **_rest):
        return f"forgot {actions.unlock(self._user(username), by=by)} counters of failed sign-ins"

    def _appoint(self, *, by, username, uscc, role, since, until, document, **_rest):
        made = actions.appoint(self._user(username), self._department_of(uscc), role, by=by,
                               since=since or clock.today(), until=until, document=document)
        return f"appointed {username}: {made.department.name}, {role}, from {made.since}"

    def _code(self, *, by, username, **_rest):
        """So that a visitor of the demonstration needs no phone; elsewhere a second factor is nobody else's to show."""
        if not settings.DEMO:
            raise CommandError("codes are printed in the demonstration only")
        user = self._user(username)
        if not SecondFactor.objects.filter(user=user).exists():
            raise CommandError(f"{username} has no second factor")
        log.record("accounts.show_code", by=by, about=user)
        return pyotp.TOTP(second_factor.secret(user)).now()

    def _user(self, username):
        try:
            return User.objects.get(username=username)
        except User.DoesNotExist:
            raise CommandError(f"there is no account {username}") from None

    def _department_of(self, uscc):
        try:
            return Department.objects.get(uscc=uscc)
        except Department.DoesNotExist:
            raise CommandError(f"there is no department {uscc}") from None
