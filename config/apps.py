from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class ConfigConfig(AppConfig):
    name = "config"
    default = True
    verbose_name = "平台"

    def ready(self) -> None:
        from config import checks  # noqa: F401 - registers the system checks


class OfficeAdminConfig(AdminConfig):
    default_site = "config.admin_site.OfficeSite"
