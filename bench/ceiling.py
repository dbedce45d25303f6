"""The ceiling: one file of Django with the default middleware. `hello`, `insert3`, `page` as in docs/performance.md."""

import os
from pathlib import Path
from typing import Any

import django
import environ
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

FOLDER = Path(os.environ["CEILING_DIR"])
# The same server and the same settings as ours.
POSTGRESQL: dict[str, Any] = {
    **environ.Env().db_url("DATABASE_URL"),
    "CONN_MAX_AGE": 600,
    "CONN_HEALTH_CHECKS": True,
}
SQLITE: dict[str, Any] = {
    "ENGINE": "django.db.backends.sqlite3",
    "NAME": FOLDER / "ceiling.sqlite3",
    "CONN_MAX_AGE": 600,
    "OPTIONS": {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
    },
}
settings.configure(
    SECRET_KEY="bench",  # noqa: S106 - measures, protects nothing
    ROOT_URLCONF=__name__,
    ALLOWED_HOSTS=["*"],
    USE_TZ=True,
    DATABASES={"default": POSTGRESQL if POSTGRESQL["ENGINE"].endswith("postgresql") else SQLITE},
    INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions"],
    MIDDLEWARE=[
        "django.middleware.security.SecurityMiddleware",
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.middleware.clickjacking.XFrameOptionsMiddleware",
    ],
    TEMPLATES=[
        {"BACKEND": "django.template.backends.django.DjangoTemplates", "DIRS": [Path(__file__).parent]}
    ],
)
django.setup()


class Row(models.Model):
    text = models.CharField(max_length=200)
    number = models.IntegerField(default=0)

    class Meta:
        app_label = "bench"


def hello(request: HttpRequest) -> HttpResponse:
    return HttpResponse("hello")


def insert3(request: HttpRequest) -> HttpResponse:
    with transaction.atomic():
        for number in range(3):
            Row.objects.create(text="一行文字", number=number)
    return HttpResponse("ok")


def page(request: HttpRequest) -> HttpResponse:
    for number in range(4):
        Row.objects.filter(number=number).first()
    return render(request, "ceiling.html", {"rows": list(Row.objects.all()[:50])})


urlpatterns = [path("hello", hello), path("insert3", insert3), path("page", page)]


def prepare() -> None:
    from django.db import connection

    with connection.schema_editor() as editor:
        editor.create_model(Row)
    Row.objects.bulk_create(Row(text=f"第 {number} 行文字", number=number) for number in range(50))


class Application:
    """Built at the first request, as gunicorn imports the module before it forks."""

    handler: WSGIHandler | None = None

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        if self.handler is None:
            self.handler = WSGIHandler()
        return self.handler(environ, start_response)


application = Application()


if __name__ == "__main__":
    prepare()
