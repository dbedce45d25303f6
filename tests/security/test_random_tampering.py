"""1,000 of 1,000 random changes of rows, events, their numbers, ends and anchors are found (`make deep`)."""

import random
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import BinaryField, Model

from office import events
from office.events import Fault
from office.events.macs import head_seal
from office.events.row_faults import without_chain
from office.events.sequence import SITE
from office.events.site import site_faults
from office.models import Anchor, ChainHead, Event, EventNumber, EventPrivate
from tests.isolation import lifted
from tests.security.tampering import (
    Undo,
    changed,
    fields,
    others,
    remove,
    subject_of,
    tables,
    unchecked,
    write,
)
from tests.sizes import SIZE
from tests.upgrade.conftest import Upgraded

pytestmark = [pytest.mark.real_clock, pytest.mark.generated, pytest.mark.xdist_group("upgrade")]
# The chain that a change was made in; of numbers, ends and anchors the whole site is looked at.
EVERYWHERE = ""
Change = Callable[[random.Random], str]


def some(model: type[Model], rng: random.Random, **of: Any) -> Any:
    rows = model._base_manager.filter(**of).order_by("pk")
    return rows[rng.randrange(rows.count())]


def change_a_column(rng: random.Random) -> str:
    table = rng.choice([each for each in tables() if fields(each)])
    field = rng.choice(fields(table))
    pk = rng.choice(list(table.model._base_manager.order_by("pk").values_list("pk", flat=True)))
    subject = subject_of(table, pk)
    if not changed(table, pk, field, rng):
        raise Undo
    return subject


def remove_a_row(rng: random.Random) -> str:
    table = rng.choice(tables())
    pk = rng.choice(list(table.model._base_manager.order_by("pk").values_list("pk", flat=True)))
    subject = subject_of(table, pk)
    remove(table, pk)
    return subject


def insert_a_row(rng: random.Random) -> str:
    table = rng.choice([each for each in tables() if len(each.identity) == 1 and each.key != "pk"])
    row = rng.choice(list(table.model._base_manager.order_by("pk")[:50]))
    subject = subject_of(table, row.pk)
    row.pk = None
    row.save(force_insert=True)
    return subject


def swap_two_texts(rng: random.Random) -> str:
    """A genuine digest of another row does not fit."""
    named = (".reply", ".question", ".contact")
    table = rng.choice([each for each in tables() if each.label.endswith(named)])
    field = next(each for each in fields(table) if each.name in ("text", "said"))
    rows = list(table.model._base_manager.order_by("pk").values_list("pk", field.attname))
    one, other = rng.choice(rows), rng.choice(rows)
    if one[1] == other[1]:
        raise Undo
    write(table.model, one[0], field, other[1])
    return subject_of(table, one[0])


def change_a_record(rng: random.Random) -> str:
    """Any column of an event, of what stands beside it, of its number, of the end of its chain, of an anchor."""
    model = rng.choice(
        [each for each in (Event, EventPrivate, EventNumber, ChainHead, Anchor) if has_rows(each)]
    )
    row = some(model, rng)
    field = rng.choice([each for each in model._meta.local_concrete_fields if not each.primary_key])
    old = getattr(row, field.attname)
    if isinstance(field, BinaryField):
        old = bytes(old)
        place = rng.randrange(len(old)) if old else 0
        values: Iterator[Any] = iter(
            [old[:place] + bytes([old[place] ^ 1]) + old[place + 1 :] if old else b"x"]
        )
    else:
        values = others(field, old, rng)
    for value in values:
        try:
            with transaction.atomic():
                write(model, row.pk, field, value)
        except IntegrityError:
            continue
        return str(row.subject) if model is Event else EVERYWHERE
    raise Undo


@cache
def has_rows(model: type[Model]) -> bool:
    return model._base_manager.exists()


def remove_an_event(rng: random.Random) -> str:
    event = some(Event, rng)
    cut([event])
    return str(event.subject)


