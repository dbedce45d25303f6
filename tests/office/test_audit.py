"""`verify` finds every tampering by somebody who has the database but not the key, and nothing on clean data."""

import random
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import F, Model

from office import events
from office.actors import Actor
from office.events import Fact
from office.events.sequence import SITE
from office.models import Anchor, ChainHead, Event, EventNumber, EventPrivate, User
from tests.isolation import lifted
from tests.proof import take_up_fixtures
from tests.sizes import SIZE

pytestmark = pytest.mark.django_db

# What somebody could want to change; keys of rows are not part of what happened.
FIELDS: dict[type[Model], list[str]] = {
    Event: ["subject", "seq", "action", "at", "by_kind", "by_user_id", "payload", "key_id", "mac"],
    EventNumber: ["number", "event_id", "key_id", "seal"],
    EventPrivate: ["name", "salt", "value", "event_id"],
    ChainHead: ["key", "seq", "mac", "key_id", "seal", "anchored_seq"],
    Anchor: ["seq", "on", "at", "payload", "editions", "key_id", "mac"],
}


class Undo(Exception):
    pass


@pytest.fixture
def history(now: datetime) -> list[User]:
    """Five chains of several days, anchored daily but for the last; with private values and two people."""
    people = [User.objects.create_user(username=f"p{number}", name=f"人{number}") for number in range(2)]
    rng = random.Random(7)
    for day in range(4):
        at = now + timedelta(days=day)
        for _ in range(15):
            subject = f"case:{rng.randint(1, 5)}"
            private = {"text": f"说明{rng.random()}"} if rng.random() < 0.5 else {}
            by = rng.choice([Actor.of(people[0]), Actor.of(people[1], people[0]), Actor.system("sweep")])
            events.record(Fact(subject, "noted", {"n": rng.randint(1, 9)}, private), by=by, at=at)
        if day == 0:
            take_up_fixtures()
        if day < 3:
            events.anchor(at=at)
    return people


def other(row: Model, name: str, rng: random.Random) -> object:
    """A different value that the column takes."""
    old = getattr(row, name)
    match old:
        case bool():
            return not old
        case int():
            foreign = {"by_user_id": User, "event_id": Event}.get(name)
            keys = list(foreign.objects.exclude(pk=old).values_list("pk", flat=True)) if foreign else []
            return rng.choice(keys) if keys else old + 1000
        case str():
            return {"user": "system", "system": "requester"}.get(old, f"{old[:-1]}~")
        case datetime():
            return old + timedelta(microseconds=1)
        case bytes() | memoryview():
            place = rng.randrange(len(old))
            changed = bytearray(old)
            changed[place] ^= 1 << rng.randrange(8)
            return bytes(changed)
        case None:
            return User.objects.order_by("pk").first().pk  # type: ignore[union-attr]
        case _:
            return old + timedelta(days=1)


def change_a_field(rng: random.Random) -> str:
    table = rng.choice(list(FIELDS))
    name = rng.choice(FIELDS[table])
    row = rng.choice(list(table._default_manager.all()))
    values = {name: other(row, name, rng)}
    if isinstance(row, Event):  # as the check constraints ask for
        if values.get("by_user_id") and row.by_kind != "user":
            values["by_kind"] = "user"
        if values.get("by_kind") in ("system", "requester"):
            values |= {"by_user_id": None, "on_behalf_of_id": None}
    table._default_manager.filter(pk=row.pk).update(**values)
    return f"{table.__name__}.{name}"


def remove_a_row(rng: random.Random) -> str:
    table = rng.choice([Event, EventNumber, EventPrivate, ChainHead, Anchor])
    row = rng.choice(list(table.objects.all()))
    if isinstance(row, Event):
        EventNumber.objects.filter(event=row)._raw_delete("default")
        EventPrivate.objects.filter(event=row).delete()
    table.objects.filter(pk=row.pk)._raw_delete("default")
    return f"{table.__name__} removed"


def swap_two_rows(rng: random.Random) -> str:
    first, second = rng.sample(list(Event.objects.all()), 2)
    for row in (first, second):
        Event.objects.filter(pk=row.pk).update(subject=f"aside:{row.pk}")
    for row, place in ((first, second), (second, first)):
        Event.objects.filter(pk=row.pk).update(subject=place.subject, seq=place.seq)
    return "swapped"


