"""Brings an installation up to this version: keys, migrations, grants and triggers, log partitions."""

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection

from portal.crypto.fields import ensure_keys
from portal.database import install


class Command(BaseCommand):
    help = "Make keys, migrate, apply grants and triggers, make log partitions (run as the owner role)."

    def handle(self, *args, **options):
        ensure_keys(settings.KEY_FOLDER)
        call_command("migrate", interactive=False, verbosity=0)
        install.apply()
        with connection.cursor() as cursor:
            cursor.execute("SELECT audit_make_partitions(3)")
        self.stdout.write("database is up to date")
