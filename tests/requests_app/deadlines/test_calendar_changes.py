"""A holiday entered later: whose dates it moves is shown, moved once and later only, told and recorded."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from office import calendar as office_calendar
from office import events, workdays
from office.actors import Actor
from office.calendar import SpecialDay, local_date
from office.models import Event, Message, Notice
from office.refusals import Refused
from requests_app.access import conflicts
from requests_app.deadlines import clocks
from requests_app.deadlines.reminders import remind
from requests_app.models import Assignment, Clock, EnterpriseRequest
from requests_app.models.clocks import ClockKind
from tests.stories import SHANGHAI, Story

BY = Actor.system("test")
THURSDAY = dt.date(2026, 11, 5)


def running(story: Story, kind: str) -> Clock:
    return Clock.objects.running().select_related("case").get(case=story.case, kind=kind)


def free(*days: dt.date) -> dict[dt.date, SpecialDay]:
    return {day: SpecialDay("holiday", "临时放假") for day in days}


def moves(story: Story, *days: dt.date) -> dict[str, tuple[dt.date, dt.date]]:
    found = workdays.moves(free(*days), on=local_date(story.at))
    return {move.label.split("　")[1]: (move.was, move.becomes) for move in found}


def enter(story: Story, days: dict[dt.date, SpecialDay]) -> None:
    workdays.enter(days, by=Actor.of(story.people["staff"]), at=story.at)
    story.case.refresh_from_db()


@pytest.fixture
def in_hand(story: Story) -> Story:
    """Accepted and assigned on Monday 2 November: five days to the enterprise, two to the unit, one to sign."""
    return story.submit().accept("simple").contact().assign()


def test_it_says_whom_it_moves_and_who_will_be_told_before_anything_is_written(in_hand: Story) -> None:
    found = {move.label: move for move in workdays.moves(free(dt.date(2026, 11, 3)), on=dt.date(2026, 11, 2))}
    number = in_hand.case.ledger_number
    assert set(found) == {f"{number}　答复企业", f"{number}　单位回复（财政局）", f"{number}　签收（财政局）"}
    answer = found[f"{number}　答复企业"]
    assert (answer.was, answer.becomes) == (dt.date(2026, 11, 9), dt.date(2026, 11, 10))
    assert answer.told == "企业、承办代表"
    assert found[f"{number}　单位回复（财政局）"].told == "财政局"
    assert found[f"{number}　签收（财政局）"].told == "不另通知"
    assert running(in_hand, ClockKind.ANSWER).due_on == dt.date(2026, 11, 9)
    assert not Event.objects.filter(action="calendar_moved").exists()


def test_every_date_that_is_read_anywhere_moves_together(in_hand: Story) -> None:
    enter(in_hand, free(dt.date(2026, 11, 3)))
    answer, reply = running(in_hand, ClockKind.ANSWER), running(in_hand, ClockKind.REPLY)
    assert answer.due_on == in_hand.case.answer_due_on == dt.date(2026, 11, 10)
    assert answer.due_at == dt.datetime(2026, 11, 10, 18, tzinfo=SHANGHAI)
    assert answer.first_due_on == dt.date(2026, 11, 9)
    assert reply.due_on == Assignment.objects.get(case=in_hand.case).due_on == dt.date(2026, 11, 5)
    days = clocks.counted(answer, office_calendar.load(), on=dt.date(2026, 11, 2))
    assert (days[-1].date, days[-1].number) == (answer.due_on, 5)


def test_enterprise_unit_and_representative_are_told_once(in_hand: Story) -> None:
    enter(in_hand, free(dt.date(2026, 11, 3)))
    told = Notice.objects.get(recipient_key=f"{in_hand.case.subject}:phone", title="答复期限顺延")
    assert "由 11月9日顺延到 11月10日" in told.body
    assert Message.objects.get(pk=told.message_id).address == in_hand.case.phone
    inside = Notice.objects.inapp().filter(title__contains="顺延到")
    assert {(notice.recipient, notice.title) for notice in inside} == {
        (in_hand.people["representative"], "答复企业期限顺延到 11月10日"),
        (in_hand.people["handler"], "单位回复期限顺延到 11月5日"),
    }


def test_it_is_recorded_in_each_case_and_is_no_part_in_its_handling(in_hand: Story) -> None:
    enter(in_hand, free(dt.date(2026, 11, 3)))
    event = events.timeline(in_hand.case.subject).get(action="calendar_moved")
    assert event.by_user == in_hand.people["staff"]
    moved = {move["kind"]: (move["unit"], move["was"], move["becomes"]) for move in event.data["moved"]}
    assert moved["reply"] == ("czj", "2026-11-04", "2026-11-05")
    second = in_hand.people["second_staff"]
    workdays.enter(free(dt.date(2026, 11, 6)), by=Actor.of(second), at=in_hand.at)
    assert not conflicts.took_part(in_hand.case, second)
    assert events.verify_chain(in_hand.case.subject) == []


def test_a_date_never_comes_earlier(in_hand: Story) -> None:
    """A Saturday that is worked would make Monday's date Saturday's."""
    saturday = dt.date(2026, 11, 7)
    assert workdays.moves({saturday: SpecialDay("working", "调休")}, on=dt.date(2026, 11, 2)) == []
    enter(in_hand, {saturday: SpecialDay("working", "调休")})
    assert running(in_hand, ClockKind.ANSWER).due_on == dt.date(2026, 11, 9)
    assert not Event.objects.filter(action="calendar_moved").exists()


def test_a_worked_saturday_taken_back_moves_nothing(in_hand: Story) -> None:
    saturday = dt.date(2026, 11, 7)
    enter(in_hand, {saturday: SpecialDay("working", "调休")})
    assert workdays.moves({saturday: SpecialDay("holiday", "周末")}, on=dt.date(2026, 11, 2)) == []


def test_what_has_passed_or_stopped_never_changes(in_hand: Story) -> None:
    in_hand.sign()
    in_hand.at = dt.datetime(2026, 11, 6, 10, tzinfo=SHANGHAI)
    found = moves(in_hand, THURSDAY)
    assert "签收（财政局）" not in found
    assert "单位回复（财政局）" not in found
    assert found["答复企业"] == (dt.date(2026, 11, 9), dt.date(2026, 11, 10))


def test_a_date_that_falls_on_the_new_holiday_falls_on_the_next_working_day(story: Story) -> None:
    """The window for the verdict: counted to Tuesday, but at least seven days, so told for Wednesday."""
    story.answered()
    verdict = running(story, ClockKind.VERDICT)
    day = verdict.due_on
    found = moves(story, day)
    assert found["企业评价"] == (day, office_calendar.load().next_working(day))


def test_a_start_on_a_day_that_turns_out_free_counts_from_the_next(story: Story) -> None:
    story.submit()
    assert moves(story, dt.date(2026, 11, 2))["受理"] == (dt.date(2026, 11, 3), dt.date(2026, 11, 4))
    enter(story, free(dt.date(2026, 11, 2)))
    assert running(story, ClockKind.ACCEPT).start_on == dt.date(2026, 11, 3)


def test_days_of_waiting_and_extensions_are_kept(story: Story) -> None:
    story.submit().accept("simple").assign().sign()
    story.take("ask", "liaison", text="请补充合同").work(2).take("supplement", "requester", text="见附件")
    calendar, answer = office_calendar.load(), running(story, ClockKind.ANSWER)
    clocks.extend(story.case, answer, until=calendar.add(answer.due_on, 2), calendar=calendar)
    EnterpriseRequest.objects.filter(pk=story.case.pk).update(answer_due_on=answer.due_on)
    was = answer.due_on
    assert was == dt.date(2026, 11, 13)
    enter(story, free(dt.date(2026, 11, 12)))
    assert running(story, ClockKind.ANSWER).due_on == dt.date(2026, 11, 16)
    # A free day on which one waited anyway costs nothing more.
    assert "答复企业" not in moves(story, dt.date(2026, 11, 3))


def test_a_clock_that_stands_still_moves_for_the_holiday_and_for_the_wait(story: Story) -> None:
    story.submit().accept("simple").assign().sign()
    story.take("ask", "liaison", text="请补充合同").work(1)
    enter(story, free(dt.date(2026, 11, 5)))
    assert running(story, ClockKind.ANSWER).due_on == dt.date(2026, 11, 10)
    story.work(1).take("supplement", "requester", text="见附件")
    assert running(story, ClockKind.ANSWER).due_on == dt.date(2026, 11, 12)


def test_a_promise_was_named_and_stays(story: Story) -> None:
    story.answered("B")
    promise = running(story, ClockKind.PROMISE)
    enter(story, free(promise.due_on))
    promise.refresh_from_db()
    assert promise.due_on == promise.first_due_on


def test_reminders_of_the_old_date_are_taken_back_and_the_new_date_is_reminded_of(in_hand: Story) -> None:
    remind(dt.datetime(2026, 11, 3, 9, tzinfo=SHANGHAI))
    old = Notice.objects.inapp().get(title="单位回复（财政局）还有 1 个工作日，期限 11月4日")
    in_hand.at = dt.datetime(2026, 11, 3, 11, tzinfo=SHANGHAI)
    enter(in_hand, free(dt.date(2026, 11, 4)))
    old.refresh_from_db()
    assert old.retracted_at == in_hand.at
    remind(dt.datetime(2026, 11, 3, 11, 30, tzinfo=SHANGHAI))
    assert Notice.objects.unread().filter(title="单位回复（财政局）还有 1 个工作日，期限 11月5日").exists()


def test_a_change_that_fails_moves_nobody(in_hand: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*args: Any, **kwargs: Any) -> None:
        raise Refused("no", "不行")

    monkeypatch.setattr(workdays.events, "record", fails)
    with pytest.raises(Refused):
        enter(in_hand, free(dt.date(2026, 11, 3)))
    in_hand.case.refresh_from_db()
    assert in_hand.case.answer_due_on == dt.date(2026, 11, 9)
    assert office_calendar.load().is_working(dt.date(2026, 11, 3))
    assert not Message.objects.filter(notices__title="答复期限顺延").exists()


def test_a_sealed_case_is_not_named_in_the_preview(in_hand: Story) -> None:
    in_hand.take("seal", "staff")
    found = workdays.moves(free(dt.date(2026, 11, 3)), on=dt.date(2026, 11, 2))
    assert {move.label.split("　")[0] for move in found} == {"密封件"}
    assert {move.url for move in found} == {""}


def test_both_sides_read_what_moved_and_how_it_is_counted_now(
    in_hand: Story, opened: Any, visitor: Client, clock: Any
) -> None:
    enter(in_hand, free(dt.date(2026, 11, 3)))
    clock.move_to(in_hand.at)
    desk = opened("staff")
    assert "放假安排调整，期限顺延" in desk
    assert "单位回复（财政局） 11月4日 → 11月5日" in desk
    assert "临时放假放假不计" in desk
    public = visitor.get(f"/receipt/{in_hand.receipt.token}/").content.decode()
    assert "放假安排调整，答复期限顺延" in public
    assert "由 11月9日 顺延到 11月10日" in public


def test_a_hundred_cases_cost_few_more_statements_than_ten(
    story: Story, django_assert_max_num_queries: Any
) -> None:
    for _ in range(12):
        story.submit().accept("simple")
    with django_assert_max_num_queries(45):
        enter(story, free(dt.date(2026, 11, 3)))
    assert Event.objects.filter(action="calendar_moved").count() == 12
