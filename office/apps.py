"""The ground floor: accounts, access, settings, calendar, files, events, outbox, jobs, search. Knows no noun above it."""

from django.apps import AppConfig


class OfficeConfig(AppConfig):
    name = "office"
    verbose_name = "机关"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.contrib.auth.signals import user_logged_in

        from office import account_views, checks, declarations, ports  # noqa: F401 - checks and settings declare themselves
        from office.privacy import personal_data, purge

        purge.register()
        ports.personal_data.register(personal_data.account_data)
        user_logged_in.connect(account_views.signed_in, dispatch_uid="office.signed_in")
