"""What a production has when nobody sets anything but its secrets: closed, encrypted, durable."""

import json
import re
from pathlib import Path

import pytest
from django.conf import settings

from tests.config.test_checks import own, run
from tests.sources import ROOT

# The table of the operators' documentation; whoever adds a variable adds it there.
VARIABLES = {
    "ALLOWED_HOSTS",
    "ANCHOR_FILE",
    "ANCHOR_MAIL",
    "ANCHOR_WEBHOOK",
    "AUDIT_KEY",
    "CACHE_URL",
    "CLAMD_URL",
    "CONN_MAX_AGE",
    "DATABASE_URL",
    "DEBUG",
    "DEFAULT_FROM_EMAIL",
    "DEMO",
    "DESK_NETWORKS",
    "EMAIL_URL",
    "EXAMINATION_SECONDS",
    "FIELD_KEYS",
    "INDEX_KEY",
    "LOG_LEVEL",
    "MEDIA_ROOT",
    "METRICS_TOKEN",
    "OIDC_CLIENT_ID",
    "OIDC_CLIENT_SECRET",
    "OIDC_ISSUER",
    "OIDC_NAME",
    "QUEUE_BROKER",
    "QUEUE_WORKERS",
    "RECEIPT_KEY",
    "S3_ACCESS_KEY",
    "S3_BUCKET",
    "S3_ENDPOINT",
    "S3_REGION",
    "S3_SECRET_KEY",
    "SECRET_KEY",
    "SITE_URL",
    "SMS_URL",
    "TRUSTED_PROXY_COUNT",
    "WECHAT_URL",
}
SHOWN = (
    "DEBUG",
    "SESSION_COOKIE_SECURE",
    "CSRF_COOKIE_SECURE",
    "SESSION_COOKIE_HTTPONLY",
    "CSRF_COOKIE_HTTPONLY",
    "SESSION_COOKIE_NAME",
    "CSRF_COOKIE_NAME",
    "SESSION_COOKIE_SAMESITE",
    "SESSION_COOKIE_AGE",
    "SECURE_HSTS_SECONDS",
    "SECOND_FACTOR_REQUIRED",
    "PASSWORD_HASHERS",
    "STORAGES",
    "DATABASES",
    "MIDDLEWARE",
    "ALLOWED_HOSTS",
)
SCRIPT = f"""
import json, django
from django.conf import settings
django.setup()
print(json.dumps({{name: getattr(settings, name) for name in {SHOWN!r}}}, default=str))
"""


@pytest.fixture(scope="module")
def production(tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    folder = tmp_path_factory.mktemp("production")
    result = run("-c", SCRIPT, tmp_path=folder, DJANGO_SETTINGS_MODULE="config.settings", **own())
    assert result.returncode == 0, result.stderr
    given: dict[str, object] = json.loads(result.stdout)
    return given


def test_cookies_travel_encrypted_and_out_of_reach_of_scripts(production: dict[str, object]) -> None:
    for cookie in ("SESSION", "CSRF"):
        assert production[f"{cookie}_COOKIE_SECURE"] is True
        assert production[f"{cookie}_COOKIE_HTTPONLY"] is True
        assert str(production[f"{cookie}_COOKIE_NAME"]).startswith("__Host-")
    assert production["SESSION_COOKIE_SAMESITE"] == "Lax"
    assert production["SECURE_HSTS_SECONDS"] == 31536000


def test_a_session_lasts_a_working_day(production: dict[str, object]) -> None:
    assert production["SESSION_COOKIE_AGE"] == 8 * 3600


def test_nothing_is_loosened(production: dict[str, object]) -> None:
    assert production["DEBUG"] is False
    assert production["SECOND_FACTOR_REQUIRED"] is True
    assert production["PASSWORD_HASHERS"] == ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    assert production["ALLOWED_HOSTS"] == ["127.0.0.1", "localhost", "[::1]"]


def test_static_files_are_hashed_and_compressed(production: dict[str, object]) -> None:
    storages = production["STORAGES"]
    assert storages["staticfiles"]["BACKEND"] == "whitenoise.storage.CompressedManifestStaticFilesStorage"  # type: ignore[index]


def test_sqlite_keeps_what_it_acknowledged(production: dict[str, object]) -> None:
    options = production["DATABASES"]["default"]["OPTIONS"]  # type: ignore[index]
    assert options["transaction_mode"] == "IMMEDIATE"
    assert options["timeout"] == 20
    assert "synchronous=FULL" in options["init_command"]
    assert "journal_mode=WAL" in options["init_command"]


def test_postgresql_does_not_compile_queries(tmp_path: Path) -> None:
    """Each is run once a process or so: compiling cost seven times what it saved."""
    where = {"DATABASE_URL": "postgres://nobody@127.0.0.1/nothing"}
    result = run("-c", SCRIPT, tmp_path=tmp_path, DJANGO_SETTINGS_MODULE="config.settings", **own() | where)
    assert result.returncode == 0, result.stderr
    assert json.loads(result.stdout)["DATABASES"]["default"]["OPTIONS"] == {"options": "-c jit=off"}


def test_requests_are_not_transactions(production: dict[str, object]) -> None:
    """An atomic GET would take SQLite's only write lock."""
    assert not production["DATABASES"]["default"].get("ATOMIC_REQUESTS")  # type: ignore[index]


def test_the_address_is_set_before_anything_reads_it(production: dict[str, object]) -> None:
    middleware = list(production["MIDDLEWARE"])  # type: ignore[call-overload]
    assert middleware[0] == "config.middleware.remote_address"
    assert "django.contrib.auth.middleware.LoginRequiredMiddleware" in middleware


def test_the_api_is_closed_by_default() -> None:
    assert settings.REST_FRAMEWORK["DEFAULT_PERMISSION_CLASSES"] == [
        "rest_framework.permissions.IsAuthenticated",
        "office.api.tokens.HasScope",
    ]


def test_every_variable_is_known() -> None:

    text = (ROOT / "config" / "settings.py").read_text(encoding="utf-8")
    assert set(re.findall(r"env\.\w+\(\s*\"([A-Z0-9_]+)\"", text)) == VARIABLES


def test_the_lock_has_hashes_and_no_address() -> None:
    lines = Path(ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if "://" in line or line.startswith("--")] == []
    pinned = [line for line in lines if "==" in line]
    assert pinned
    assert all(line.endswith("\\") for line in pinned)
