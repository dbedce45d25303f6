"""What must hold of one chain: places without gaps, MACs, columns equal to the MACed content, the sealed head.

On the way `State` learns what the chain holds of its rows, which row_faults.py compares.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC
from itertools import islice
from typing import Any, NamedTuple

from cryptography.fernet import InvalidToken
from django.db.models import QuerySet, TextField
from django.db.models.functions import Cast

from office.crypto import decrypt
from office.events.macs import event_mac, head_seal, private_mac
from office.events.rows import SALT, State
from office.models import ChainHead, Event, EventPrivate

EVENTS_AT_ONCE = 1000


@dataclass(frozen=True)
class Fault:
    """`seq` 0 means the chain as a whole; `row` ("requests_app.answer:12") and `column` where a row does not agree."""

    subject: str
    seq: int
    message: str
    row: str = ""
    column: str = ""


class End(NamedTuple):
    """Where a chain ended when it was last anchored."""

    seq: int
    mac: str


class Private(NamedTuple):
    """A private value as it is stored: reading it through the model would stop at the first broken token."""

    event: int
    name: str
    salt: bytes | memoryview
    token: str


NOT_ANCHORED = End(0, "")
# The action by which a chain says that its private values were erased.
ERASED = "private_erased"


def with_privates(events: QuerySet[Event]) -> Iterator[tuple[Event, list[Private]]]:
    """Stream events with what is stored beside them, two queries for every thousand."""
    stream = events.iterator(chunk_size=EVENTS_AT_ONCE)
    while batch := list(islice(stream, EVENTS_AT_ONCE)):
        beside: dict[int, list[Private]] = {event.pk: [] for event in batch}
        rows = EventPrivate.objects.filter(event__in=beside).annotate(token=Cast("value", TextField()))
        for row in rows.values_list("event_id", "name", "salt", "token"):
            beside[row[0]].append(Private(*row))
        for event in batch:
            yield event, beside[event.pk]


def chain_faults(
    head: ChainHead,
    events: Iterable[tuple[Event, list[Private]]],
    end: End | None = None,
    state: State | None = None,
) -> Iterator[Fault]:
    """What does not hold of a chain; without `end` its anchors are left out of account. Fills `state`."""
    seq, previous, missing = 0, "", dict[tuple[int, str], None]()
    for event, privates in events:
        for message in _event_faults(event, privates, seq + 1, previous):
            yield Fault(head.key, event.seq, message)
        _follow(event, privates, missing, state or State())
        seq, previous = event.seq, bytes(event.mac).hex()
        if end and seq == end.seq and previous != end.mac:
            yield Fault(head.key, seq, "与锚点记下的不一致")
    for place, name in missing:
        yield Fault(head.key, place, f"附文「{name}」不见了")
    for message in _head_faults(head, seq, previous, end):
        yield Fault(head.key, 0, message)


def state_of(subject: str) -> State:
    """What the events of a chain hold of its rows."""
    state, head = State(), ChainHead.objects.filter(key=subject).first()
    if head is not None:
        list(chain_faults(head, with_privates(Event.objects.of(subject)), state=state))
    return state


def _follow(
    event: Event, privates: list[Private], missing: dict[tuple[int, str], None], state: State
) -> None:
    """Take in what a genuine event says: of rows, and of private values that are no longer stored."""
    if not _is_genuine(event):
        return
    content = json.loads(bytes(event.payload))
    if content["action"] == ERASED or content["data"].get("erased"):
        missing.clear()
    stored = {private.name: private for private in privates}
    missing |= {(event.seq, name): None for name in content["private"] if name not in stored}
    salt = stored.get(SALT)
    state.follow(content, event.key_id, bytes(salt.salt) if salt else None)


def _is_genuine(event: Event) -> bool:
    try:
        return event_mac(event.key_id, bytes(event.payload)) == bytes(event.mac)
    except KeyError:
        return False


def _event_faults(event: Event, privates: list[Private], expected: int, previous: str) -> Iterator[str]:
    try:
        genuine = event_mac(event.key_id, bytes(event.payload)) == bytes(event.mac)
    except KeyError:
        yield f"签名密钥 {event.key_id} 不在 AUDIT_KEY 中"
        return
    if not genuine:
        yield "内容与校验码不符"
        return
    content = json.loads(bytes(event.payload))
    if _columns(event) != {name: content[name] for name in ("subject", "seq", "action", "at", "by")}:
        yield "数据列与已签名的内容不符"
    if event.seq != expected:
        yield f"应为第 {expected} 条，中间有缺失或多余"
    if content["previous"] != previous:
        yield "与前一条不相连"
    for private in privates:
        if content["private"].get(private.name) != _digest(event.key_id, private):
            yield f"附文「{private.name}」被改动"


def _columns(event: Event) -> dict[str, Any]:
    by: dict[str, Any] = {"kind": event.by_kind}
    if event.by_user_id is not None:
        by["user"] = event.by_user_id
    if event.on_behalf_of_id is not None:
        by["for"] = event.on_behalf_of_id
    if basis := event.basis:
        by["basis"] = basis
    return {
        "subject": event.subject,
        "seq": event.seq,
        "action": event.action,
        "at": event.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "by": by,
    }


def _digest(key_id: str, private: Private) -> str:
    try:
        # An empty value is stored as it is.
        value = decrypt(private.token) if private.token else ""
        return private_mac(key_id, bytes(private.salt), value)
    except InvalidToken:
        return ""


def _head_faults(head: ChainHead, seq: int, mac: str, end: End | None) -> Iterator[str]:
    try:
        sealed = head_seal(head.key_id, head.key, head.seq, bytes(head.mac)) == bytes(head.seal)
    except KeyError:
        sealed = False
    if not sealed:
        yield "链尾的封签不符"
    if (head.seq, bytes(head.mac).hex()) != (seq, mac):
        yield f"链尾应为第 {head.seq} 条，实为第 {seq} 条：被截断或改动"
    if end and seq < end.seq:
        yield f"锚点已记到第 {end.seq} 条，现在只有 {seq} 条"
    if end and head.anchored_seq != end.seq:
        yield "已锚定的位置被改动"
