"""Dates counted by hand on the official calendar, over 国庆 2026 and 春节 2026 and 2027, as both sides read them.

2026 is the State Council's notice: 国庆 1–7 October with Sunday 20 September and Saturday 10 October worked; 中秋
25–27 September; 春节 15–23 February with Saturdays 14 and 28 February worked. 2027 is provisional.
"""

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from casework.notification_templates import TEMPLATES
from office import calendar as office_calendar
from office import workdays
from office.actors import Actor
from office.calendar import SpecialDay
from office.models import CalendarDay
from office.sheets import MarkedDay, due_cell
from portal.reference_data import loading
from requests_app.api.intake import TrackedSerializer
from requests_app.deadlines import clocks
from requests_app.deadlines.display import due_of
from requests_app.models import Clock, Letter
from requests_app.models.clocks import ClockKind
from requests_app.notifications import letters_pdf
from tests.stories import SHANGHAI, Story

TRACKED = {
    "ledger_number": "2027-00001",
    "status": "",
    "outcome": "",
    "timeline": [],
    "department": "",
    "answer": "",
}


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


@pytest.fixture(autouse=True)
def official(story: Story) -> None:
    """The table as every county begins with it, in the place of the stories' own."""
    CalendarDay.objects.all().delete()
    loading._calendar(at=at("2026-01-04 09:00"))
    office_calendar.forget()


def running(story: Story, kind: str) -> Clock:
    return Clock.objects.running().select_related("case").get(case=story.case, kind=kind)


def accepted(story: Story, when: str, difficulty: str = "simple") -> Story:
    story.at = at(when)
    return story.submit().accept(difficulty)


@pytest.mark.parametrize(
    ("when", "difficulty", "due"),
    [
        # Wednesday before 国庆: 8, 9, Saturday 10 (worked), 12, 13 October.
        ("2026-09-30 10:00", "simple", "2026-10-13"),
        # The same evening: counted from 8 October: 9, 10, 12, 13, 14.
        ("2026-09-30 18:00", "simple", "2026-10-14"),
        # In the holiday: as that evening.
        ("2026-10-03 10:00", "simple", "2026-10-14"),
        # On the Saturday that is worked: 12, 13, 14, 15, 16.
        ("2026-10-10 10:00", "simple", "2026-10-16"),
        # Friday 18 September: Sunday 20 (worked), 21–24, 中秋, 28–30, 国庆, 8, 9, 10, 12–15 October.
        ("2026-09-18 10:00", "ordinary", "2026-10-15"),
        # Friday 13 February: Saturday 14 (worked), 春节, 24–27.
        ("2026-02-13 10:00", "simple", "2026-02-27"),
        # … then Saturday 28 (worked), 2–6 and 9–12 March.
        ("2026-02-13 10:00", "ordinary", "2026-03-12"),
        # The worked Saturday after closing, and a day of 春节: both from 24 February: 25–27, 28, 2 March.
        ("2026-02-14 18:30", "simple", "2026-03-02"),
        ("2026-02-18 10:00", "simple", "2026-03-02"),
        # 春节 2027 by the statutory days alone: 4 February, off 5–8, 9–12.
        ("2027-02-03 10:00", "simple", "2027-02-12"),
    ],
)
def test_the_answer_is_due_on_the_day_counted_by_hand(
    story: Story, when: str, difficulty: str, due: str
) -> None:
    accepted(story, when, difficulty)
    answer = running(story, ClockKind.ANSWER)
    assert answer.due_on == story.case.answer_due_on == day(due)
    shown = clocks.counted(answer, office_calendar.load(), on=story.at.date())
    assert (shown[-1].date, shown[-1].number) == (day(due), answer.days)


@pytest.mark.parametrize(
    ("when", "due"),
    [
        # Twelve days from 30 September: 8, 9, 10, 12–16, 19–22 October.
        ("2026-09-30 10:00", "2026-10-22"),
        # From 13 February: 14, 24–27, 28, 2–6 March, 9 March.
        ("2026-02-13 10:00", "2026-03-09"),
    ],
)
def test_a_units_reply_is_due_on_the_day_counted_by_hand(story: Story, when: str, due: str) -> None:
    accepted(story, when, "ordinary").assign()
    assert running(story, ClockKind.REPLY).due_on == day(due)


