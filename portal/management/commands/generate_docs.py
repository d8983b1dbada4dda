"""Writes docs/states.md and docs/permissions.md out of the code, so that they cannot tell anything else."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from portal.documentation import permissions_page, states_page

PAGES = {"docs/states.md": states_page, "docs/permissions.md": permissions_page}


class Command(BaseCommand):
    help = "Write docs/states.md and docs/permissions.md; with --check only say which of them is out of date."

    def add_arguments(self, parser):
        parser.add_argument("--check", action="store_true", help="write nothing, fail when a page is out of date")

    def handle(self, *args, check=False, **options):
        stale = []
        for name, draw in PAGES.items():
            path = settings.ROOT / name
            with translation.override(settings.LANGUAGE_CODE):
                text = draw()
            if path.exists() and path.read_text(encoding="utf-8") == text:
                continue
            stale.append(name)
            if not check:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")
        if check and stale:
            raise CommandError(f"out of date, run manage.py generate_docs: {', '.join(stale)}")
        self.stdout.write("written: " + ", ".join(stale) if stale else "the generated pages are up to date")
