"""Rotation of the master key: a new one is made and every data key is wrapped under it; nothing else changes."""

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import transaction

from portal.actor import command
from portal.audit import log
from portal.crypto.fields import add_master
from portal.vault.keys import rewrap_all


class Command(BaseCommand):
    help = (
        "Make a new master key and re-wrap all data keys under it (run as the owner role). Old master keys stay in "
        "the key file. A run that was broken off is taken up again with --resume."
    )

    def add_arguments(self, parser):
        parser.add_argument("--resume", action="store_true", help="re-wrap what is left, make no new master key")

    def handle(self, *args, resume=False, **options):
        if not resume:
            self.stdout.write(f"master key {add_master(settings.KEY_FOLDER)} made")
        changed = rewrap_all()
        with transaction.atomic():
            log.record("vault.rotate_keys", by=command(), result_count=changed)
        self.stdout.write(f"{changed} data keys re-wrapped")
