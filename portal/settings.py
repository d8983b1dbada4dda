"""Django settings of the portal, read from the environment; see docs/operations.md.

PORTAL_MODE is production (default), demo or test. Demo and test may move the clock and show a demo mark;
production refuses both.
"""

import json
import os
from pathlib import Path
from urllib.parse import unquote, urlsplit

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

ROOT = Path(__file__).resolve().parent.parent
VAR = Path(os.environ.get("PORTAL_VAR", ROOT / "var"))
MODE = os.environ.get("PORTAL_MODE", "production")
if MODE not in ("production", "demo", "test"):
    raise ImproperlyConfigured(f"PORTAL_MODE must be production, demo or test, not {MODE!r}")

DEBUG = False
CLOCK_MAY_MOVE = MODE != "production"
DEMO = MODE == "demo"

# The system's place in the two tiers (A 7) and who runs it; shown in head and foot.
SITE = {
    "name": _("电子证照共享服务系统"),
    "tier": os.environ.get("PORTAL_TIER", "province"),
    "area": os.environ.get("PORTAL_AREA", "360000"),
    "host": os.environ.get("PORTAL_HOST", ""),
    "operator": os.environ.get("PORTAL_OPERATOR", ""),
    "phone": os.environ.get("PORTAL_PHONE", ""),
    "site_code": os.environ.get("PORTAL_SITE_CODE", ""),
    "filing": os.environ.get("PORTAL_FILING", ""),
}
if DEMO:  # so that the demo's foot looks like one
    SITE |= {"host": SITE["host"] or "江西省政务服务管理办公室（演示）",
             "operator": SITE["operator"] or "江西省政务信息中心（演示）", "phone": SITE["phone"] or "0791-0000 0000"}
# Where a QR code on a licence leads; the path /verify/<code> is added.
VERIFY_BASE = os.environ.get("PORTAL_VERIFY_BASE", "http://127.0.0.1:8000")

KEY_FOLDER = Path(os.environ.get("PORTAL_KEYS", VAR / "keys"))
CA_FOLDER = Path(os.environ.get("PORTAL_CA", VAR / "ca"))


def _secret_key() -> str:
    if "PORTAL_SECRET_KEY" in os.environ:
        return os.environ["PORTAL_SECRET_KEY"]
    try:
        return json.loads((KEY_FOLDER / "portal.keys").read_text())["django"]
    except FileNotFoundError:
        return "not installed yet: manage.py install makes the key file"


SECRET_KEY = _secret_key()
ALLOWED_HOSTS = os.environ.get("PORTAL_HOSTS", "127.0.0.1,localhost" if MODE != "production" else "").split(",")


def _database(role: str) -> dict:
    """The connection of a database role: owner (migrations), maintenance, or web (the default)."""
    user = {"owner": "portal", "maintenance": "portal_maintenance", "web": "portal_web"}[role]
    common = {"ENGINE": "django.db.backends.postgresql", "CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True,
              "ATOMIC_REQUESTS": False}
    own = os.environ.get(f"DATABASE_URL_{role.upper()}")  # a login of its own: in production a must
    url = own or os.environ.get("DATABASE_URL")
    if url:
        parts = urlsplit(url)
        return common | {
            "NAME": os.environ.get("PORTAL_DB") or unquote(parts.path.lstrip("/")) or "portal",
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""), "HOST": unquote(parts.hostname or ""),
            "PORT": str(parts.port or ""),
            "OPTIONS": {} if own or role == "owner" else {"options": f"-c role={user}"},
        }
    run = VAR / ("run-test" if MODE == "test" else "run")  # tests have a cluster of their own
    socket = (run / "socket-dir").read_text().strip() if (run / "socket-dir").exists() else str(run)
    return common | {"NAME": os.environ.get("PORTAL_DB", "portal"), "USER": user, "HOST": socket}


