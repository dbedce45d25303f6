"""An answer is turned into its opposite, a record is cut off, a head put back: requester, auditor and doctor are told."""

import datetime as dt
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.db.models import F
from django.test import Client

from config import doctor
from office import events, snapshots
from office.actors import Actor
from office.crypto import encrypt
from office.database import written
from office.events import Fact, anchor_copies
from office.events.sequence import SITE
from office.files import store
from office.models import Anchor, ChainHead, Event, EventNumber, EventPrivate, RoleGrant, StoredFile, User
from office.verbs import verb
from requests_app.models import Answer, Clock, EnterpriseRequest, Reply, Verdict
from tests.isolation import lifted
from tests.proof import take_up_fixtures
from tests.requests_app.public.pages import jpeg
from tests.stories import Story

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
BY = Actor.system("test")


def checked(visitor: Client, story: Story) -> str:
    return visitor.post(f"/receipt/{story.receipt.token}/proof/", follow=True).content.decode()


def faults_of(story: Story) -> set[tuple[str, str]]:
    return {(fault.row.partition(":")[0], fault.column) for fault in events.verify_chain(story.case.subject)}


def test_an_answer_turned_into_its_opposite_is_named_to_everybody(visitor: Client, story: Story) -> None:
    story.answered().rate("satisfied")
    take_up_fixtures()
    assert "全部记录都没有被改动" in checked(visitor, story)
    Answer.objects.filter(case=story.case).update(text="不予办理。")
    Verdict.objects.filter(case=story.case).update(satisfaction="dissatisfied")
    assert "记录核对没有通过" in checked(visitor, story)
    assert {("requests_app.answer", "text"), ("requests_app.verdict", "satisfaction")} <= faults_of(story)
    lines = [finding.line for finding in doctor.examine(at=story.at) if finding.check.name == "proof"]
    assert any("答复" in line for line in lines)
    error = StringIO()
    with pytest.raises(SystemExit):
        call_command("verify_audit", stdout=StringIO(), stderr=error)
    assert story.case.subject in error.getvalue()


def test_a_step_does_not_launder_what_was_changed_before(story: Story) -> None:
    """The next event vouches only for what its step wrote."""
    story.handled()
    EnterpriseRequest.objects.filter(pk=story.case.pk).update(title="另一个标题")
    story.reply()
    story.answer()
    assert ("requests_app.enterpriserequest", "title") in faults_of(story)


def test_a_case_without_any_record_is_named(story: Story) -> None:
    story.submit()
    take_up_fixtures()
    with lifted(connection):
        gone = Event.objects.filter(subject=story.case.subject)
        EventNumber.objects.filter(event__in=gone)._raw_delete("default")
        EventPrivate.objects.filter(event__in=gone)._raw_delete("default")
        gone._raw_delete("default")
        ChainHead.objects.filter(key=story.case.subject)._raw_delete("default")
    faults = events.verify().faults
    assert any(fault.subject == story.case.subject and "没有记录链" in fault.message for fault in faults)
    assert SITE in {fault.subject for fault in faults}


def test_a_record_cut_off_since_the_last_anchor_is_found_with_its_older_head_put_back(
    now: dt.datetime,
) -> None:
    for pk in (1, 2):
        events.record(Fact(f"case:{pk}", "noted"), by=BY, at=now)
    events.anchor(at=now)
    older = ChainHead.objects.get(key="case:1")
    events.record(Fact("case:1", "noted"), by=BY, at=now)
    events.record(Fact("case:2", "noted"), by=BY, at=now)
    assert events.verify().is_whole
    with lifted(connection):
        cut = Event.objects.get(subject="case:1", seq=2)
        EventNumber.objects.filter(event=cut)._raw_delete("default")
        Event.objects.filter(pk=cut.pk)._raw_delete("default")
        older.save()
    assert any("号记录不见了" in fault.message for fault in events.verify().faults)


