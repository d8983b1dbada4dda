"""Plays the demo province's story through the real steps, and prints where the first signed licence is."""

import time

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.module_loading import autodiscover_modules

from portal import clock, demo


class Command(BaseCommand):
    help = "Load the demo province (refused in production). With --once only as far as the first signed licence."

    def add_arguments(self, parser):
        parser.add_argument("--once", action="store_true", help="play only the main job")

    def handle(self, *, once, **options):
        if not settings.CLOCK_MAY_MOVE:
            raise CommandError("The demo is refused in production settings: it invents records and moves the clock.")
        autodiscover_modules("demo.story")
        stage = demo.Stage(say=self.stdout.write)
        for chapter in demo.chapters(once=once):
            if chapter.done() and not (once and chapter.once):
                continue
            started = time.monotonic()
            try:
                chapter.play(stage)
            finally:
                clock.let_go()
            self.stdout.write(f"{chapter.title} ({time.monotonic() - started:.1f} s)")
        for note in stage.notes:
            self.stdout.write(note)
        self.stdout.write(f"PDF: {stage.pdf}")
