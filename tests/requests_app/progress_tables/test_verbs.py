"""办理进度表: written, signed by a second person, sent round, corrected."""

import pytest
from django.db import connection

from groups.models import DepartmentOfficer
from office import events
from office.models import Event, Notice
from office.publishing import changes
from requests_app.models import ProgressRow, ProgressTable
from requests_app.progress_tables import verbs
from requests_app.progress_tables.verbs import PROGRESS_TABLES
from tests.breaking import assert_refused
from tests.isolation import lifted
from tests.requests_app.progress_rows import FIRST, at, frozen, published, refused, row_of, submitted, written
from tests.stories import Story


def test_a_sentence_is_kept_with_its_author_and_leaves_its_event(story: Story) -> None:
    story.submit().accept()
    table = written(story)
    row = row_of(table, story)
    assert (row.progress, row.written_by) == ("已约谈贷款银行，下周提出意见。", story.people["liaison"])
    event = Event.objects.get(subject=table.subject, action="write")
    assert event.data == {"case": story.case.ledger_number}
    assert event.private("text") == row.progress
    verbs.write(row, row.progress, seen=row.progress, by=story.actor("staff"), at=at(12, 2))
    assert Event.objects.filter(subject=table.subject, action="write").count() == 1


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("  ", "missing"),
        ("长" * 101, "too_long"),
        ("湖北锦绣蓝天服饰有限公司已续贷。", "names_somebody"),
        ("请与徐经理联系。", "names_somebody"),
        ("电话 13800138000 已打。", "names_somebody"),
    ],
)
def test_a_sentence_that_may_not_go_out_is_refused(story: Story, text: str, code: str) -> None:
    story.submit().accept()
    row = row_of(frozen(story), story)
    refused(code, lambda: verbs.write(row, text, seen=row.progress, by=story.actor("liaison"), at=at(12, 1)))
    row.refresh_from_db()
    assert row.written_by is None


def test_whoever_overtakes_is_not_overwritten(story: Story) -> None:
    story.submit().accept()
    row = row_of(frozen(story), story)
    verbs.write(row, "银行已受理续贷申请。", seen=row.progress, by=story.actor("staff"), at=at(12, 1))
    refused(
        "changed",
        lambda: verbs.write(row, "另一句话。", seen=row.progress, by=story.actor("liaison"), at=at(12, 1)),
    )


def test_every_row_is_confirmed_before_it_is_sent_up(story: Story) -> None:
    story.submit().accept()
    table = frozen(story)
    refused("incomplete", lambda: verbs.submit(table, by=story.actor("liaison"), at=at(12, 1)))
    table = submitted_again(story, table)
    refused("wrong_state", lambda: verbs.submit(table, by=story.actor("liaison"), at=at(12, 1)))
    row = row_of(table, story)
    refused(
        "wrong_state", lambda: verbs.write(row, "改一句。", seen="", by=story.actor("liaison"), at=at(12, 1))
    )


def submitted_again(story: Story, table: ProgressTable) -> ProgressTable:
    for row in table.rows.all():
        verbs.write(row, row.progress, seen=row.progress, by=story.actor("liaison"), at=at(12, 1))
    verbs.submit(table, by=story.actor("liaison"), at=at(12, 1))
    return table


def test_neither_the_sender_nor_a_writer_signs(story: Story) -> None:
    story.submit().accept()
    table = frozen(story)
    for row in table.rows.all():
        verbs.write(row, row.progress, seen=row.progress, by=story.actor("staff"), at=at(12, 1))
    verbs.submit(table, by=story.actor("second_staff"), at=at(12, 2))
    for who in ("staff", "second_staff"):
        refused("second_person", lambda who=who: verbs.publish(table, by=story.actor(who), at=at(12, 2)))
    verbs.publish(table, by=story.actor("approver"), at=at(12, 2))
    table.refresh_from_db()
    assert (table.status, table.approved_by) == ("published", story.people["approver"])
    refused("wrong_state", lambda: verbs.publish(table, by=story.actor("approver"), at=at(12, 2)))


def test_it_is_sent_round_to_the_units_named_in_it(story: Story) -> None:
    story.submit().accept().contact().assign(story.co)
    table = published(story)
    told = set(
        Notice.objects.filter(key=f"{table.subject}:published", channel="inapp").values_list(
            "recipient__username", flat=True
        )
    )
    assert told == {story.people[who].username for who in ("handler", "head", "co_handler")}
    assert set(table.units.all()) == {story.lead, story.co}
    assert DepartmentOfficer.objects.exclude(user__username__in=told).count() == 0