@pytest.mark.parametrize(
    ("when", "asked", "supplemented", "due"),
    [
        # 8 (1), 9 (2, asked), Saturday 10 and Monday 12 waited, 13 (3), 14 (4), 15 (5).
        ("2026-09-30 10:00", "2026-10-09 10:00", "2026-10-12 10:00", "2026-10-15"),
        # 13 (1, asked), Saturday 14, 24 and 25 February waited, 26 (2), 27 (3), 28 (4), 2 March (5).
        ("2026-02-12 10:00", "2026-02-13 10:00", "2026-02-25 10:00", "2026-03-02"),
    ],
)
def test_days_of_waiting_over_a_holiday(
    story: Story, when: str, asked: str, supplemented: str, due: str
) -> None:
    accepted(story, when)
    story.at = at(asked)
    story.take("ask", "liaison", text="请补充合同")
    story.at = at(supplemented)
    story.take("supplement", "requester", text="见附件")
    answer = running(story, ClockKind.ANSWER)
    assert answer.due_on == day(due)
    shown = clocks.counted(answer, office_calendar.load(), on=story.at.date())
    assert (shown[-1].date, shown[-1].number) == (day(due), 5)


def test_a_day_off_that_is_added_later(story: Story) -> None:
    """8, Saturday 10, 12, 13, 14 October once Friday the 9th is free."""
    accepted(story, "2026-09-30 10:00")
    workdays.enter(
        {day("2026-10-09"): SpecialDay("holiday", "临时放假")}, by=Actor.system("test"), at=story.at
    )
    assert running(story, ClockKind.ANSWER).due_on == day("2026-10-14")


def test_the_notice_for_a_provisional_year_moves_what_was_counted_without_it(story: Story) -> None:
    """4 February, off 5–11 by the notice, 12, 15, 16, 17."""
    accepted(story, "2027-02-03 10:00")
    free = {day(f"2027-02-{n:02}"): SpecialDay("holiday", "春节") for n in range(5, 12)}
    free |= {
        row.date: SpecialDay(row.kind, row.name)
        for row in CalendarDay.objects.in_year(2027).exclude(date__in=list(free))
    }
    workdays.enter(free, by=Actor.system("test"), at=story.at)
    assert running(story, ClockKind.ANSWER).due_on == day("2027-02-17")
    assert workdays.is_settled(2027)


def test_both_sides_read_how_it_was_counted(story: Story, opened: Any, visitor: Client, clock: Any) -> None:
    accepted(story, "2026-09-30 10:00").assign()
    clock.move_to(story.at)
    for page in (opened("staff"), visitor.get(f"/receipt/{story.receipt.token}/").content.decode()):
        assert "期限怎么算的" in page
        assert "10月13日" in page
        assert "国庆节" in page
    assert "10月10日调休上班，计入" in opened("staff")


def test_a_date_in_a_provisional_year_says_so_on_both_sides(
    story: Story, opened: Any, visitor: Client, clock: Any
) -> None:
    accepted(story, "2027-02-03 10:00")
    clock.move_to(story.at)
    for page in (opened("staff"), visitor.get(f"/receipt/{story.receipt.token}/").content.decode()):
        assert "2027 年放假安排尚未公布，日期可能顺延，不会提前" in page


def test_a_date_in_a_provisional_year_is_marked_wherever_it_is_said(story: Story, clock: Any) -> None:
    """Message, letter, notice, API and export; once the year is told, or for a day that is over, nothing is marked."""
    accepted(story, "2027-02-03 10:00").assign()
    clock.move_to(story.at)
    due_on = running(story, ClockKind.ANSWER).due_on
    words = f"{due_on.month}月{due_on.day}日"
    said = "最迟 {case.answer_due_on:deadline} 答复"
    assert f"{words}（暂定）" in TEMPLATES.vformat(said, (), {"case": story.case})
    letter = Letter.objects.filter(case=story.case).first()
    assert letter is not None
    assert f"{words}（暂定）" in str(letters_pdf._data(letter))
    assert f"{words}（暂定）" in due_of(running(story, ClockKind.ANSWER), due_on)
    assert TrackedSerializer({**TRACKED, "answer_due_on": due_on}).data["answer_due_is_provisional"] is True
    assert due_cell(due_on) == MarkedDay(due_on, "（暂定）")
    assert due_cell(day("2027-02-02")) == day("2027-02-02")
    told = {row.date: SpecialDay(row.kind, row.name) for row in CalendarDay.objects.in_year(2027)}
    workdays.enter(told, by=Actor.system("test"), at=story.at)
    assert f"{words}（暂定）" in str(letters_pdf._data(letter)), "a letter printed again says what was sent"
    assert due_cell(due_on) == due_on