def test_the_last_record_of_all_cut_off_is_found_while_the_sequence_stands(now: dt.datetime) -> None:
    events.record(Fact("case:1", "noted"), by=BY, at=now)
    older = ChainHead.objects.get(key="case:1")
    events.record(Fact("case:1", "noted"), by=BY, at=now)
    with lifted(connection):
        cut = Event.objects.filter(subject="case:1", seq=2)
        EventNumber.objects.filter(event__in=cut)._raw_delete("default")
        cut._raw_delete("default")
        older.save()
    assert {fault.subject for fault in events.verify().faults} == {SITE}


def test_a_database_put_back_whole_differs_from_the_copies_on_another_disk(
    now: dt.datetime, settings: Any, tmp_path: Path
) -> None:
    """Events, numbers, ends and the last anchor go, and what they were before is put back: it agrees with itself."""
    settings.ANCHOR_FILE = str(tmp_path / "anchors.txt")
    hour = dt.timedelta(hours=1)
    events.record(Fact("case:1", "noted"), by=BY, at=now)
    events.anchor(at=now)
    before = list(ChainHead.objects.all())
    events.record(Fact("case:1", "noted"), by=BY, at=now + hour)
    events.anchor(at=now + hour)
    for anchor in Anchor.objects.order_by("seq"):
        anchor_copies.copy({"seq": anchor.seq, "way": "file"}, at=now + hour)
    assert events.verify().is_whole
    with lifted(connection):
        cut = Event.objects.filter(subject="case:1", seq=2)
        EventNumber.objects.filter(event__in=cut)._raw_delete("default")
        cut._raw_delete("default")
        Anchor.objects.filter(seq=2)._raw_delete("default")
        for head in before:
            head.save()
    assert [(fault.subject, fault.seq) for fault in events.verify().faults] == [("anchors", 2)]
    Path(settings.ANCHOR_FILE).write_text("锚点 x\n校验码 00\n锚点 1 \n", encoding="utf-8")
    assert events.verify().is_whole


def test_a_file_changed_on_disk_is_named(story: Story, files_of_this_test: Path) -> None:
    story.submit(files=(store(jpeg("厂房.jpg"), by=None, at=story.at),))
    assert faults_of(story) == set()
    path = files_of_this_test / StoredFile.objects.get().path
    path.write_bytes(b"x" * path.stat().st_size)
    assert ("requests_app.attachment", "file__sha256") in faults_of(story)


def test_a_role_granted_by_sql_is_named(staff: User, auditor: User) -> None:
    take_up_fixtures()
    RoleGrant.objects.create(user=staff, role="representative", since=dt.date(2026, 1, 1))
    faults = events.verify().faults
    assert [fault.row.partition(":")[0] for fault in faults] == ["office.rolegrant"]


@pytest.mark.parametrize("text", ["", "一", "字" * 10_000])
def test_every_private_text_verifies(text: str, now: dt.datetime) -> None:
    events.record(Fact("case:7", "noted", {}, {"text": text}), by=BY, at=now)
    assert events.verify_chain("case:7") == []


def test_a_private_text_that_vanishes_is_named_unless_it_was_erased(now: dt.datetime) -> None:
    for pk in (7, 8):
        events.record(Fact(f"case:{pk}", "noted", {}, {"text": "说明"}), by=BY, at=now)
    events.erase("case:8", by=BY, at=now)
    EventPrivate.objects.filter(event__subject="case:7")._raw_delete("default")
    assert [fault.message for fault in events.verify_chain("case:7")] == ["附文「text」不见了"]
    assert events.verify_chain("case:8") == []


# --- what verbs write is noted, however they write it ---------------------------------------------------------


def held(story: Story, change: object) -> set[tuple[str, str]]:
    verb(change)()  # type: ignore[type-var, arg-type, operator]
    return faults_of(story)


