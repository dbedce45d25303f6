"""等企业补充: it stops the clocks that wait for the enterprise, and cannot be farmed for time."""

import datetime as dt
from typing import Any

import pytest

from groups.models import Department, DepartmentOfficer
from office import calendar as office_calendar
from office.calendar import local_date
from office.refusals import Refused
from office.roles import Role
from requests_app.deadlines import clocks
from requests_app.deadlines.display import case_chip
from requests_app.deadlines.next_action import next_action_of
from requests_app.deadlines.reminders import remind
from requests_app.followup.automatic import sweep
from requests_app.models import Clock, Pause
from requests_app.models.clocks import ClockKind
from tests.liveness.checks import assert_heard_of, assert_live
from tests.people import SINCE, person
from tests.stories import SHANGHAI, Story


def running(story: Story, kind: str, **more: Any) -> Clock:
    return Clock.objects.running().select_related("case").get(case=story.case, kind=kind, **more)


def ask(story: Story, who: str = "handler") -> Story:
    return story.take("ask", who, text="请补充合同")


def supplement(story: Story) -> Story:
    return story.take("supplement", "requester", text="见附件")


def lapse(story: Story, days: int = 5) -> Story:
    story.work(days)
    sweep(story.at)
    story.case.refresh_from_db()
    assert not story.case.is_waiting
    return story


def test_question_and_answer_in_turn_move_the_date_by_five_days_in_all(story: Story) -> None:
    story.submit().accept("hard").assign().sign()
    told = running(story, ClockKind.ANSWER).due_on
    supplement(ask(story).work(2))
    supplement(ask(story).work(3))
    assert running(story, ClockKind.ANSWER).due_on == office_calendar.load().add(told, 5)
    with pytest.raises(Refused, match="最多 2 次"):
        ask(story)


def test_while_the_enterprise_is_asked_an_overdue_answer_is_nobodys_turn(story: Story) -> None:
    """It ticked on, and named the representative, who cannot answer before the unit has replied."""
    story.submit().accept("simple").work(7).assign().sign()
    ask(story)
    assert running(story, ClockKind.ANSWER).paused_on is None
    assert running(story, ClockKind.REPLY).paused_on is not None
    action = next_action_of(story.case, on=story.on)
    assert action is not None
    assert (action.words, action.people) == ("企业补充", ())
    assert_live(story)
    assert_heard_of(story)


def test_a_second_question_has_only_the_days_that_are_left(story: Story) -> None:
    story.submit().accept("hard").assign().sign()
    supplement(ask(story).work(4))
    ask(story)
    assert Pause.objects.latest("pk").allowance == 1
    lapse(story, 1)
    with pytest.raises(Refused, match="最多 2 次"):
        ask(story)


def test_five_days_used_at_once_leave_no_second_question(story: Story) -> None:
    story.submit().accept("hard").assign().sign()
    lapse(ask(story))
    with pytest.raises(Refused, match="最多停 5 个工作日"):
        ask(story)


def test_asked_and_answered_within_a_day_moves_nothing(story: Story) -> None:
    story.submit().accept().assign().sign()
    told = running(story, ClockKind.ANSWER).due_on
    supplement(ask(story).wait(hours=2))
    assert running(story, ClockKind.ANSWER).due_on == told


def units(story: Story, number: int) -> list[Department]:
    """More co-departments, each with a handler."""
    found = []
    for n in range(number):
        unit = Department.objects.create(code=f"unit{n}", name=f"第{n}局", short_name=f"{n}局")
        user = person(f"unit{n}", f"经办{n}", Role.HANDLER)
        DepartmentOfficer.objects.create(user=user, department=unit, duty="handler", since=SINCE)
        story.people[f"unit{n}"] = user
        found.append(unit)
    return found


def test_many_units_together_stop_the_date_for_ten_days_at_most(story: Story) -> None:
    co = units(story, 4)
    story.submit().accept("hard").assign(*co).sign()
    told = running(story, ClockKind.ANSWER).due_on
    for who in ("unit0", "unit1"):
        lapse(ask(story, who))
    for who in ("unit2", "unit3", "handler", "liaison", "staff"):
        with pytest.raises(Refused, match="合计最多停 10 个工作日"):
            ask(story, who)
    assert running(story, ClockKind.ANSWER).due_on == office_calendar.load().add(told, 10)


def test_the_office_cannot_ask_for_ever_either(story: Story) -> None:
    story.submit().accept("hard")
    for _ in range(2):
        lapse(ask(story, "liaison"))
    with pytest.raises(Refused, match="合计最多停"):
        ask(story, "liaison")


