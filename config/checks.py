"""Misconfigurations, each a system check with an id and a hint. The web and queue processes do not start on one."""

import sys
from collections.abc import Sequence
from typing import Any

from cryptography.fernet import Fernet
from django.apps import AppConfig
from django.conf import settings
from django.core import checks

TAG = "config"


@checks.register(TAG)
def secrets_are_our_own(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[checks.CheckMessage]:
    if settings.DEBUG:
        return []
    return [
        checks.Error(
            f"{name} still has the default that everybody can read in config/settings.py.",
            hint=f"Set {name} in the environment (or DEBUG=1 to develop; `make demo` generates its own).",
            id="config.E001",
        )
        for name, default in settings.DEFAULT_SECRETS.items()
        if default in _values(getattr(settings, name))
    ]


@checks.register(TAG)
def field_keys_are_usable(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[checks.CheckMessage]:
    return [
        checks.Error(
            f"FIELD_KEYS: key number {number} is not a Fernet key.",
            hint="Each is 32 random bytes in URL-safe base64: "
            'python -c "from cryptography.fernet import Fernet; print(Fernet.generate_key().decode())"',
            id="config.E002",
        )
        for number, key in enumerate(settings.FIELD_KEYS, start=1)
        if not _is_fernet_key(key)
    ]


@checks.register(TAG)
def demo_stays_at_home(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[checks.CheckMessage]:
    if not settings.DEMO or not settings.SITE_URL.startswith("https://"):
        return []
    return [
        checks.Error(
            "DEMO is on for a site that is served over https.",
            hint="The demo has known passwords and no second factor: unset DEMO.",
            id="config.E003",
        )
    ]


@checks.register(TAG)
def keys_differ(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[checks.CheckMessage]:
    names = ("SECRET_KEY", "INDEX_KEY", "RECEIPT_KEY", "AUDIT_KEY")
    values = [getattr(settings, name) for name in names]
    if len(set(values)) == len(values):
        return []
    return [
        checks.Error(
            f"Two of {', '.join(names)} are the same.",
            hint="Each key has one purpose; generate one for each.",
            id="config.E004",
        )
    ]


def refuse_to_start() -> None:
    """Exit with the findings, if there is an error among the checks of this module."""
    errors = [message for message in checks.run_checks(tags=[TAG]) if message.is_serious()]
    if errors:
        sys.exit("\n".join(str(message) for message in errors))


def _values(value: str | list[str]) -> list[str]:
    return value if isinstance(value, list) else [value]


def _is_fernet_key(key: str) -> bool:
    try:
        Fernet(key)
    except ValueError:
        return False
    return True
