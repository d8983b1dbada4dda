"""Shows the present one-time code of somebody in the demo province."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from portal import demo
from portal.accounts import second_factor
from portal.accounts.models import SecondFactor


class Command(BaseCommand):
    help = "Print the present one-time code of a demo account (refused in production)."

    def add_arguments(self, parser):
        parser.add_argument("username")

    def handle(self, *, username, **options):
        if not settings.DEMO:
            raise CommandError("One-time codes are shown in the demo only.")
        factor = SecondFactor.objects.select_related("user").filter(user__username=username).first()
        if factor is None:
            raise CommandError(f"{username} has no second factor.")
        self.stdout.write(demo.one_time_code(second_factor.secret(factor.user)))
