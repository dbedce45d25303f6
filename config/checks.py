"""Misconfigurations, each a system check with an id and a hint. The web and queue processes do not start on one."""

import sys
from collections import Counter
from collections.abc import Sequence
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from cryptography.fernet import Fernet
from django.apps import AppConfig
from django.conf import settings
from django.core import checks

from config.environment import ENVIRONMENT_FILE
from office import conditions
from office.models.notices import Channel
from office.notifications import channels

TAG = "config"
LENGTH_AT_LEAST = 32
# Of 32 random digits in hexadecimal not one in a million has fewer.
CHARACTERS_AT_LEAST = 8
# The names of deploy/*/environment.
EXAMPLE = "example.gov.cn"
NEW_KEYS = "`manage.py new_environment` writes good ones."


@checks.register(TAG)
def secrets_are_our_own(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[checks.CheckMessage]:
    if settings.DEBUG:
        return []
    return [
        checks.Error(f"{name} {fault}", hint=f"{NEW_KEYS} {_environment_words()}", id="config.E001")
        for name, values in _secrets().items()
        for fault in dict.fromkeys(filter(None, (_fault(name, value) for value in values or [""])))
    ]


def _environment_words() -> str:
    """Where the variables were looked for: in another shell VAR_DIR is easily left out."""
    file = Path(settings.VAR_DIR) / ENVIRONMENT_FILE
    if file.exists():
        return f"{file} was read."
    return f"There is no {file}: is VAR_DIR set as it was when they were written?"


@checks.register(TAG)
def field_keys_are_usable(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[checks.CheckMessage]:
    return [
        checks.Error(
            f"FIELD_KEYS: key number {number} is not a Fernet key.",
            hint=f"Each is 32 random bytes in URL-safe base64. {NEW_KEYS}",
            id="config.E002",
        )
        for number, key in enumerate(settings.FIELD_KEYS, start=1)
        if not _is_fernet_key(key)
    ]


@checks.register(TAG)
def demo_stays_at_home(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[checks.CheckMessage]:
    """A demo has known passwords and no second factor, development shows its settings: for this machine alone."""
    mode = "DEMO" if settings.DEMO else "DEBUG" if settings.DEBUG else ""
    hosts = [*settings.ALLOWED_HOSTS, urlsplit(settings.SITE_URL).hostname or settings.SITE_URL]
    foreign = [host for host in dict.fromkeys(hosts) if not _is_loopback(host)]
    if not mode or not (foreign or settings.SITE_URL.startswith("https://")):
        return []
    named = ", ".join(foreign) or settings.SITE_URL
    return [
        checks.Error(
            f"{mode} is on for a site that others reach: {named}.",
            hint=f"Unset {mode}, or let SITE_URL and ALLOWED_HOSTS name 127.0.0.1, localhost and [::1] only.",
            id="config.E003",
        )
    ]


@checks.register(TAG)
def desk_networks_are_networks(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[checks.CheckMessage]:
    return [
        checks.Error(
            f"DESK_NETWORKS: {network!r} is no network.",
            hint="Addresses or networks as 203.0.113.7 or 10.8.0.0/16, separated by commas.",
            id="config.E006",
        )
        for network in settings.DESK_NETWORKS
        if not _is_network(network)
    ]


@checks.register(TAG)
def keys_differ(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[checks.CheckMessage]:
    counted = Counter(value for values in _secrets().values() for value in set(values) if value)
    names = [name for name, values in _secrets().items() if any(counted[value] > 1 for value in values)]
    if not names:
        return []
    return [
        checks.Error(
            f"Two of {', '.join(names)} are the same.",
            hint=f"Each key has one purpose. {NEW_KEYS}",
            id="config.E004",
        )
    ]


@checks.register(TAG)
def site_has_one_address(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[checks.CheckMessage]:
    """Private links and sign-ins travel encrypted, to the names that the office has chosen and no other."""
    if settings.DEBUG or settings.DEMO:
        return []
    faults = ["ALLOWED_HOSTS names every host."] if "*" in settings.ALLOWED_HOSTS else []
    issuer = {"SITE_URL": settings.SITE_URL, "OIDC_ISSUER": settings.OIDC_ISSUER}
    faults += [f"{name} is not https." for name, url in issuer.items() if _is_read_on_the_way(url)]
    return [
        checks.Error(fault, hint="Name the site's own hosts, with https.", id="config.E005")
        for fault in faults
    ]


@checks.register(TAG)
def gateways_are_encrypted(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[checks.CheckMessage]:
    """A warning: a gateway may stand in a network of the office's own."""
    urls = {"SMS_URL": settings.SMS_URL, "WECHAT_URL": settings.WECHAT_URL}
    return [
        checks.Warning(f"{name} sends codes unencrypted.", hint="https://…", id="config.W002")
        for name, url in urls.items()
        if _is_read_on_the_way(url)
    ]


@checks.register(TAG)
def mail_leaves(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[checks.CheckMessage]:
    if channels.is_set_up(Channel.EMAIL):
        return []
    return [
        checks.Warning(
            "EMAIL_URL names no mail server: e-mail waits and is given up, visible to staff.",
            hint="EMAIL_URL=smtp+tls://user:password@host:587",
            id="config.W001",
        )
    ]


@checks.register(TAG)
def static_files_are_collected(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[checks.CheckMessage]:
    if conditions.static_files_are_collected():
        return []
    return [
        checks.Warning(
            f"{settings.STATIC_ROOT} holds no collected files: every page will end in an error.",
            hint="`manage.py collectstatic --noinput`, then restart.",
            id="config.W003",
        )
    ]


@checks.register(TAG)
def names_are_our_own(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[checks.CheckMessage]:
    """What `new_environment` takes over from the example is to be replaced: links would lead nowhere."""
    given = {
        "SITE_URL": settings.SITE_URL,
        "ALLOWED_HOSTS": ",".join(settings.ALLOWED_HOSTS),
        "EMAIL_URL": settings.EMAIL_HOST,
        "DEFAULT_FROM_EMAIL": settings.DEFAULT_FROM_EMAIL,
        "SMS_URL": settings.SMS_URL,
    }
    return [
        checks.Warning(
            f"{name} still names the example, {EXAMPLE}.",
            hint="Put the site's own into VAR_DIR/environment, or take the line out.",
            id="config.W004",
        )
        for name, value in given.items()
        if EXAMPLE in (value or "")
    ]


def refuse_to_start() -> None:
    """Say what the checks of this module find, and exit if there is an error among it."""
    found = checks.run_checks(tags=[TAG])
    if any(message.is_serious() for message in found):
        sys.exit("\n".join(str(message) for message in found if message.is_serious()))
    for message in found:
        sys.stderr.write(f"{message}\n")


def _secrets() -> dict[str, list[str]]:
    """The values of each key; AUDIT_KEY may list several. The token of /metrics is one only where it is set."""
    one_each = {
        name: [getattr(settings, name).strip()] for name in ("SECRET_KEY", "INDEX_KEY", "RECEIPT_KEY")
    }
    listed = {"AUDIT_KEY": settings.AUDIT_KEY.split(","), "FIELD_KEYS": settings.FIELD_KEYS}
    token = {"METRICS_TOKEN": [settings.METRICS_TOKEN]} if settings.METRICS_TOKEN else {}
    return {
        name: [value.strip() for value in values if value.strip()]
        for name, values in (one_each | listed | token).items()
    }


def _fault(name: str, value: str) -> str:
    """What is wrong with a key, in words that follow its name; "" for a good one."""
    if not value:
        return "is empty."
    if value in settings.DEFAULT_SECRETS.values():
        return "still has the default that everybody can read in config/settings.py."
    if len(value) < LENGTH_AT_LEAST:
        return f"is shorter than {LENGTH_AT_LEAST} characters."
    if len(set(value)) < CHARACTERS_AT_LEAST:
        return f"has fewer than {CHARACTERS_AT_LEAST} different characters: it can be guessed."
    return ""


def _is_read_on_the_way(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme == "http" and not _is_loopback(parts.hostname or "")


def _is_loopback(host: str) -> bool:
    """Of a name in ALLOWED_HOSTS or an address; a wildcard is everybody's."""
    bare = host.strip("[]").lower().rstrip(".")
    if bare == "localhost" or bare.endswith(".localhost"):
        return True
    try:
        return ip_address(bare).is_loopback
    except ValueError:
        return False


def _is_network(text: str) -> bool:
    try:
        ip_network(text, strict=False)
    except ValueError:
        return False
    return True


def _is_fernet_key(key: str) -> bool:
    try:
        Fernet(key)
    except ValueError:
        return False
    return True
