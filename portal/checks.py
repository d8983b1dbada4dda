"""What the settings must say before the portal may serve: asked by every command and at start-up."""

import ipaddress

from django.conf import settings
from django.core.checks import Error, register


@register
def trusted_proxies(app_configs=None, **_rest) -> list[Error]:
    """Production says which proxies stand before it.

    Behind one that is not named everybody has the proxy's address: five wrong passwords for a name would lock it for
    everybody, and the limits of the public check would be one limit for all.
    """
    if settings.MODE == "production" and not settings.TRUSTED_PROXIES_SAID:
        return [Error(
            "PORTAL_TRUSTED_PROXIES is not set: every visitor would seem to come from the reverse proxy's address.",
            hint="Set it to the addresses of the reverse proxies, comma-separated, or to none when there is none.",
            id="portal.E001",
        )]
    return [
        Error(f"PORTAL_TRUSTED_PROXIES holds {address!r}, which is no network address.",
              hint="Give addresses such as 10.0.0.5, comma-separated, or none.", id="portal.E002")
        for address in settings.TRUSTED_PROXIES if not _is_address(address)
    ]


def _is_address(text: str) -> bool:
    try:
        return bool(ipaddress.ip_address(text))
    except ValueError:
        return False
