"""What a session is called: browser and system out of the User-Agent, as far as people know them by name."""

from dataclasses import dataclass
from typing import Any

from portal.accounts.sessions import is_of

# The first that is found counts: most browsers also call themselves Chrome and Safari.
_BROWSERS = (
    ("Edg/", "Edge"), ("QIHU", "360"), ("360SE", "360"), ("Qaxbrowser", "奇安信"), ("UOS", "UOS Browser"),
    ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"),
)
_SYSTEMS = (
    ("Android", "Android"), ("HarmonyOS", "HarmonyOS"), ("iPhone", "iOS"), ("Windows", "Windows"), ("Mac OS", "macOS"),
    ("Kylin", "Kylin"), ("Linux", "Linux"),
)


@dataclass(frozen=True)
class Session:
    """A SignedIn row as it is shown; `own` says that it is the one the reader sits in."""

    row: Any
    name: str
    own: bool


def brief(agent: str) -> str:
    """`Edge · Windows`; what is not recognised is left out, the whole begins the line when nothing is."""
    parts = [next((name for sign, name in table if sign in agent), "") for table in (_BROWSERS, _SYSTEMS)]
    return " · ".join(part for part in parts if part) or agent[:40]


def described(rows, actor) -> list[Session]:
    """SignedIn rows for a page, those in use latest first."""
    return [Session(row, brief(row.agent), is_of(row, actor)) for row in rows]
