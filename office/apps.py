"""The ground floor: accounts, access, settings, calendar, files, events, outbox, jobs, search. Knows no noun above it."""

from django.apps import AppConfig


class OfficeConfig(AppConfig):
    name = "office"
    verbose_name = "机关"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from office import checks, declared  # noqa: F401 - registers the system checks, declares the settings
