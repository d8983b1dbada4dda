"""The portal's app configuration: discovers every app's actions, checks, desk and tasks."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class PortalConfig(AppConfig):
    name = "portal"
    label = "portal"

    def ready(self):
        autodiscover_modules("actions", "checks", "desk", "tasks")
