"""office/database/statements.py and storing.py: statements written out once, and what they read and store."""

import datetime as dt

import pytest
from django.db import IntegrityError, connection, models
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from office.database.statements import ListOf, Select
from office.database.storing import insert, insert_missing
from office.models import ChainHead, Event, EventPrivate, Job, Notice, User

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
AT = dt.datetime(2026, 11, 30, 9, tzinfo=dt.UTC)

NOTICE = Select(
    lambda key: (
        Notice.objects.filter(key=key)
        .select_related("recipient")
        .annotate(length=models.functions.Length("title"))
        .defer("body")
        .order_by("pk")
    ),
    key=models.CharField(),
)
DUE_KEYS = Select(
    lambda until: Job.objects.filter(due_at__lte=until).order_by("pk").values_list("key", "args", "due_at"),
    until=models.DateTimeField(),
)


def notice(key: str, recipient: User | None) -> Notice:
    return Notice(
        key=key,
        recipient_key=f"user:{recipient.pk}" if recipient else "case:1:phone",
        recipient=recipient,
        channel="inapp" if recipient else "sms",
        kind="plain",
        title="标题",
        body="内容",
        created_at=AT,
    )


def job(key: str, due_at: dt.datetime = AT) -> Job:
    return Job(kind="test", key=key, args={"case": 1}, due_at=due_at)


def test_select_reads_objects_as_the_queryset_does() -> None:
    person = User.objects.create_user(username="a", name="甲", password=None)
    insert(notice("a", person), notice("b", person))
    found = NOTICE.all(key="a")
    with CaptureQueriesContext(connection) as captured:
        assert [(row.title, row.recipient, row.created_at) for row in found] == [("标题", person, AT)]
        assert found[0].length == 2  # type: ignore[attr-defined]
    assert not captured
    assert found[0].get_deferred_fields() == {"body"}
    assert found[0].body == "内容"


def test_select_leaves_a_missing_relation_empty() -> None:
    assert NOTICE.first(key="a") is None
    heads = Select(
        lambda key: Event.objects.filter(subject=key).select_related("by_user"), key=models.CharField()
    )
    insert(event("case:1"))
    found = heads.first(key="case:1")
    assert found is not None
    assert found.by_user is None


def test_select_adapts_values_and_converts_columns() -> None:
    insert(job("a"), job("b", AT + dt.timedelta(days=1)))
    assert [tuple(row) for row in DUE_KEYS.rows(until=AT)] == [("a", {"case": 1}, AT)]
    assert DUE_KEYS.exists(until=AT)
    assert not DUE_KEYS.exists(until=AT - dt.timedelta(days=1))


def test_select_is_written_once() -> None:
    built = []

    def build(key: object) -> models.QuerySet[Job]:
        built.append(key)
        return Job.objects.filter(key=key)

    select = Select(build, key=models.CharField())
    insert(job("a"))
    assert select.first(key="a") is not None
    assert select.first(key="b") is None
    assert len(built) == 1


def test_select_takes_lists_of_any_length() -> None:
    insert(*(job(key) for key in "abcd"))
    keys = Select(
        lambda pks: Job.objects.filter(pk__in=pks).order_by("key").values_list("key"),
        pks=ListOf(models.BigIntegerField(), 3),
    )
    stored = list(Job.objects.order_by("key").values_list("pk", flat=True))
    assert keys.rows(pks=stored[:3]) == [["a"], ["b"], ["c"]]
    assert keys.rows(pks=stored[1:2]) == [["b"]]
    assert keys.rows(pks=stored) == [["a"], ["b"], ["c"], ["d"]]
    with CaptureQueriesContext(connection) as captured:
        assert keys.rows(pks=[]) == []
    assert not captured


def test_select_takes_lists_of_keys_of_another_table() -> None:
    events = [event("case:1"), event("case:2")]
    for one in events:
        insert(one)
        insert(EventPrivate(event=one, name="text", salt=b"s", value=one.subject))
    texts = Select(
        lambda events: EventPrivate.objects.filter(event__pk__in=events),
        events=ListOf(models.BigIntegerField(), 2),
    )
    assert [row.value for row in texts.all(events=[events[1].pk])] == ["case:2"]


def test_select_of_what_cannot_be_asks_nothing() -> None:
    nothing = Select(lambda key: Job.objects.filter(key=key, pk__in=()), key=models.CharField())
    with CaptureQueriesContext(connection) as captured:
        assert nothing.all(key="a") == []
    assert not captured


def test_select_is_forgotten_with_whoever_held_it() -> None:
    select = Select(Job.objects.all)
    assert select.all() == []
    before = len(connection.written_statements)  # type: ignore[attr-defined]
    del select
    assert len(connection.written_statements) == before - 1  # type: ignore[attr-defined]


def test_select_refuses_what_it_cannot_keep() -> None:
    with pytest.raises(ValueError, match="prefetch"):
        Select(lambda: Event.objects.prefetch_related("privates")).all()
    with pytest.raises(ValueError, match="values_list"):
        Select(lambda: Event.objects.values("pk")).rows()


def test_insert_gives_keys_in_order_and_encrypts() -> None:
    first = event("case:1")
    insert(first)
    privates = [EventPrivate(event=first, name=str(n), salt=b"s", value=f"姓名{n}") for n in range(500)]
    insert(*privates)
    assert EventPrivate.objects.get(pk=privates[499].pk).value == "姓名499"
    with connection.cursor() as cursor:
        cursor.execute("SELECT value FROM office_eventprivate WHERE id = %s", [privates[0].pk])
        assert "姓名" not in cursor.fetchone()[0]
    privates[0].refresh_from_db()
    assert privates[0].event == first


def test_insert_takes_the_key_of_a_row_stored_after_it_was_named() -> None:
    first = event("case:1")
    private = EventPrivate(event=first, name="text", salt=b"s", value="甲")
    insert(first)
    insert(private)
    assert private.event_id == first.pk


def test_insert_of_nothing_and_against_a_constraint() -> None:
    insert()
    insert(ChainHead(key="case:1", seq=1, mac=b"m", key_id="k", seal=b"s"))
    with pytest.raises(IntegrityError):
        insert(ChainHead(key="case:1", seq=1, mac=b"m", key_id="k", seal=b"s"))


def test_insert_missing_passes_over_what_is_there() -> None:
    insert(notice("a", None))
    insert_missing(notice("a", None), notice("b", None), notice("b", None))
    insert_missing()
    assert sorted(Notice.objects.values_list("key", flat=True)) == ["a", "b"]


def event(subject: str) -> Event:
    return Event(
        subject=subject,
        seq=1,
        action="made",
        at=timezone.now(),
        by_kind="system",
        payload=b"{}",
        key_id="k",
        mac=b"m",
    )