def cut_a_tail(rng: random.Random) -> str:
    """The last events of a chain, and its head as it was before them is put back."""
    head = rng.choice(list(ChainHead.objects.exclude(key=SITE).filter(seq__gt=1).order_by("pk")))
    kept = rng.randrange(1, head.seq)
    cut(Event.objects.filter(subject=head.key, seq__gt=kept))
    last = Event.objects.get(subject=head.key, seq=kept)
    seal = head_seal(last.key_id, head.key, kept, bytes(last.mac))
    heads = ChainHead.objects.filter(pk=head.pk)
    heads.update(seq=kept, mac=last.mac, key_id=last.key_id, seal=seal)
    heads.filter(anchored_seq__gt=kept).update(anchored_seq=kept)
    return EVERYWHERE


def cut_a_chain(rng: random.Random) -> str:
    """All of it, its head included; its rows stay or go."""
    head = rng.choice(list(ChainHead.objects.exclude(key=SITE).order_by("pk")))
    cut(Event.objects.filter(subject=head.key))
    ChainHead.objects.filter(pk=head.pk)._raw_delete("default")
    return EVERYWHERE


def cut(rows: Any) -> None:
    keys = [row.pk for row in rows]
    EventNumber.objects.filter(event__in=keys)._raw_delete("default")
    EventPrivate.objects.filter(event__in=keys)._raw_delete("default")
    Event.objects.filter(pk__in=keys)._raw_delete("default")


def swap_two_events(rng: random.Random) -> str:
    """Two genuine events of one chain, each in the other's place."""
    head = rng.choice(list(ChainHead.objects.exclude(key=SITE).filter(seq__gt=1).order_by("pk")))
    one, other = rng.sample(list(Event.objects.of(head.key)), 2)
    for row, of in ((one, other), (other, one)):
        Event.objects.filter(pk=row.pk).update(
            payload=of.payload, mac=of.mac, action=of.action, at=of.at, key_id=of.key_id
        )
    return str(head.key)


def repeat_an_event(rng: random.Random) -> str:
    """A genuine one once more at the end."""
    event = some(Event, rng)
    head = ChainHead.objects.get(key=event.subject)
    event.pk, event.seq = None, head.seq + 1
    event.save(force_insert=True)
    return str(event.subject)


def remove_an_anchor(rng: random.Random) -> str:
    if not has_rows(Anchor):
        raise Undo
    Anchor.objects.filter(pk=some(Anchor, rng).pk)._raw_delete("default")
    return EVERYWHERE


CHANGES: tuple[Change, ...] = (
    *[change_a_column] * 6,
    *[change_a_record] * 4,
    remove_a_row,
    insert_a_row,
    swap_two_texts,
    remove_an_event,
    cut_a_tail,
    cut_a_chain,
    swap_two_events,
    repeat_an_event,
    remove_an_anchor,
)


def looks(subject: str) -> Iterator[Iterable[Fault]]:
    """What is asked for faults, the quick ones first; the last one sees all that the others see."""
    if subject:
        yield events.verify_chain(subject)
    yield site_faults()
    yield without_chain()
    yield events.verify().faults


def test_random_changes_are_all_found(upgraded: Upgraded) -> None:
    clean = {fault for look in looks(EVERYWHERE) for fault in look}
    missed, done, number = [], 0, 0
    with lifted(connection), unchecked():
        while done < SIZE.tamperings:
            rng = random.Random(number)
            change = rng.choice(CHANGES)
            number += 1
            try:
                with transaction.atomic():
                    subject = change(rng)
                    done += 1
                    if not any(set(look) - clean for look in looks(subject)):
                        missed.append((number - 1, change.__name__, subject))
                    raise Undo
            except (Undo, IntegrityError):
                pass  # what a constraint refuses did not happen
    assert missed == []
    assert done == SIZE.tamperings
