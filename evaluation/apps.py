"""What is counted, published and shown of the work; the pages that join every app."""

from django.apps import AppConfig


class EvaluationConfig(AppConfig):
    name = "evaluation"
    verbose_name = "履职统计"

    def ready(self) -> None:
        from evaluation import options, registration

        options.declare_all()
        registration.register()
