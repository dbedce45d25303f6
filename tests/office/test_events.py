"""The chain of events: what is written, that it links, survives erasure, and refuses what it must not hold."""

import hashlib
import random
from datetime import date, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from pytest_django import DjangoAssertNumQueries
from structlog.testing import capture_logs

from office import events
from office.actors import Actor
from office.events import Fact
from office.events.facts import plain
from office.events.sequence import SITE
from office.models import ChainHead, Event, EventPrivate, User
from office.refusals import Refused
from office.verbs import TryAgain, verb
from tests.isolation import lifted
from tests.proof import verify

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


@pytest.fixture
def lin() -> User:
    return User.objects.create_user(username="lin", name="林")


@pytest.fixture
def wen() -> User:
    return User.objects.create_user(username="wen", name="文")


def test_an_event_says_who_what_and_when(lin: User, wen: User, now: datetime) -> None:
    by = Actor.of(lin, on_behalf_of=wen)
    fact = Fact("case:7", "accepted", {"due_on": date(2026, 12, 14), "days": 15}, {"reason": "材料齐全"})
    (written,) = events.record(fact, by=by, at=now)
    event = events.timeline("case:7").get()
    assert event == written
    assert (event.action, event.at, event.by_user, event.on_behalf_of) == ("accepted", now, lin, wen)
    assert event.data == {"due_on": "2026-12-14", "days": 15}
    assert event.private("reason") == "材料齐全"
    assert event.private("nothing") == ""
    assert by.label == "林（代文）"


def test_requester_and_system_act_without_an_account(now: datetime) -> None:
    events.record(Fact("case:7", "rated"), by=Actor.requester("own"), at=now)
    events.record(Fact("case:7", "closed"), by=Actor.system("sweep"), at=now)
    first, second = events.timeline("case:7")
    assert (first.by_kind, first.basis) == ("requester", "own")
    assert (second.by_kind, second.basis) == ("system", "sweep")
    assert verify().is_whole


def test_names_and_free_text_never_enter_the_chain(lin: User, now: datetime) -> None:
    fact = Fact("case:7", "contacted", {"how": "telephone"}, {"said": "电话 13812345678"})
    events.record(fact, by=Actor.of(lin), at=now)
    payload = bytes(Event.objects.get().payload).decode()
    assert "林" not in payload
    assert "13812345678" not in payload
    assert "电话" not in payload


@pytest.mark.parametrize("value", ["材料齐全", "two words", "13812345678", "421181199001011234", "x" * 101])
@pytest.mark.withholds
def test_free_text_in_the_data_is_withheld_and_reported(value: str, now: datetime) -> None:
    with capture_logs() as reports:
        events.record(Fact("case:7", "noted", {"nested": [{"text": value}]}), by=Actor.system("test"), at=now)
    assert Event.objects.get().data == {"nested": [{"text": "withheld"}]}
    assert [(report["event"], report["name"]) for report in reports] == [("event_value_withheld", "text")]
    assert value not in str(reports)
    assert verify().is_whole


def test_ten_thousand_digests_codes_and_dates_enter_as_they_are() -> None:
    rng = random.Random(20261130)
    for number in range(10_000):
        digest = hashlib.sha256(number.to_bytes(4, "big")).hexdigest()
        unified = "".join(rng.choices("0123456789", k=18))
        mobile_like = f"1{rng.randrange(3, 10)}{rng.randrange(10**9):09}"
        day = date(2000, 1, 1) + timedelta(days=number)
        data = {
            "files": [digest],
            "unit": unified,
            "units": [unified, mobile_like],
            "on": day,
            "count": number,
        }
        assert plain(data) == data | {"on": day.isoformat()}


def test_a_file_whose_digest_reads_like_a_telephone_is_taken(now: datetime) -> None:
    """9…13812345678…: two of a hundred random digests hold fifteen digits in a row, or eleven like a telephone."""
    digest = "a13812345678b".ljust(64, "0")
    fact = Fact("case:7", "submit", {"files": [digest]})
    events.record(fact, by=Actor.system("test"), at=now)
    assert Event.objects.get().data == {"files": [digest]}


@pytest.mark.parametrize(
    ("subject", "action"), [("case", "noted"), ("诉求:7", "noted"), ("case:7", "受理"), ("", "noted")]
)
def test_subjects_and_actions_are_keys(subject: str, action: str) -> None:
    with pytest.raises(ValueError, match="Not"):
        Fact(subject, action)


def test_facts_of_several_subjects_are_one_call(now: datetime, lin: User) -> None:
    written = events.record(
        Fact("case:7", "assigned"),
        Fact("user:1", "viewed"),
        Fact("case:7", "signed"),
        by=Actor.of(lin),
        at=now,
    )
    assert [(event.subject, event.seq) for event in written] == [("case:7", 1), ("user:1", 1), ("case:7", 2)]
    assert verify().is_whole


