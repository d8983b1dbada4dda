"""What must hold before the portal serves: settings, log partitions, fonts as cut, a locale that knows Chinese."""

from django.conf import settings
from django.db import connection

from portal import checks
from portal.pdf import fonts

MONTHS_AHEAD = 3


class CannotStart(Exception):
    """The portal must not serve; the text says why and how to mend it."""


def ready() -> None:
    """Make the log's partitions and check the installation; raises CannotStart or FontsNotReady with a sentence."""
    for fault in checks.trusted_proxies():
        raise CannotStart(f"{fault.msg} {fault.hint}")
    with connection.cursor() as cursor:
        cursor.execute("SELECT datctype FROM pg_database WHERE datname = current_database()")
        locale = cursor.fetchone()[0]
        if locale in ("C", "POSIX"):
            raise CannotStart(f"The database has LC_CTYPE {locale}: Chinese names cannot be searched. Make it C.UTF-8.")
        if settings.MODE == "production":
            cursor.execute("SELECT session_user = current_user AND NOT rolsuper FROM pg_roles "
                           "WHERE rolname = current_user")
            if not cursor.fetchone()[0]:
                raise CannotStart("The web process must log in as portal_web itself: set DATABASE_URL_WEB.")
        cursor.execute("SELECT audit_make_partitions(%s)", [MONTHS_AHEAD])
    fonts.check()
