"""WSGI entry point, served by granian behind a reverse proxy; it does not serve an installation that is not ready."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
application = get_wsgi_application()

from portal import startup  # noqa: E402 (the checks need Django set up)

startup.ready()
