"""What representatives do: activities, visits, pairings, norms, plans and budgets of groups."""

from django.apps import AppConfig


class FieldworkConfig(AppConfig):
    name = "fieldwork"
    verbose_name = "代表活动"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from fieldwork.registration import register

        register()