def test_it_comes_back_with_the_reason(story: Story) -> None:
    story.submit().accept()
    table = submitted(story)
    refused("missing", lambda: verbs.hand_back(table, " ", by=story.actor("approver"), at=at(12, 2)))
    verbs.hand_back(table, "第一行写具体些", by=story.actor("approver"), at=at(12, 2))
    table.refresh_from_db()
    assert (table.status, table.remark, table.submitted_by) == ("draft", "第一行写具体些", None)
    assert Notice.objects.filter(recipient=story.people["liaison"], body="第一行写具体些").exists()


def test_a_correction_is_the_next_edition_with_its_difference(story: Story) -> None:
    story.submit().accept().contact().assign().sign()
    first = published(story)
    second = verbs.correct(first, "承办进展更新", by=story.actor("staff"), at=at(12, 5))
    assert (second.edition, second.issue, second.edition_label) == (2, 1, "第二版")
    assert changes(PROGRESS_TABLES, second) == []
    row = row_of(second, story)
    assert row.written_by == story.people["liaison"]
    verbs.write(row, "银行已放款。", seen=row.progress, by=story.actor("liaison"), at=at(12, 5))
    (change,) = changes(PROGRESS_TABLES, second)
    assert (change.row, change.label) == (story.case.ledger_number, "办理进展")
    assert (change.before, change.after) == ("已约谈贷款银行，下周提出意见。", "银行已放款。")
    refused("exists", lambda: verbs.correct(first, "再来一次", by=story.actor("staff"), at=at(12, 5)))
    verbs.submit(second, by=story.actor("liaison"), at=at(12, 5))
    verbs.publish(second, by=story.actor("approver"), at=at(12, 5))
    first.refresh_from_db()
    assert first.status == "superseded"
    refused("not_published", lambda: verbs.correct(first, "旧版", by=story.actor("staff"), at=at(12, 6)))


def test_an_event_that_fails_takes_everything_back(story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    story.submit().accept()
    table = submitted(story)

    def fail(*facts: object, **given: object) -> None:
        raise RuntimeError("no record")

    monkeypatch.setattr(events, "record", fail)
    with pytest.raises(RuntimeError):
        verbs.publish(table, by=story.actor("approver"), at=at(12, 2))
    table.refresh_from_db()
    assert table.status == "submitted"
    assert not Notice.objects.filter(key=f"{table.subject}:published").exists()


@pytest.mark.postgres
def test_the_database_refuses_what_must_never_be(story: Story) -> None:
    story.submit().accept()
    table = published(story)
    row = row_of(table, story)

    def change(model: type, pk: int, **values: object) -> object:
        return lambda: model.objects.filter(pk=pk).update(**values)  # type: ignore[attr-defined]

    def another(**values: object) -> object:
        given = {
            "group": story.group,
            "year": 2026,
            "month": 11,
            "edition": 2,
            "issue": 1,
            "frozen_at": FIRST,
        }
        return lambda: ProgressTable.objects.create(**(given | values))

    signed = {
        "submitted_at": FIRST,
        "submitted_by": story.people["staff"],
        "published_at": FIRST,
        "approved_by": story.people["approver"],
    }
    assert_refused("append-only", change(ProgressTable, table.pk, month=10))
    assert_refused("append-only", change(ProgressRow, row.pk, lead="别处"))
    with lifted(connection):
        assert_refused("progress_table_known_status", change(ProgressTable, table.pk, status="other"))
        assert_refused("progress_table_month_known", change(ProgressTable, table.pk, month=13))
        assert_refused("progress_table_edition_once", another(edition=1))
        assert_refused("progress_table_one_published", another(status="published", **signed))
        assert_refused("progress_table_submitted_at_by", change(ProgressTable, table.pk, submitted_by=None))
        assert_refused("progress_table_published_at_by", change(ProgressTable, table.pk, approved_by=None))
        assert_refused(
            "progress_table_second_person", change(ProgressTable, table.pk, approved_by=table.submitted_by)
        )
        assert_refused("progress_table_published_when", change(ProgressTable, table.pk, status="submitted"))
        assert_refused("progress_table_submitted_when", another(status="submitted"))
        assert_refused("progress_row_kind_known", change(ProgressRow, row.pk, kind="other"))
        assert_refused("progress_row_written_at_by", change(ProgressRow, row.pk, written_at=None))
        again = {field.attname: getattr(row, field.attname) for field in ProgressRow._meta.fields} | {
            "id": None
        }
        assert_refused(
            "progress_row_case_once", lambda: ProgressRow.objects.create(**(again | {"order": 99}))
        )
        other = story.submit(phone="").case
        assert_refused(
            "progress_row_order_once", lambda: ProgressRow.objects.create(**(again | {"case_id": other.pk}))
        )
