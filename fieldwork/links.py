"""Private links of this app: derived from a row's public token, so that a later message carries the same one; of
each only a keyed hash is stored."""

import base64

from django.conf import settings
from django.urls import reverse

from office.crypto import derive, keyed_hash


def token_of(purpose: str, seed: str) -> str:
    """22 characters that only the holder of the key can compute from the seed again."""
    return base64.urlsafe_b64encode(derive(f"fieldwork_{purpose}", seed)[:16]).decode().rstrip("=")


def hash_of(purpose: str, token: str) -> str:
    """What is stored of it."""
    return keyed_hash(f"fieldwork_{purpose}", token)


def url_of(url_name: str, token: str) -> str:
    """With the site's address, as a message carries it."""
    return f"{settings.SITE_URL}{reverse(url_name, args=[token])}"
