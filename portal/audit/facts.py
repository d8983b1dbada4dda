"""Facts: what an object tells the access log about itself, so that the log need not know what it is."""

from dataclasses import dataclass

from portal.crypto.fields import blind_index


@dataclass(frozen=True)
class Facts:
    """Text and digests only. `holders` are blind indexes; `retention` is a value of `Retention`.

    `label` is what a reader of the log sees as the object's name; it holds no personal data.
    """

    kind: str
    id: str = ""
    label: str = ""
    license_type: str = ""
    issuer: str = ""
    holders: tuple[bytes, ...] = ()
    matter: str = ""
    case_number: str = ""
    retention: str = "network"


def facts_of(about) -> Facts:
    """The facts of an object: its own `log_facts()`, given Facts, or kind and key of any other model."""
    if about is None:
        return Facts("")
    if isinstance(about, Facts):
        return about
    if hasattr(about, "log_facts"):
        return about.log_facts()
    return Facts(about._meta.label_lower, str(about.pk))


def holder_index(code_type: str, code: str) -> bytes:
    """The blind index by which the log and searches know a holder: canonical code within its type (portal.codes)."""
    return blind_index("holder", f"{code_type}:{code}")