def test_every_way_of_writing_is_noted(story: Story) -> None:
    story.answered()
    case = EnterpriseRequest.objects.get(pk=story.case.pk)

    def rolled_back() -> None:
        try:
            with transaction.atomic():
                case.marks = ["other"]
                case.save(update_fields=["marks"])
                raise ValueError
        except ValueError:
            Clock.objects.filter(case=case).update(round=F("round"))

    def in_bulk() -> None:
        rows = list(Clock.objects.filter(case=case))
        for row in rows:
            row.extra_days = 0
        Clock.objects.bulk_update(rows, ["extra_days"])

    def deleted() -> None:
        for row in Verdict.objects.filter(case=case):
            row.delete()
        Verdict.objects.filter(case=case).delete()

    assert (
        held(story, lambda: Clock.objects.filter(case=case, stopped_at__isnull=False).update(days=F("days")))
        == set()
    )
    assert held(story, rolled_back) == set()
    assert held(story, in_bulk) == set()
    assert held(story, deleted) == set()
    assert (
        held(story, lambda: EnterpriseRequest.objects.filter(pk=case.pk).update(title="由操作改动")) == set()
    )
    EnterpriseRequest.objects.filter(pk=case.pk).update(title="绕过操作改动")
    assert written.current() is None
    assert faults_of(story) == {("requests_app.enterpriserequest", "title")}


# --- what doctor says ---------------------------------------------------------------------------------------


def test_doctor_names_a_wrong_key_and_nothing_else(story: Story, settings: object) -> None:
    from cryptography.fernet import Fernet

    story.submit()
    settings.FIELD_KEYS = [Fernet.generate_key().decode()]  # type: ignore[attr-defined]
    assert [finding.line for finding in doctor.examine(at=story.at)] == [
        "FIELD_KEYS 不对：已加密的内容一项也打不开。"
    ]
    out = StringIO()
    with pytest.raises(CommandError):
        call_command("doctor", stdout=out)
    assert "怎么办：请用原来的密钥启动" in out.getvalue()


def test_doctor_names_one_value_that_no_key_opens(story: Story) -> None:
    story.submit().submit(phone="13900000001")
    take_up_fixtures()
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE requests_app_enterpriserequest SET phone = %s WHERE id = %s",
            [encrypt("1")[:-4] + "AAAA", story.case.pk],
        )
    found = {finding.check.name for finding in doctor.examine(at=story.at)}
    assert {"encrypted_values", "proof"} <= found


@pytest.mark.parametrize(
    "values",
    [
        {"status": "answered"},
        {"answer_due_on": None},
        {"round": 0},
        {"received_on": dt.date(1026, 1, 1)},
    ],
)
def test_doctor_names_a_broken_row(story: Story, values: dict[str, object]) -> None:
    story.handled()
    take_up_fixtures()
    EnterpriseRequest.objects.filter(pk=story.case.pk).update(**values)
    lines = [finding.line for finding in doctor.examine(at=story.at) if finding.check.name == "proof"]
    assert any(f"enterpriserequest:{story.case.pk}" in line for line in lines)


def test_doctor_asks_as_often_for_ten_cases_as_for_two(
    story: Story, django_assert_max_num_queries: object
) -> None:
    from django.test.utils import CaptureQueriesContext

    from requests_app.deadlines.next_action import cases_without

    def asked() -> int:
        with (
            CaptureQueriesContext(
                connection,
            ) as queries,
            snapshots.held(),
        ):
            assert list(cases_without(story.at)) == []
        return len(queries)

    for _ in range(2):
        story.handled()
    few = asked()
    for _ in range(8):
        story.handled()
    assert asked() <= few


# --- what is published stays -------------------------------------------------------------------------------


def test_the_number_of_an_event_can_neither_be_changed_nor_removed(now: dt.datetime) -> None:
    events.record(Fact("case:7", "noted"), by=BY, at=now)
    for statement in ("UPDATE office_eventnumber SET number = 9", "DELETE FROM office_eventnumber"):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            connection.cursor().execute(statement)
    assert Reply.objects.count() == 0
