"""Whether the keys of the environment open what the database holds: a wrong one is named as such."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from cryptography.fernet import InvalidToken
from django.db.models import TextField
from django.db.models.functions import Cast

from office import rotation
from office.crypto import blind_index, decrypt
from office.events.macs import event_mac
from office.models import Event

# Rows that are tried before a key is called wrong.
TRIED = 50


def wrong_keys(at: datetime) -> Iterator[str]:
    """One line for each key under which nothing that was stored opens."""
    columns = list(rotation.encrypted_columns())
    tried = [_opens(token) for model, column in columns for token in _tokens(model, column)[:TRIED]]
    if tried and not any(tried):
        yield "FIELD_KEYS 不对：已加密的内容一项也打不开。"
    events = list(Event.objects.order_by("-pk").only("key_id", "payload", "mac")[:TRIED])
    if events and not any(map(_is_genuine, events)):
        yield "AUDIT_KEY 不对：最近的操作记录没有一条是用它签名的。"
    indexed = [pair for model, column in columns if column == "phone" for pair in _indexed(model)]
    if indexed and not any(blind_index(phone) == stored for phone, stored in indexed):
        yield "INDEX_KEY 不对：登记的电话没有一个能用它查到。"


def unreadable_values(at: datetime) -> Iterator[str]:
    """Every encrypted value that no key opens, each column with its row; none where the key itself is wrong."""
    if any(wrong_keys(at)):
        return
    for model, column in rotation.encrypted_columns():
        label = f"{model._meta.verbose_name}（{model._meta.label_lower}:"
        for pk, token in _stored(model, column).values_list("pk", "stored").iterator():
            if not _opens(token):
                yield f"{label}{pk}）的“{model._meta.get_field(column).verbose_name}”打不开。"  # type: ignore[union-attr]


def _stored(model: Any, column: str) -> Any:
    return model._base_manager.annotate(stored=Cast(column, TextField())).exclude(stored="").order_by("pk")


def _tokens(model: Any, column: str) -> Any:
    return _stored(model, column).values_list("stored", flat=True)


def _indexed(model: Any) -> list[tuple[str, str]]:
    if "phone_index" not in {field.name for field in model._meta.local_concrete_fields}:
        return []
    rows = _stored(model, "phone").exclude(phone_index="").values_list("stored", "phone_index")[:TRIED]
    return [(decrypt(token), index) for token, index in rows if _opens(token)]


def _opens(token: str) -> bool:
    try:
        decrypt(token)
    except InvalidToken:
        return False
    return True


def _is_genuine(event: Event) -> bool:
    try:
        return event_mac(event.key_id, bytes(event.payload)) == bytes(event.mac)
    except KeyError:
        return False
