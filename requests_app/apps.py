"""The request's life from intake to look-back; everything that changes a case goes through `workflow`."""

from django.apps import AppConfig


class RequestsAppConfig(AppConfig):
    name = "requests_app"
    verbose_name = "企业诉求"

    def ready(self) -> None:
        from requests_app import registration
        from requests_app.deadlines import options

        options.declare_all()
        registration.register()