def insert_a_row(rng: random.Random) -> str:
    copy = rng.choice(list(Event.objects.all()))
    last = Event.objects.of(copy.subject).last()
    assert last is not None
    copy.pk, copy.seq = None, last.seq + 1
    copy.save(force_insert=True)
    if rng.random() < 0.5:
        ChainHead.objects.filter(key=copy.subject).update(seq=copy.seq, mac=copy.mac)
    return "inserted"


def cut_the_tail(rng: random.Random) -> str:
    """And put the head back to what it said before: only its seal and the anchors tell."""
    head = rng.choice(list(ChainHead.objects.filter(seq__gt=1).exclude(key=SITE)))
    keep = rng.randrange(1, head.seq)
    gone = Event.objects.filter(subject=head.key, seq__gt=keep)
    EventNumber.objects.filter(event__in=gone)._raw_delete("default")
    EventPrivate.objects.filter(event__in=gone).delete()
    gone._raw_delete("default")
    last = Event.objects.get(subject=head.key, seq=keep)
    ChainHead.objects.filter(pk=head.pk).update(
        seq=keep, mac=last.mac, anchored_seq=min(keep, head.anchored_seq)
    )
    return "cut"


TAMPERINGS: list[Callable[[random.Random], str]] = [
    change_a_field,
    remove_a_row,
    swap_two_rows,
    insert_a_row,
    cut_the_tail,
]


def test_clean_data_has_no_fault(history: list[User]) -> None:
    report = events.verify()
    assert report.faults == []
    assert (report.chains, report.events, report.rows, report.anchors) == (7, 62, 2, 3)


@pytest.mark.generated
def test_every_tampering_is_found(history: list[User]) -> None:
    missed = []
    with lifted(connection):
        for number in range(SIZE.tamperings):
            rng = random.Random(number)
            try:
                with transaction.atomic():
                    what = rng.choice(TAMPERINGS)(rng)
                    if events.verify().is_whole:
                        missed.append((number, what))
                    raise Undo
            except (Undo, IntegrityError):
                pass  # what a constraint refuses did not happen
    assert missed == []
    assert events.verify().is_whole


def test_a_chain_put_back_to_its_anchor_with_an_old_seal_is_found(history: list[User], now: datetime) -> None:
    """Somebody kept yesterday's head, seal included, and cuts back to it after today's anchor."""
    old = {head.key: head for head in ChainHead.objects.all()}
    events.record(Fact("case:1", "noted"), by=Actor.system("test"), at=now)
    events.anchor(at=now + timedelta(days=4))
    with lifted(connection):
        gone = Event.objects.filter(subject="case:1", seq__gt=old["case:1"].seq)
        EventNumber.objects.filter(event__in=gone)._raw_delete("default")
        gone._raw_delete("default")
        old["case:1"].save()
    assert {fault.subject for fault in events.verify().faults} == {"case:1", SITE}


def test_a_whole_chain_that_vanishes_is_missed(history: list[User]) -> None:
    with lifted(connection):
        EventNumber.objects.filter(event__subject="case:2")._raw_delete("default")
        EventPrivate.objects.filter(event__subject="case:2").delete()
        Event.objects.filter(subject="case:2")._raw_delete("default")
        ChainHead.objects.filter(key="case:2")._raw_delete("default")
    faults = events.verify().faults
    assert [fault.message for fault in faults if fault.subject == "case:2"] == ["整条记录链不见了"]
    assert {fault.subject for fault in faults} == {"case:2", SITE}


def test_an_anchor_covers_what_grew_and_a_quiet_day_is_anchored_too(now: datetime) -> None:
    for pk in range(3):
        events.record(Fact(f"case:{pk}", "noted"), by=Actor.system("test"), at=now)
    # Three chains, and the sequence over all.
    assert events.anchor(at=now) == 4
    assert events.anchor(at=now + timedelta(days=1)) == 0
    assert not ChainHead.objects.filter(seq__gt=F("anchored_seq")).exists()
    assert Anchor.objects.count() == 2
    assert events.verify().is_whole


def test_many_chains_take_several_anchors(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("office.events.anchors.HEADS_PER_ANCHOR", 4)
    facts = [Fact(f"case:{pk}", "noted") for pk in range(10)]
    events.record(*facts, by=Actor.system("test"), at=now)
    assert events.anchor(at=now) == 11
    assert Anchor.objects.count() == 3
    assert events.verify().is_whole
