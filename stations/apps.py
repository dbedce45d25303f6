from django.apps import AppConfig


class StationsConfig(AppConfig):
    name = "stations"
    verbose_name = "服务站与企业"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from stations.registration import register

        register()