def test_a_unit_that_takes_over_inherits_no_used_up_questions(story: Story) -> None:
    story.submit().accept("hard").assign()
    supplement(ask(story).work(1))
    supplement(ask(story).work(1))
    story.take("return", "handler", reason="不属本单位职责").assign(lead=story.co)
    ask(story, "co_handler")


def test_after_reopening_the_unit_may_ask_again(story: Story) -> None:
    story.submit().accept("hard").assign().sign()
    lapse(ask(story)).reply().answer().rate("dissatisfied", "no", "没有解决")
    ask(story)
    assert Pause.objects.latest("pk").allowance == 5


@pytest.mark.parametrize(("days_gone", "allowed"), [(8, True), (9, True), (10, False), (12, False)])
def test_not_in_the_last_quarter_of_its_own_clock(story: Story, days_gone: int, allowed: bool) -> None:
    """Twelve days: three left is a quarter and still allowed, two left is less."""
    story.submit().accept().assign().sign().work(days_gone)
    assert ("ask" in story.possible("handler")) is allowed
    assert "ask" in story.possible("liaison")


def test_a_co_department_is_measured_by_its_own_clock(story: Story) -> None:
    """Its six days are over while the lead has six left."""
    story.submit().accept().assign(story.co).sign().sign("co_handler").work(6)
    assert "ask" in story.possible("handler")
    assert "ask" not in story.possible("co_handler")


def test_an_opinion_waits_for_the_enterprise_as_the_reply_does(story: Story) -> None:
    story.submit().accept().assign(story.co).sign().sign("co_handler")
    told = running(story, ClockKind.OPINION).due_on
    supplement(ask(story, "co_handler").work(2))
    opinion = running(story, ClockKind.OPINION)
    assert opinion.due_on == office_calendar.load().add(told, 2)
    assert opinion.assignment is not None
    assert opinion.assignment.due_on == opinion.due_on


def test_a_unit_that_gets_the_case_while_the_enterprise_is_asked_waits_too(story: Story) -> None:
    story.submit().accept()
    ask(story, "liaison").work(1).assign().work(2)
    reply = running(story, ClockKind.REPLY)
    assert reply.paused_on is not None
    supplement(story)
    reply.refresh_from_db()
    assert reply.due_on == office_calendar.load().add(reply.first_due_on, 2)


def test_accepted_while_the_enterprise_is_asked_the_date_waits_too(story: Story) -> None:
    story.submit()
    ask(story, "liaison").wait(hours=1).accept()
    assert running(story, ClockKind.ANSWER).paused_on is not None
    supplement(story.work(2))
    answer = running(story, ClockKind.ANSWER)
    assert answer.due_on == office_calendar.load().add(answer.first_due_on, 2)


def test_to_be_accepted_is_due_all_the_same(story: Story) -> None:
    ask(story.submit(), "liaison").work(2)
    accept = running(story, ClockKind.ACCEPT)
    chip = case_chip(story.case, local_date(story.at), office_calendar.load(), due_on=accept.due_on)
    assert chip is not None
    assert chip.state == "over"


def test_a_late_case_is_not_asked_out_of_sight(story: Story) -> None:
    """The date had passed before anybody asked: it stays missed, and reminders go on."""
    story.submit().accept("simple").assign().sign().work(7)
    due_on = story.case.answer_due_on
    ask(story, "liaison")
    assert story.case.is_overdue(local_date(story.at))
    assert running(story, ClockKind.ANSWER).paused_on is None
    assert type(story.case).objects.overdue(local_date(story.at)).get() == story.case
    chip = case_chip(story.case, local_date(story.at), office_calendar.load(), due_on=due_on)
    assert chip is not None
    assert chip.state == "over"
    assert remind(dt.datetime.combine(local_date(story.at), dt.time(11), tzinfo=SHANGHAI)) > 0
    supplement(story.work(2))
    assert running(story, ClockKind.ANSWER).due_on == due_on


def test_asked_on_the_last_day_it_is_not_late_while_one_waits(story: Story) -> None:
    story.submit().accept("simple").assign().sign().work(5)
    ask(story, "liaison").work(2)
    assert not story.case.is_overdue(local_date(story.at))
    supplement(story)
    answer = running(story, ClockKind.ANSWER)
    assert answer.due_on == local_date(story.at)
    days = clocks.counted(answer, office_calendar.load(), on=local_date(story.at))
    assert [(line.kind, line.number) for line in days[-3:]] == [("counted", 5), ("paused", 5), ("due", 5)]
