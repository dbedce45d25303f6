"""A real OpenID Connect issuer in a process of its own: allauth's identity provider, one person, one client.

python tests/config/issuer.py FOLDER PORT REDIRECT_URI INSTANT
"""

import sys
from pathlib import Path
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import time_machine
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

PERSON, PASSWORD = "lianluo", "issuer-password-1"
CLIENT, SECRET = "platform", "issuer-secret-of-the-test"


def serve(folder: Path, port: int, redirect_uri: str) -> None:
    import django
    from django.conf import settings

    apps = ["auth", "contenttypes", "sessions", "messages"]
    settings.configure(
        DEBUG=True,
        SECRET_KEY="issuer of a test",
        ALLOWED_HOSTS=["127.0.0.1"],
        ROOT_URLCONF=__name__,
        INSTALLED_APPS=[f"django.contrib.{app}" for app in apps]
        + ["allauth", "allauth.account", "allauth.idp.oidc"],
        MIDDLEWARE=[
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "django.contrib.messages.middleware.MessageMiddleware",
            "allauth.account.middleware.AccountMiddleware",
        ],
        AUTHENTICATION_BACKENDS=["django.contrib.auth.backends.ModelBackend"],
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "APP_DIRS": True,
                "OPTIONS": {
                    "context_processors": [
                        "django.template.context_processors.request",
                        "django.contrib.auth.context_processors.auth",
                        "django.contrib.messages.context_processors.messages",
                    ]
                },
            }
        ],
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": folder / "issuer.sqlite3"}},
        USE_TZ=True,
        SESSION_COOKIE_NAME="issuer",
        ACCOUNT_EMAIL_VERIFICATION="none",
        ACCOUNT_RATE_LIMITS=False,
        IDP_OIDC_PRIVATE_KEY=_key(),
    )
    django.setup()
    _people(redirect_uri)
    from django.core.wsgi import get_wsgi_application

    make_server("127.0.0.1", port, get_wsgi_application(), Threaded, Silent).serve_forever()


def __getattr__(name: str) -> object:
    """`urlpatterns` once the settings stand."""
    if name != "urlpatterns":
        raise AttributeError(name)
    from django.urls import include, path

    return [path("accounts/", include("allauth.urls")), path("", include("allauth.idp.urls"))]


class Threaded(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class Silent(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


def _key() -> str:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return pem.decode()


def _people(redirect_uri: str) -> None:
    from allauth.idp.oidc.models import Client
    from django.contrib.auth import get_user_model
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    get_user_model().objects.create_user(PERSON, password=PASSWORD)
    client = Client(id=CLIENT, name="platform", scopes="openid\nprofile\nemail", redirect_uris=redirect_uri)
    client.skip_consent = True
    client.set_secret(SECRET)
    client.save()


if __name__ == "__main__":
    sys.modules["tests.config.issuer"] = sys.modules[__name__]
    with time_machine.travel(sys.argv[4]):
        serve(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
