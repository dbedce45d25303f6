"""One sequence over the whole site: every event has the next number, none is missing, each is sealed with the one before.

Numbers are given when the outermost verb ends, as the last thing before its commit: only there do writers wait for
one another, for the time of two statements and the commit, and a verb that is rolled back leaves no gap.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db import IntegrityError, models

from office.database.statements import Select
from office.database.storing import insert, update
from office.events.macs import canonical, head_seal, mac, signing_key_id
from office.models import ChainHead, Event, EventNumber
from office.verbs import TryAgain

# The head that carries the last number and its seal; it is anchored as the heads of chains are.
SITE = "site:events"
LAST = Select(lambda key: ChainHead.objects.filter(key=key).values_list("seq"), key=models.CharField())
HEAD = Select(lambda key: ChainHead.objects.select_for_update().filter(key=key), key=models.CharField())


def number(events: Sequence[Event]) -> None:
    """Give the events the next numbers, in their order. Raises `TryAgain` as `record` does."""
    if not events:
        return
    head = HEAD.first(key=SITE) or ChainHead(key=SITE, seq=0, mac=b"")
    key_id = signing_key_id()
    rows = []
    for event in events:
        head.seq += 1
        head.mac = number_seal(key_id, head.seq, bytes(head.mac), bytes(event.mac))
        rows.append(EventNumber(number=head.seq, event=event, key_id=key_id, seal=head.mac))
    head.key_id, head.seal = key_id, head_seal(key_id, SITE, head.seq, bytes(head.mac))
    insert(*rows)
    if head.pk:
        update(head, "seq", "mac", "key_id", "seal")
        return
    try:
        insert(head)
    except IntegrityError as error:
        raise TryAgain from error


def last() -> int:
    """How many events the site has, as committed: numbers are given in the order of commits, and none is missing."""
    heads = LAST.rows(key=SITE)
    return int(heads[0][0]) if heads else 0


def number_seal(key_id: str, number: int, previous: bytes, event: bytes) -> bytes:
    return mac(key_id, "number", canonical([number, previous.hex(), event.hex()]))
