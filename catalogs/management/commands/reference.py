"""Takes the reference data (demo licence types, matters) into the catalogue through the real steps."""

from django.core.management.base import BaseCommand, CommandError

from catalogs.loading import load_reference
from portal.accounts.models import Appointment
from portal.actor import acting_as


class Command(BaseCommand):
    help = "Load the demo licence types: drafted by one person, published by another (both given by sign-in name)."

    def add_arguments(self, parser):
        parser.add_argument("by_editor", help="sign-in name of a catalogue editor (role catalog_editor)")
        parser.add_argument("by_publisher", help="sign-in name of a catalogue publisher (role catalog_publisher)")

    def handle(self, *, by_editor, by_publisher, **_options):
        versions = load_reference(_acting(by_editor, "catalog_editor"), _acting(by_publisher, "catalog_publisher"), {})
        self.stdout.write(f"{len(versions)} licence types are in the catalogue; no department issues them yet")


def _acting(username: str, role: str):
    appointment = Appointment.objects.in_force().filter(
        user__username=username, role=role).select_related("user", "department").first()
    if appointment is None:
        raise CommandError(f"{username} holds no appointment as {role} in force")
    return acting_as(appointment)
