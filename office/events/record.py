"""Appending to chains: heads locked in the order of their keys, so that no two transactions wait for each other."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.db import IntegrityError, models, transaction
from django.utils import timezone

from office import snapshots, verbs
from office.actors import Actor
from office.database import written
from office.database.statements import ListOf, Select
from office.database.storing import insert, update
from office.database.written import Notes
from office.events.chains import ERASED
from office.events.facts import Fact, plain
from office.events.macs import canonical, event_mac, head_seal, private_mac, signing_key_id
from office.events.rows import SALT, ByRow, digests, is_personal, written_rows
from office.events.sequence import number
from office.models import ChainHead, Event, EventPrivate
from office.verbs import TryAgain

SALT_BYTES = 16
BATCH = 500
# A step writes in one chain, seldom in two or three.
HEADS = Select(
    lambda keys: ChainHead.objects.select_for_update().filter(key__in=keys).order_by("key"),
    keys=ListOf(models.CharField(), 3),
)
# Rows that a verb wrote in a chain for which it recorded nothing afterwards.
ROWS_WRITTEN = "rows_written"


@dataclass
class Recorded:
    """What the outermost verb recorded so far, and which rows wait for an event of their chain."""

    by: Actor
    at: datetime
    events: list[Event] = field(default_factory=list)
    waiting: dict[str, ByRow] = field(default_factory=dict)

    def copy(self) -> Recorded:
        """As it is now, whatever is recorded later."""
        waiting = {chain: dict(by_row) for chain, by_row in self.waiting.items()}
        return Recorded(self.by, self.at, list(self.events), waiting)

    def wait(self, found: dict[str, ByRow]) -> None:
        """Add rows to those that wait; the columns of a row that was written twice go together."""
        for chain, by_row in found.items():
            waiting = self.waiting.setdefault(chain, {})
            for name, columns in by_row.items():
                earlier = waiting.get(name)
                waiting[name] = {**earlier, **columns} if earlier and columns is not None else columns


def record(*facts: Fact, by: Actor, at: datetime) -> list[Event]:
    """Append the facts to their subjects' chains, in the given order; the last thing a verb does.

    Raises `verbs.TryAgain` when somebody else began one of these chains in the same moment: the verb runs again.
    """
    if not facts:
        return []
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("An event is recorded in the transaction of what happened: decorate with @verb.")
    notes = written.current()
    if notes is None:
        events = _append_all(facts, {}, by, at)
        number(events)
        return events
    if not notes.recorded:
        notes.recorded.append(Recorded(by, at))
    recorded: Recorded = notes.recorded[0]
    recorded.by, recorded.at = by, at
    recorded.wait(written_rows(notes))
    events = _append_all(facts, recorded.waiting, by, at)
    recorded.events += events
    return events


def erase(*subjects: str, by: Actor, at: datetime) -> int:
    """Purge the private values of these chains, salts included; the chains hold and say so. Returns how many."""
    record(*(Fact(subject, ERASED) for subject in subjects), by=by, at=at)
    removed: int = EventPrivate.objects.filter(event__subject__in=subjects).delete()[0]
    return removed


def _finish(notes: Notes) -> None:
    """At the end of the outermost verb: an event for rows that have none, and the numbers of all its events."""
    left = written_rows(notes)
    if not notes.recorded:
        if not left:
            return
        notes.recorded.append(Recorded(Actor.system(ROWS_WRITTEN), timezone.now()))
    recorded: Recorded = notes.recorded[0]
    recorded.wait(left)
    facts = [Fact(chain, ROWS_WRITTEN) for chain in sorted(recorded.waiting)]
    recorded.events += _append_all(facts, recorded.waiting, recorded.by, recorded.at)
    number(recorded.events)


verbs.before_commit.append(_finish)


def _append_all(facts: Sequence[Fact], waiting: dict[str, ByRow], by: Actor, at: datetime) -> list[Event]:
    """The last fact of a chain takes along what waits for it."""
    if not facts:
        return []
    heads = _locked_heads(
        {fact.subject for fact in facts if not fact.begins}, {fact.subject for fact in facts if fact.begins}
    )
    last = {fact.subject: place for place, fact in enumerate(facts)}
    events: list[Event] = []
    privates: list[EventPrivate] = []
    for place, fact in enumerate(facts):
        taken = waiting.pop(fact.subject, {}) if last[fact.subject] == place else {}
        event, beside = _append(heads[fact.subject], fact, taken, by, at)
        events.append(event)
        privates += beside
    _save_heads(heads.values())
    insert(*events)
    insert(*privates)
    snapshots.ask_again()
    return events


def _locked_heads(keys: set[str], beginning: set[str]) -> dict[str, ChainHead]:
    """The heads of the chains; an unsaved one, at 0, for a chain that begins now."""
    sought = keys - beginning
    heads = {head.key: head for head in HEADS.all(keys=sorted(sought))}
    for key in sorted((keys | beginning) - heads.keys()):
        heads[key] = ChainHead(key=key, seq=0, mac=b"")
    return heads


def _append(
    head: ChainHead, fact: Fact, by_row: ByRow, by: Actor, at: datetime
) -> tuple[Event, list[EventPrivate]]:
    key_id = signing_key_id()
    private = dict(fact.private)
    if any(map(is_personal, by_row.values())):
        private[SALT] = ""
    salts = {name: secrets.token_bytes(SALT_BYTES) for name in private}
    salt = salts.get(SALT, b"")
    held = {name: digests(key_id, name, each, salt) for name, each in by_row.items()}
    payload = canonical(
        {
            **({"rows": held} if held else {}),
            "subject": fact.subject,
            "seq": head.seq + 1,
            "previous": bytes(head.mac).hex(),
            "action": fact.action,
            "at": at.astimezone(UTC).isoformat(timespec="microseconds"),
            "by": _identity(by),
            "data": plain(fact.data),
            "private": {name: private_mac(key_id, salts[name], value) for name, value in private.items()},
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
        EventPrivate(event=event, name=name, salt=salts[name], value=value) for name, value in private.items()
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
        # A twentieth of the time that the CASE expressions of bulk_update take.
        update(heads[0], *fields)
    elif heads:
        ChainHead.objects.bulk_update(heads, fields, batch_size=BATCH)
