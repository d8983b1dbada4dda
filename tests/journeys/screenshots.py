"""Makes docs/screenshots out of a demo province of its own; by hand: python -m tests.journeys.screenshots.

Needs what script/setup makes. With `--keep` the database is left and used again by the next run.
"""

import io
import os
import subprocess
import sys
from pathlib import Path

DATABASE = "portal_screenshots"
os.environ.update(PORTAL_MODE="demo", PORTAL_DB=DATABASE, DJANGO_SETTINGS_MODULE="portal.settings")

import django  # noqa: E402

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.test import override_settings  # noqa: E402
from PIL import Image  # noqa: E402
from playwright.sync_api import sync_playwright  # noqa: E402

from catalogs import actions as catalog  # noqa: E402
from catalogs.models import Entry, Version  # noqa: E402
from licenses.models import Case, License  # noqa: E402
from portal.accounts.models import Appointment  # noqa: E402
from portal.actor import acting_as  # noqa: E402
from tests import databases  # noqa: E402
from tests.browser import LAUNCH, People, served  # noqa: E402

FOLDER = Path(settings.ROOT) / "docs/screenshots"
SIZES = {1366: 768, 390: 844}
BYTES = 200_000  # at most, of one picture
FOOD = "食品经营许可证"


def make_database(keep: bool) -> None:
    """The demo province, played once."""
    with databases.owner() as server:
        there = server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone()
        if there and keep:
            return
        server.execute(f'DROP DATABASE IF EXISTS "{DATABASE}" WITH (FORCE)')
        server.execute(f'CREATE DATABASE "{DATABASE}" TEMPLATE template0')
    subprocess.run([sys.executable, "manage.py", "install"], cwd=settings.ROOT, check=True,
                   env={**os.environ, "PORTAL_DB_ROLE": "owner"})
    call_command("demo")


def drop_database() -> None:
    """Leave nothing behind."""
    with databases.owner() as server:
        server.execute(f'DROP DATABASE IF EXISTS "{DATABASE}" WITH (FORCE)')


def a_draft() -> Version:
    """A new version of the food licence that is being drafted."""
    entry = Entry.objects.get(name=FOOD)
    draft = entry.versions.filter(status="draft").first()
    editor = Appointment.objects.select_related("user", "department").get(user__username="jx_office.catalog_editor")
    return draft or catalog.draft_next(entry, by=acting_as(editor))


def screens() -> list[tuple]:
    """(name, who looks, at which address, what he does there before the picture is taken)."""
    bureau = Case.objects.filter(department__short_name__contains="东湖", entry__name=FOOD, kind="issue")
    draft = bureau.filter(status__in=["draft", "returned"]).exclude(shown_holders="").first()
    submitted = bureau.filter(status="submitted").first()
    license = License.objects.filter(entry__name=FOOD, status="effective", department=submitted.department).first()
    version = license.versions.first()
    return [
        ("desk", "dh_market.reviewer", "/", None),
        ("case-form", "dh_market.clerk", f"/cases/{draft.pk}/edit/", None),
        ("review", "dh_market.reviewer", f"/cases/{submitted.pk}/review/", None),
        ("license", "dh_market.clerk", f"/licenses/{license.pk}/", show_face),
        ("verify", "", f"/verify/{version.code}", None),
        ("editor", "jx_office.catalog_editor", f"/catalogs/entries/versions/{a_draft().pk}/layout/", None),
        ("log", "jx_office.audit_admin", "/log/", None),
    ]


def show_face(page) -> None:
    """Have the face of a licence page shown, and the top of the page again."""
    page.get_by_text("显示照面", exact=True).click()
    page.locator("#face img").wait_for()
    page.evaluate("scrollTo(0, 0)")


def save(name: str, width: int, picture: bytes) -> None:
    """Keep a picture with as many colours as its eye needs, small enough for a README."""
    image, path = Image.open(io.BytesIO(picture)).convert("RGB"), FOLDER / f"{name}-{width}.png"
    for colors in (256, 128, 64):
        # kmeans: else the few pixels of a red badge are drawn in the brown of the many
        image.quantize(colors, Image.Quantize.MEDIANCUT, 3, dither=Image.Dither.NONE).save(path, optimize=True)
        if path.stat().st_size < BYTES:
            break
    print(path.relative_to(settings.ROOT), path.stat().st_size)


def take() -> None:
    """All screens at both widths."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    static = {**settings.STORAGES,
              "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
    with (override_settings(STORAGES=static, WHITENOISE_USE_FINDERS=True), served() as address,
          sync_playwright() as playwright, playwright.chromium.launch(**LAUNCH) as browser):
        people = People(browser, address)
        for name, username, path, act in screens():
            page = people.open(username, path)
            for width, height in SIZES.items():
                page.set_viewport_size({"width": width, "height": height})
                page.reload(wait_until="networkidle")
                if act:
                    act(page)
                save(name, width, page.screenshot())
        people.close()
        print(*people.said, sep="\n")


if __name__ == "__main__":
    keep = "--keep" in sys.argv
    make_database(keep)
    take()
    if not keep:
        drop_database()
