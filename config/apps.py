from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class ConfigConfig(AppConfig):
    name = "config"
    default = True
    verbose_name = "平台"

    def ready(self) -> None:
        from config import checks, doctor  # noqa: F401 - register the system checks and the doctor's


class OfficeAdminConfig(AdminConfig):
    default_site = "config.admin_site.OfficeSite"
