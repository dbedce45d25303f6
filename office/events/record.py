"""Appending to chains: heads locked in the order of their keys, so that no two transactions wait for each other."""

import secrets
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from django.db import IntegrityError, transaction

from office import snapshots
from office.actors import Actor
from office.database.statements import insert
from office.events.facts import Fact, plain
from office.events.macs import canonical, event_mac, head_seal, private_mac, signing_key_id
from office.models import ChainHead, Event, EventPrivate
from office.verbs import TryAgain

SALT_BYTES = 16
BATCH = 500


def record(*facts: Fact, by: Actor, at: datetime) -> list[Event]:
    """Append the facts to their subjects' chains, in the given order; the last thing a verb does.

    Raises `verbs.TryAgain` when somebody else began one of these chains in the same moment: the verb runs again.
    """
    if not facts:
        return []
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("An event is recorded in the transaction of what happened: decorate with @verb.")
    heads = _locked_heads(
        {fact.subject for fact in facts if not fact.begins}, {fact.subject for fact in facts if fact.begins}
    )
    events: list[Event] = []
    privates: list[EventPrivate] = []
    for fact in facts:
        event, beside = _append(heads[fact.subject], fact, by, at)
        events.append(event)
        privates += beside
    _save_heads(heads.values())
    insert(*events)
    insert(*privates)
    snapshots.ask_again()
    return events


def erase(*subjects: str) -> int:
    """Purge the private values of these chains, salts included; the chains hold. Returns how many."""
    removed: int = EventPrivate.objects.filter(event__subject__in=subjects).delete()[0]
    return removed


def _locked_heads(keys: set[str], beginning: set[str]) -> dict[str, ChainHead]:
    """The heads of the chains; an unsaved one, at 0, for a chain that begins now."""
    sought = keys - beginning
    locked = ChainHead.objects.select_for_update().filter(key__in=sought).order_by("key") if sought else ()
    heads = {head.key: head for head in locked}
    for key in sorted((keys | beginning) - heads.keys()):
        heads[key] = ChainHead(key=key, seq=0, mac=b"")
    return heads


def _append(head: ChainHead, fact: Fact, by: Actor, at: datetime) -> tuple[Event, list[EventPrivate]]:
    key_id = signing_key_id()
    salts = {name: secrets.token_bytes(SALT_BYTES) for name in fact.private}
    payload = canonical(
        {
            "subject": fact.subject,
            "seq": head.seq + 1,
            "previous": bytes(head.mac).hex(),
            "action": fact.action,
            "at": at.astimezone(UTC).isoformat(timespec="microseconds"),
            "by": _identity(by),
            "data": plain(fact.data),
            "private": {
                name: private_mac(key_id, salts[name], value) for name, value in fact.private.items()
            },
        }
    )
    head.seq += 1
    head.mac = event_mac(key_id, payload)
    head.key_id = key_id
    head.seal = head_seal(key_id, head.key, head.seq, head.mac)
    event = Event(
        subject=fact.subject,
        seq=head.seq,
        action=fact.action,
        at=at,
        by_kind=by.kind,
        by_user=by.user,
        on_behalf_of=by.on_behalf_of,
        payload=payload,
        key_id=key_id,
        mac=head.mac,
    )
    privates = [
        EventPrivate(event=event, name=name, salt=salts[name], value=value)
        for name, value in fact.private.items()
    ]
    return event, privates


def _identity(by: Actor) -> dict[str, Any]:
    """Numbers of accounts, never names: those are personal data."""
    identity: dict[str, Any] = {"kind": by.kind}
    if by.user is not None:
        identity["user"] = by.user.pk
    if by.on_behalf_of is not None:
        identity["for"] = by.on_behalf_of.pk
    if by.basis:
        identity["basis"] = plain(by.basis)
    return identity


def _save_heads(heads: Iterable[ChainHead]) -> None:
    ordered = sorted(heads, key=lambda head: head.key)
    _update([head for head in ordered if head.pk])
    begun = [head for head in ordered if not head.pk]
    try:
        insert(*begun)
    except IntegrityError as error:
        raise TryAgain from error


def _update(heads: Sequence[ChainHead]) -> None:
    fields = ["seq", "mac", "key_id", "seal"]
    if len(heads) == 1:
        # A tenth of the time that the CASE expressions of bulk_update take.
        heads[0].save(update_fields=fields)
    elif heads:
        ChainHead.objects.bulk_update(heads, fields, batch_size=BATCH)
