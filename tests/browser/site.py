"""The site as it is served in production: hashed and compressed files, pages compressed as by the proxy in front."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.core.management import call_command
from django.core.servers.basehttp import ThreadedWSGIServer
from django.test import override_settings
from django.test.testcases import QuietWSGIRequestHandler

# What no page under test asks for; compressing it would take half of the suite's time.
LEFT_OUT = ["admin", "drf_spectacular_sidecar", "rest_framework", "knox"]


def collect(folder: Path) -> dict[str, object]:
    """Collect the static files there; returns the settings that serve them."""
    serving = {
        "STATIC_ROOT": folder,
        "STORAGES": settings.STORAGES
        | {"staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}},
        "WHITENOISE_USE_FINDERS": False,
        "WHITENOISE_AUTOREFRESH": False,
    }
    with override_settings(**serving):
        call_command("collectstatic", interactive=False, verbosity=0, ignore_patterns=LEFT_OUT)
    return serving


@contextmanager
def served(serving: dict[str, object]) -> Iterator[str]:
    """Yields the site's origin. Plain HTTP, hence cookies that travel over it, as in the demo."""
    server = ThreadedWSGIServer(("127.0.0.1", 0), QuietWSGIRequestHandler)
    origin = f"http://127.0.0.1:{server.server_port}"
    with override_settings(
        **serving,
        SITE_URL=origin,
        SESSION_COOKIE_SECURE=False,
        CSRF_COOKIE_SECURE=False,
        SESSION_COOKIE_NAME="session",
        CSRF_COOKIE_NAME="csrf",
        MIDDLEWARE=["django.middleware.gzip.GZipMiddleware", *settings.MIDDLEWARE],
    ):
        server.set_app(WSGIHandler())
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield origin
        server.shutdown()
        server.server_close()
        thread.join()
