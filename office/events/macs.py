"""The bytes that are MACed and the MACs themselves. `AUDIT_KEY` may hold several keys, separated by commas.

The first key signs; older ones stay in the list for what they signed.
"""

import hashlib
import hmac
import json
from functools import lru_cache

from django.conf import settings

# Made once: a row of seventy columns is written seventy times.
_JSON = json.JSONEncoder(ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"))


def canonical(content: object) -> bytes:
    """One text for one content: sorted keys, no spaces, UTF-8."""
    return _JSON.encode(content).encode()


def signing_key_id() -> str:
    return next(iter(_keys(settings.AUDIT_KEY)))


def mac(key_id: str, purpose: str, message: bytes) -> bytes:
    """32 bytes. Raises KeyError when the key is not among `AUDIT_KEY`."""
    key = _keys(settings.AUDIT_KEY)[key_id]
    return hmac.digest(key, purpose.encode() + b"\x00" + message, hashlib.sha256)


def event_mac(key_id: str, payload: bytes) -> bytes:
    return mac(key_id, "event", payload)


def private_mac(key_id: str, salt: bytes, value: str) -> str:
    """Binds a private value to its event; worthless once the salt is gone."""
    return mac(key_id, "private", salt + value.encode()).hex()


def head_seal(key_id: str, key: str, seq: int, last_mac: bytes) -> bytes:
    return mac(key_id, "head", canonical([key, seq, last_mac.hex()]))


def anchor_mac(key_id: str, payload: bytes) -> bytes:
    return mac(key_id, "anchor", payload)


@lru_cache(maxsize=4)
def _keys(joined: str) -> dict[str, bytes]:
    keys = [key.strip().encode() for key in joined.split(",") if key.strip()]
    return {hashlib.sha256(b"key id\x00" + key).hexdigest()[:8]: key for key in keys}
