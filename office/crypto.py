"""Encryption of personal columns, blind indexes and derived secrets: the only place that touches a key.

`FIELD_KEYS` encrypts (the first) and decrypts (all), `INDEX_KEY` finds, `RECEIPT_KEY` derives and hashes.
"""

import hashlib
import hmac
from functools import lru_cache
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.core.exceptions import FieldError
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.lookups import Exact


def encrypt(text: str) -> str:
    return _cipher().encrypt(text.encode()).decode()


class Sealed(str):
    """A text together with its token: encrypted once, stored in as many columns as hold it."""

    token: str


def sealed(text: str) -> str:
    """The same text; where it is stored, nothing has to be encrypted any more. "" stays ""."""
    if not text:
        return text
    once = Sealed(text)
    once.token = encrypt(text)
    return once


def decrypt(token: str) -> str:
    """Raises `cryptography.fernet.InvalidToken` when no key of `FIELD_KEYS` opens it."""
    # As bytes: letters beyond ASCII are then no token either, instead of another error.
    return _cipher().decrypt(token.encode()).decode()


def rotate(token: str) -> str:
    """The same text under the first key; the token itself where that already holds."""
    try:
        Fernet(settings.FIELD_KEYS[0]).decrypt(token.encode())
    except InvalidToken:
        return _cipher().rotate(token.encode()).decode()
    return token


def blind_index(normalised: str) -> str:
    """What is stored beside an encrypted value so that it is found by its full, normalised text; "" stays ""."""
    return _mac(settings.INDEX_KEY, b"", normalised).hex() if normalised else ""


def keyed_hash(purpose: str, value: str) -> str:
    """What is stored of a secret: tells whether a given value is it, and nothing else."""
    return _mac(settings.RECEIPT_KEY, f"hash:{purpose}".encode(), value).hex()


def derive(purpose: str, value: str) -> bytes:
    """32 bytes that only the key's holder can compute again; never equal to any `keyed_hash`."""
    return _mac(settings.RECEIPT_KEY, f"derive:{purpose}".encode(), value)


def _mac(key: str, purpose: bytes, value: str) -> bytes:
    return hmac.digest(key.encode(), purpose + b"\x00" + value.encode(), hashlib.sha256)


def _cipher() -> MultiFernet:
    return _cipher_of(tuple(settings.FIELD_KEYS))


@lru_cache(maxsize=4)
def _cipher_of(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])


class EncryptedTextField(models.TextField[str, str]):
    """Text in Python, a Fernet token in the database. Found by its blind index, never by itself."""

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        if isinstance(value, Sealed):
            return value.token
        return encrypt(value) if value else value

    def from_db_value(
        self, value: str | None, expression: Any, connection: BaseDatabaseWrapper
    ) -> str | None:
        return decrypt(value) if value else value

    def get_lookup(self, lookup_name: str) -> Any:
        """Each encryption of a text differs, so any comparison but with the empty text would silently miss."""
        return {"exact": EmptyOnly, "isnull": super().get_lookup("isnull")}.get(lookup_name)


class EmptyOnly(Exact):
    def get_prep_lookup(self) -> Any:
        if self.rhs != "":
            raise FieldError("An encrypted column is searched through its blind index.")
        return self.rhs