def test_recording_takes_few_queries(
    now: datetime, lin: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    by = Actor.of(lin)
    # The head, its row, the event, the private value; the sequence's head, its row, the number.
    with django_assert_num_queries(7):
        events.record(Fact("case:7", "submitted", {}, {"text": "报装慢"}), by=by, at=now)
    with django_assert_num_queries(7):
        events.record(Fact("case:7", "accepted", {}, {"reason": "属实"}), by=by, at=now)
    with django_assert_num_queries(6):
        events.record(*[Fact(f"case:{pk}", "closed") for pk in range(100, 160)], by=by, at=now)
    with django_assert_num_queries(0):
        events.record(by=by, at=now)
    # A chain that begins with its subject is not looked for.
    with django_assert_num_queries(6):
        events.record(Fact("case:8", "submitted", {}, {"text": "报装慢"}, begins=True), by=by, at=now)
    assert verify().is_whole


def test_a_chain_that_is_wrongly_said_to_begin_is_not_begun_twice(now: datetime, lin: User) -> None:
    events.record(Fact("case:7", "submitted"), by=Actor.of(lin), at=now)
    with pytest.raises(TryAgain), transaction.atomic():
        events.record(Fact("case:7", "accepted", begins=True), by=Actor.of(lin), at=now)
    assert verify().is_whole


def test_a_timeline_takes_two_queries(
    now: datetime, lin: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(3):
        events.record(Fact("case:7", "noted", {}, {"text": "说明"}), by=Actor.of(lin), at=now)
    with django_assert_num_queries(2):
        shown = [(event.by_user.name, event.private("text")) for event in events.timeline("case:7")]  # type: ignore[union-attr]
    assert shown == [("林", "说明")] * 3


def test_erasing_private_values_leaves_the_chain_whole(now: datetime) -> None:
    for _ in range(3):
        events.record(Fact("case:7", "noted", {}, {"text": "说明"}), by=Actor.system("test"), at=now)
    events.record(Fact("case:8", "noted", {}, {"text": "别处"}), by=Actor.system("test"), at=now)
    assert events.erase("case:7", by=Actor.system("test"), at=now) == 3
    assert EventPrivate.objects.count() == 1
    assert verify().is_whole
    assert [event.private("text") for event in events.timeline("case:7")] == ["", "", "", ""]


def test_the_fingerprint_moves_with_every_event(now: datetime) -> None:
    assert events.fingerprint("case:7") == ""
    events.record(Fact("case:7", "submitted"), by=Actor.system("test"), at=now)
    first = events.fingerprint("case:7")
    events.record(Fact("case:7", "accepted"), by=Actor.system("test"), at=now)
    assert len(first.split()) == 4
    assert events.fingerprint("case:7") != first
    assert events.verify_chain("case:7") == []


def test_one_row_changed_by_sql_breaks_its_own_chain_alone(now: datetime) -> None:
    for pk in (7, 8):
        events.record(Fact(f"case:{pk}", "submitted"), by=Actor.system("test"), at=now)
    with lifted(connection):
        Event.objects.filter(subject="case:7").update(action="accepted")
    assert [fault.seq for fault in events.verify_chain("case:7")] == [1]
    assert events.verify_chain("case:8") == []
    assert events.verify_chain("case:9") == []


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM office_event",
        "UPDATE office_event SET seq = 9",
        "DELETE FROM office_anchor",
        "UPDATE office_anchor SET seq = 9",
    ],
)
def test_the_database_refuses_to_change_or_remove_an_event(statement: str, now: datetime) -> None:
    events.record(Fact("case:7", "submitted"), by=Actor.system("test"), at=now)
    events.anchor(at=now)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        connection.cursor().execute(statement)
    assert verify().is_whole


@pytest.mark.django_db(transaction=True)
def test_an_event_belongs_into_a_transaction(now: datetime) -> None:
    with pytest.raises(RuntimeError, match="@verb"):
        events.record(Fact("case:7", "submitted"), by=Actor.system("test"), at=now)


def test_a_rolled_back_verb_leaves_no_event(now: datetime) -> None:
    @verb
    def submit_and_refuse() -> None:
        events.record(Fact("case:7", "submitted"), by=Actor.system("test"), at=now)
        raise Refused("no", "不行")

    with pytest.raises(Refused):
        submit_and_refuse()
    assert not Event.objects.exists()
    assert not ChainHead.objects.exists()


def test_an_older_audit_key_still_verifies(now: datetime, settings: object) -> None:
    settings.AUDIT_KEY = "old-key-of-the-audit"  # type: ignore[attr-defined]
    events.record(Fact("case:7", "submitted", {}, {"text": "旧"}), by=Actor.system("test"), at=now)
    settings.AUDIT_KEY = "new-key-of-the-audit,old-key-of-the-audit"  # type: ignore[attr-defined]
    events.record(Fact("case:7", "accepted"), by=Actor.system("test"), at=now)
    assert verify().is_whole
    settings.AUDIT_KEY = "new-key-of-the-audit"  # type: ignore[attr-defined]
    assert {(fault.subject, fault.seq) for fault in events.verify().faults} == {("case:7", 1), (SITE, 1)}
