import django_stubs_ext
from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig

HEADERS_OF_A_PART_AT_MOST = 16 * 1024


class ConfigConfig(AppConfig):
    name = "config"
    default = True
    verbose_name = "平台"

    def ready(self) -> None:
        from django.contrib.auth.forms import SetPasswordForm
        from django.http import multipartparser

        # A file name of more than some 300 characters is longer than Django's bound for the headers of one part: the
        # whole form was answered with 400, and what was typed was lost. Names are shortened when they are read.
        multipartparser.MAX_TOTAL_HEADER_SIZE = HEADERS_OF_A_PART_AT_MOST  # type: ignore[attr-defined]

        from config import checks, doctor  # noqa: F401 - register the system checks and the doctor's

        # As in settings.py, for a form that can be imported only after the models.
        django_stubs_ext.monkeypatch(extra_classes=[SetPasswordForm])


class OfficeAdminConfig(AdminConfig):
    default_site = "config.admin_site.OfficeSite"
