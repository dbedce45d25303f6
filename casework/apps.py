"""What every handled matter has in common: steps, their inputs and forms, queues, history. Knows no matter itself."""

from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    name = "casework"
    verbose_name = "办理"
