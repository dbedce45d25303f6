"""The outbox as verbs write it: once for each fact, recipient and channel; nothing leaves, nothing is told twice."""

import datetime as dt

import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.db.models import QuerySet
from pytest_django import DjangoAssertNumQueries

from office.models import Message, Notice, User
from office.notifications.notices import (
    Address,
    Draft,
    count_unread,
    mark_read,
    notify,
    post,
    retract,
)
from office.notifications.quiet_hours import is_quiet, leaves_at
from tests.conftest import NOW, SHANGHAI

pytestmark = pytest.mark.django_db
CONTACT = Address("sms", "13800138000", "contact:7")


def unread_for(user: User) -> QuerySet[Notice]:
    return Notice.objects.unread().filter(recipient=user).order_by("-pk")


@pytest.fixture
def handler(db: None) -> User:
    return User.objects.create_user(username="handler", name="承办", email="handler@example.cn")


@pytest.fixture
def head(db: None) -> User:
    return User.objects.create_user(username="head", name="负责人", phone="13900139000")


def tell(*recipients: User | Address, key: str = "case:1:assigned", **given: object) -> int:
    return notify(key, recipients, **{"title": "有新的交办件", "body": "请签收。", "at": NOW} | given)


def test_an_account_is_told_in_the_application_and_by_mail(handler: User) -> None:
    assert tell(handler) == 2
    assert list(unread_for(handler).values_list("title", flat=True)) == ["有新的交办件"]
    message = Message.objects.get()
    assert (message.channel, message.recipient, message.state) == ("email", handler, "waiting")
    assert message.notices.get().channel == "email"


def test_nothing_leaves_in_the_verb(handler: User) -> None:
    tell(handler)
    assert mail.outbox == []


def test_a_repeat_changes_nothing(handler: User) -> None:
    tell(handler)
    tell(handler, title="另一个标题")
    assert Notice.objects.count() == 2
    assert Message.objects.count() == 1
    assert unread_for(handler).get().title == "有新的交办件"


def test_a_recipient_named_twice_is_told_once(handler: User) -> None:
    assert tell(handler, handler) == 2
    assert Message.objects.count() == 1


def test_who_joins_later_is_told_and_the_others_are_not_told_again(handler: User, head: User) -> None:
    tell(handler)
    tell(handler, head)
    assert unread_for(head).count() == count_unread(head) == 1
    assert Message.objects.count() == 1


def test_only_channels_with_an_address_are_used(head: User) -> None:
    tell(head, channels=("inapp", "email", "sms"))
    assert set(Notice.objects.values_list("channel", flat=True)) == {"inapp", "sms"}


def test_a_closed_account_is_not_told(handler: User) -> None:
    handler.is_active = False
    assert tell(handler) == 0


def test_somebody_without_account_is_told_on_their_own_channel() -> None:
    assert tell(CONTACT) == 1
    message = Message.objects.get()
    assert (message.channel, message.address, message.recipient) == ("sms", "13800138000", None)
    assert Notice.objects.get().recipient_key == "contact:7"


def test_address_and_secret_are_encrypted_in_the_row() -> None:
    tell(CONTACT, secret="查询码 1234 5678 9012")
    with connection.cursor() as cursor:
        cursor.execute("SELECT address, secret FROM office_message")
        assert not {"13800138000", "1234 5678 9012"} & set(" ".join(cursor.fetchone()).split())
    assert Message.objects.get().secret == "查询码 1234 5678 9012"
    assert Message.objects.get().carries_secret


def test_the_secret_is_in_no_notice() -> None:
    tell(CONTACT, secret="123456789012")
    notice = Notice.objects.values().get()
    assert "123456789012" not in str(notice)


def test_reminders_of_an_account_wait_for_a_digest(handler: User) -> None:
    tell(handler, kind="reminder")
    assert Message.objects.count() == 0
    assert Notice.objects.undigested(NOW).get().channel == "email"


def test_a_reminder_without_account_leaves_singly() -> None:
    tell(CONTACT, kind="reminder")
    assert not Message.objects.get().is_digest


