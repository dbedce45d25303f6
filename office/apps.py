"""The ground floor: accounts, access, settings, calendar, files, events, outbox, jobs, search. Knows no noun above it."""

from django.apps import AppConfig


class OfficeConfig(AppConfig):
    name = "office"
    verbose_name = "机关"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.contrib.auth.signals import user_logged_in
        from django.db.models.signals import post_migrate

        from office import account_notices, account_views, checks, declarations, ports  # noqa: F401 - checks and settings declare themselves
        from office.database import installation
        from office.events import proven, taking_up
        from office.events.triggers import TRIGGERS
        from office.privacy import personal_data, purge
        from office.proven import TABLES
        from office.search.postgresql import GRAMS_INDEX

        purge.register()
        proven.register(*TABLES)
        ports.personal_data.register(personal_data.account_data)
        ports.settings_by_command.register(account_notices.tell_of_setting)
        for database_object in (*TRIGGERS, GRAMS_INDEX):
            ports.database_objects.register(database_object)
        post_migrate.connect(installation.after_migrate, sender=self, dispatch_uid="office.database_objects")
        post_migrate.connect(taking_up.after_migrate, sender=self, dispatch_uid="office.taking_up")
        user_logged_in.connect(account_views.signed_in, dispatch_uid="office.signed_in")
