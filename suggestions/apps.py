"""Suggestions of representatives, expert opinions, service mechanisms."""

from django.apps import AppConfig


class SuggestionsConfig(AppConfig):
    name = "suggestions"
    verbose_name = "代表建议"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from suggestions.registration import register

        register()
