"""Fingerprints of the keys, so that a copy can be told under which it was written; a key cannot be had from its own."""

import hashlib
from collections.abc import Mapping

from django.conf import settings

LENGTH = 16


def of_this_site() -> dict[str, list[str]]:
    """The fingerprints by the name of the variable; of FIELD_KEYS and AUDIT_KEY one for each key."""
    keys = {
        "FIELD_KEYS": settings.FIELD_KEYS,
        "INDEX_KEY": [settings.INDEX_KEY],
        "RECEIPT_KEY": [settings.RECEIPT_KEY],
        "AUDIT_KEY": settings.AUDIT_KEY.split(","),
    }
    return {
        name: [_fingerprint(name, value.strip()) for value in values if value.strip()]
        for name, values in keys.items()
    }


def missing(wanted: Mapping[str, list[str]]) -> list[str]:
    """Which of these keys the environment lacks, each as its variable and fingerprint: `INDEX_KEY 3f0c…`."""
    ours = of_this_site()
    return [
        f"{name} {fingerprint}"
        for name, fingerprints in wanted.items()
        for fingerprint in fingerprints
        if fingerprint not in ours.get(name, [])
    ]


def _fingerprint(name: str, key: str) -> str:
    """Of keys of 32 random characters and more (config/checks.py), so that none is found by trying."""
    return hashlib.sha256(f"fingerprint {name}\x00{key}".encode()).hexdigest()[:LENGTH]