DATABASES = {"default": _database(os.environ.get("PORTAL_DB_ROLE", "web"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",
    "guardian",
    "simple_history",
    "axes",
    "csp",
    "django_tables2",
    "django_filters",
    "django_htmx",
    "portal.apps.PortalConfig",
    "portal.accounts",
    "portal.audit",
    "portal.vault",
    "portal.law",
    "portal.workdays",
    "portal.notices",
    "catalogs",
    "licenses",
]

MIDDLEWARE = [
    "portal.web.SecurityHeaders",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "portal.web.request_id",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "portal.web.language",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "portal.web.ActorMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"

TEMPLATES = [{
    "BACKEND": "django.template.backends.django.DjangoTemplates",
    "DIRS": [ROOT / "templates"],
    "APP_DIRS": True,
    "OPTIONS": {
        "context_processors": [
            "django.template.context_processors.request",
            "django.template.context_processors.csrf",
            "django.contrib.messages.context_processors.messages",
            "portal.pages.shell",
            "portal.web.actor_context",
        ],
        # an undefined variable shows up in tests instead of vanishing
        "string_if_invalid": "⚠%s⚠" if MODE == "test" else "",
    },
}]
FORM_RENDERER = "portal.fields.Renderer"

# Sign-in
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
LOGIN_URL = "accounts:sign_in"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
if MODE == "test":  # Argon2 takes 0.1 s on purpose; tests that are not about it sign in hundreds of times
    PASSWORD_HASHERS.insert(0, "django.contrib.auth.hashers.MD5PasswordHasher")
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "portal.accounts.passwords.HouseRules"},
    {"NAME": "portal.accounts.passwords.NotKnownHere"},
    {"NAME": "portal.accounts.passwords.NotUsedBefore"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
PASSWORD_MAX_AGE_DAYS = int(os.environ.get("PORTAL_PASSWORD_MAX_AGE_DAYS", 90))
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_CALLABLE = "portal.accounts.views.sign_in.locked_out"
AXES_CLIENT_IP_CALLABLE = "portal.web.address_of"
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # the page says how long it takes, and it takes that long
AXES_RESET_ON_SUCCESS = True
AXES_DISABLE_ACCESS_LOG = True  # the access log of the portal has the sign-ins
AXES_VERBOSE = False
GUARDIAN_MONKEY_PATCH_USER = False
ANONYMOUS_USER_NAME = None  # guardian's: nobody is an account called anonymous

# Sessions: both limits are held by portal.accounts.sessions, by the portal's clock
SESSION_IDLE_AGE = 15 * 60
SESSION_ABSOLUTE_AGE = 8 * 3600
SESSION_COOKIE_AGE = SESSION_ABSOLUTE_AGE + 3600  # the rows outlast the limits, so that their end is recorded
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "portal.pages.csrf_failure"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
if MODE == "production":
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SECURE_SSL_REDIRECT = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# Addresses of reverse proxies whose X-Forwarded-For is believed. Production must say them, or "none" (portal.checks).
_PROXIES = os.environ.get("PORTAL_TRUSTED_PROXIES", "" if MODE == "production" else "none")
TRUSTED_PROXIES_SAID = bool(_PROXIES.strip())
TRUSTED_PROXIES = [a.strip() for a in _PROXIES.split(",") if a.strip() not in ("", "none")]
CONTENT_SECURITY_POLICY = {"DIRECTIVES": {
    "default-src": [NONE], "script-src": [SELF], "style-src": [SELF], "img-src": [SELF, "data:"],
    "font-src": [SELF], "connect-src": [SELF], "form-action": [SELF], "base-uri": [NONE],
    "frame-ancestors": [NONE], "object-src": [NONE],
}}

# No cache is used: what the database would keep for one is pickled (portal.throttle counts rates in a table).
CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
SILENCED_SYSTEM_CHECKS = ["guardian.W001"]

# Files
MATERIAL_LIMIT = 20_000_000  # bytes of one uploaded material
CHECK_FILE_LIMIT = 20_000_000  # bytes of a file given for checking
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
FILE_UPLOAD_TEMP_DIR = None
STATIC_URL = "static/"
STATIC_ROOT = VAR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": VAR / "files"}},
    "vault": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": VAR / "vault"}},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage" if MODE == "test"
                    else "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = MODE == "test"

# Language and time: kept in UTC, shown in Shanghai
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
LOCALE_PATHS = [ROOT / "locale"]
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"
DATE_INPUT_FORMATS = ["%Y-%m-%d", "%Y%m%d"]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    # reports of errors name the view, never the posted values
    "loggers": {name: {"level": "ERROR"} for name in ("django.request", "fontTools", "weasyprint")},
}
