import django_stubs_ext
from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class ConfigConfig(AppConfig):
    name = "config"
    default = True
    verbose_name = "平台"

    def ready(self) -> None:
        from django.contrib.auth.forms import SetPasswordForm

        from config import checks, doctor  # noqa: F401 - register the system checks and the doctor's

        # As in settings.py, for a form that can be imported only after the models.
        django_stubs_ext.monkeypatch(extra_classes=[SetPasswordForm])


class OfficeAdminConfig(AdminConfig):
    default_site = "config.admin_site.OfficeSite"
