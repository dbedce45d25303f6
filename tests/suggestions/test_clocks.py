"""Calendar months and working days, counted by hand: over month ends, 春节 and the May holiday."""

import datetime as dt

import pytest

from casework.lengths import after_months
from demo.suggestion_scenario import SuggestionScenario
from office import calendar as office_calendar
from office.calendar import SpecialDay, WorkingCalendar
from office.models import Notice
from suggestions.deadlines import reminders
from suggestions.deadlines.calendar_changes import SuggestionDates
from suggestions.deadlines.explaining import explained
from suggestions.models import SuggestionClock
from tests.people import SignIn

D = dt.date
# 春节 2027: 6 to 12 February off, 31 January and 14 February worked; 1 to 5 May off, 25 April and 8 May worked.
SPRING = {D(2027, 2, day): SpecialDay("holiday", "春节", False) for day in range(6, 13)}
SPRING |= {D(2027, 1, 31): SpecialDay("working", "春节调休", False)}
SPRING |= {D(2027, 2, 14): SpecialDay("working", "春节调休", False)}
SPRING |= {D(2027, 5, day): SpecialDay("holiday", "劳动节", False) for day in range(1, 6)}
CALENDAR = WorkingCalendar(SPRING)


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (D(2026, 11, 16), 3, D(2027, 2, 16)),  # a Tuesday after the holiday
        (
            D(2026, 11, 6),
            3,
            D(2027, 2, 13 + 1),
        ),  # 6 Feb to 12 Feb off, 13 a Saturday, 14 worked in their place
        (D(2026, 11, 10), 3, D(2027, 2, 14)),
        (D(2026, 10, 31), 1, D(2026, 11, 30)),  # November has no 31st
        (D(2026, 11, 30), 3, D(2027, 3, 1)),  # 28 February 2027 is a Sunday
        (D(2027, 8, 31), 6, D(2028, 2, 29)),  # a leap year
        (D(2026, 12, 31), 1, D(2027, 1, 31)),  # a Sunday that is worked
        (D(2027, 2, 1), 3, D(2027, 5, 6)),  # 1 to 5 May off
        (D(2026, 11, 14), 1, D(2026, 12, 14)),  # begun on a Saturday
    ],
)
def test_months_end_on_the_same_day_its_last_or_the_next_working_one(
    start: dt.date, months: int, end: dt.date
) -> None:
    assert after_months(start, months, CALENDAR) == end


def clock_of(start_on: dt.date, first_due_on: dt.date, **given: object) -> SuggestionClock:
    values = {"kind": "answer", "start_on": start_on, "first_due_on": first_due_on, "due_on": first_due_on}
    return SuggestionClock(**(values | given))


@pytest.mark.django_db
def test_how_a_date_was_counted_is_told() -> None:
    """30 November and three months: the last day of February 2027, a Sunday, so the Monday after."""
    told = explained(clock_of(D(2026, 11, 30), D(2027, 3, 1), months=3), D(2027, 1, 4))
    assert [(stage.title, stage.words, stage.state) for stage in told.stages] == [
        ("起算", "11月30日", "done"),
        ("满 1 个月", "12月30日", "done"),
        ("满 2 个月", "2027年1月30日", ""),
        ("到期", "2027年3月1日", ""),
    ]
    assert [rule.rstrip("。") for rule in told.rules] == [
        "11月30日（周一）起算，满 3 个月是 2027年2月28日",
        "那个月没有这一天，算到月底",
        "那天不是工作日，顺延到 2027年3月1日（周一）",
    ]
    moved = explained(clock_of(D(2026, 11, 2), D(2026, 11, 5), days=3, due_on=D(2026, 11, 9)), D(2026, 11, 3))
    assert [stage.title for stage in moved.stages] == ["起算", "原定到期", "现在到期"]
    assert "数 3 个工作日" in moved.rules[0]
    assert "后来改到" in moved.rules[1]