def test_many_facts_cost_few_statements(
    handler: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    """On SQLite Django puts some 75 rows into one statement, on PostgreSQL 500."""
    drafts = [Draft(f"case:{n}:answer:1:-5d", handler, "提醒", kind="reminder") for n in range(240)]
    with django_assert_max_num_queries(10):
        assert post(drafts, at=NOW) == 480


def test_reading_is_for_the_reader_alone(handler: User, head: User) -> None:
    tell(handler, head)
    notice = unread_for(handler).get()
    assert mark_read(head, [notice.pk], NOW) == 0
    assert mark_read(handler, [notice.pk], NOW) == 1
    assert mark_read(handler, [notice.pk], NOW + dt.timedelta(days=1)) == 0
    notice.refresh_from_db()
    assert notice.read_at == NOW


def test_a_settled_matter_retracts_its_reminders_and_no_others(handler: User) -> None:
    for key in ("case:1:answer:1:-5d", "case:1:answer:1:-3d", "case:1:answer:2:-5d", "case:11:answer:1:-5d"):
        tell(handler, key=key, kind="reminder")
    tell(handler, key="case:1:answer:1:told")
    retract("case:1:answer:1", at=NOW)
    left = set(unread_for(handler).values_list("key", flat=True))
    assert left == {"case:1:answer:2:-5d", "case:11:answer:1:-5d", "case:1:answer:1:told"}
    assert set(Notice.objects.undigested(NOW).values_list("key", flat=True)) == left - {
        "case:1:answer:1:told"
    }


@pytest.mark.parametrize(
    ("at", "leaves"),
    [
        ("2026-11-23 10:00", "2026-11-23 10:00"),
        ("2026-11-23 08:00", "2026-11-23 08:00"),
        ("2026-11-23 20:59", "2026-11-23 20:59"),
        ("2026-11-23 21:00", "2026-11-24 08:00"),
        ("2026-12-31 23:59", "2027-01-01 08:00"),
        ("2026-11-23 00:00", "2026-11-23 08:00"),
        ("2026-11-23 07:59", "2026-11-23 08:00"),
    ],
)
def test_the_night_is_quiet(at: str, leaves: str) -> None:
    instant = dt.datetime.fromisoformat(at).replace(tzinfo=SHANGHAI)
    assert leaves_at(instant) == dt.datetime.fromisoformat(leaves).replace(tzinfo=SHANGHAI)
    assert leaves_at(instant.astimezone(dt.UTC)) == leaves_at(instant)
    assert is_quiet(instant) == (at != leaves)


def test_what_is_written_at_night_leaves_in_the_morning_and_is_there_at_once(handler: User) -> None:
    tell(handler, at=NOW.replace(hour=22))
    assert Message.objects.get().due_at == NOW.replace(day=24, hour=8)
    assert unread_for(handler).count() == 1


@pytest.mark.postgres
@pytest.mark.parametrize(
    ("rows", "broken"),
    [
        (Notice, {"channel": "pigeon"}),
        (Notice, {"kind": "shout"}),
        (Notice, {"channel": "inapp", "recipient": None, "message": None}),
        (Notice, {"undigested_since": NOW}),
        (Message, {"channel": "inapp"}),
        (Message, {"state": "lost", "finished_at": NOW}),
        (Message, {"state": "done"}),
        (Message, {"finished_at": NOW}),
        (Message, {"leased_by": "here:1"}),
        (Message, {"leased_until": NOW}),
        (Message, {"state": "done", "finished_at": NOW, "secret": "x"}),
    ],
)
def test_the_database_refuses_rows_that_make_no_sense(
    handler: User, rows: type[Notice | Message], broken: dict[str, object]
) -> None:
    tell(handler)
    row = rows.objects.exclude(channel="inapp").get()
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.objects.filter(pk=row.pk).update(**broken)


@pytest.mark.postgres
def test_the_same_notice_cannot_be_written_twice(handler: User) -> None:
    tell(handler)
    notice = Notice.objects.inapp().get()
    notice.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        notice.save(force_insert=True)


def test_what_is_asked_often_is_found_by_index(handler: User) -> None:
    """The conditions of partial indexes are such that SQLite uses them for bound values."""
    if connection.vendor != "sqlite":
        return
    plans = {
        "notice_unread": unread_for(handler),
        "notice_inbox": Notice.objects.inbox_of(handler),
        "notice_topic": Notice.objects.standing().filter(topic="case:1", read_at=None),
        "notice_undigested": Notice.objects.undigested(NOW),
        "message_waiting": Message.objects.free(NOW).filter(channel="email"),
        "message_state": Message.objects.dead(),
    }
    assert {name: name in rows.explain() for name, rows in plans.items()} == dict.fromkeys(plans, True)