def test_the_assignment_says_the_months_and_the_date(scenario: SuggestionScenario, sign_in: SignIn) -> None:
    scenario.submit().register()
    page = sign_in(scenario.people["staff"]).get(f"/desk/suggestions/{scenario.row.address}/steps/assign/")
    assert "3 个月，2027年2月" in page.content.decode()
    assert "6 个月，2027年5月" in page.content.decode()
    scenario.assign()
    page = sign_in(scenario.people["staff"]).get(f"/desk/suggestions/{scenario.row.address}/")
    assert "期限怎么算的" in page.content.decode()


@pytest.mark.django_db
def test_each_step_starts_its_clock(scenario: SuggestionScenario) -> None:
    """Monday 2 November 2026, 10:00: no holiday until the end of the year."""
    scenario.submit()
    assert scenario.clock("examine").due_on == D(2026, 11, 5)
    assert scenario.clock("assign").due_on == D(2026, 11, 9)
    scenario.register().assign()
    assert scenario.clock("sign").due_on == D(2026, 11, 11)
    assert scenario.clock("answer").due_on == D(2027, 2, 2)
    scenario.work(1).sign().answer()
    assert scenario.clock("check_class").due_on == D(2026, 11, 6)
    assert scenario.clock("opinion").due_on == D(2026, 12, 3)


@pytest.mark.django_db
def test_the_plenary_session_gives_a_month_from_its_close(scenario: SuggestionScenario) -> None:
    scenario.submit().register("plenary", closed_on=D(2026, 11, 6))
    assert scenario.clock("assign").due_on == D(2026, 12, 7)  # 6 December is a Sunday
    assert scenario.row.number == "2026D001"


@pytest.mark.django_db
def test_six_months_need_a_reason_and_are_counted(scenario: SuggestionScenario) -> None:
    scenario.submit().register().assign(months="6", months_reason="涉及省级资金")
    assert scenario.clock("answer").due_on == D(
        2027, 5, 3
    )  # 2 May is a Sunday; no holidays are entered for 2027


@pytest.mark.django_db
def test_a_unit_is_reminded_thirty_ten_and_three_days_before_and_its_head_when_late(
    scenario: SuggestionScenario,
) -> None:
    scenario.handled()
    due = scenario.clock("answer").due_on
    told = Notice.objects.filter(key__contains=":answer:", channel="inapp")
    for left, count in ((31, 0), (30, 1), (29, 1), (10, 2), (3, 3)):
        scenario.wait_until(due - dt.timedelta(days=left))
        while not office_calendar.load().is_working(scenario.on):
            scenario.wait(days=1)
        reminders.remind(scenario.at)
        reminders.remind(scenario.at)
        assert told.filter(recipient=scenario.people["handler"]).count() == count, left
    scenario.wait_until(due).work(1)
    reminders.remind(scenario.at)
    assert told.filter(recipient=scenario.people["head"], kind="escalation").count() == 1
    scenario.work(5)
    reminders.remind(scenario.at)
    assert told.filter(recipient=scenario.people["approver"], kind="escalation").count() == 1


@pytest.mark.django_db
def test_an_author_is_reminded_fifteen_and_twenty_five_days_after_the_answer(
    scenario: SuggestionScenario,
) -> None:
    scenario.answered()
    answered = scenario.on
    told = Notice.objects.filter(key__contains=":opinion:", channel="inapp")
    for days, count in ((14, 0), (17, 1), (27, 2)):
        scenario.wait_until(answered + dt.timedelta(days=days))
        while not office_calendar.load().is_working(scenario.on):
            scenario.wait(days=1)
        reminders.remind(scenario.at)
        assert told.count() == count, days


@pytest.mark.django_db
def test_a_new_holiday_moves_a_month_to_the_next_working_day(scenario: SuggestionScenario) -> None:
    scenario.submit().register().assign()
    holidays = {D(2027, 2, 2): SpecialDay("holiday", "试验假", False)}
    moves = SuggestionDates().moves(WorkingCalendar(holidays), on=scenario.on)
    assert [(move.was, move.becomes) for move in moves] == [(D(2027, 2, 2), D(2027, 2, 3))]
    assert SuggestionClock.objects.get(kind="answer").due_on == D(2027, 2, 2)
