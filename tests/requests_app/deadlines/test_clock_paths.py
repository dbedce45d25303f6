"""What becomes of the clocks on each way back: nobody inherits used-up time, no stale overdue mark stays."""

import datetime as dt
from typing import Any

import pytest

from evaluation import figures
from evaluation.periods import Month
from office import calendar as office_calendar
from office.calendar import local_date
from office.models import Notice
from office.refusals import Refused
from requests_app.deadlines import clocks
from requests_app.deadlines.reminders import remind
from requests_app.desk.views.rows import rows_of, with_parts
from requests_app.models import Assignment, Clock, EnterpriseRequest
from requests_app.models.clocks import ClockKind, StopReason
from requests_app.queues.filters import NEVER, RequestFilter, bound
from tests.stories import SHANGHAI, Story


def running(story: Story, kind: str, **more: Any) -> Clock:
    return (
        Clock.objects.running().select_related("case", "assignment").get(case=story.case, kind=kind, **more)
    )


def late(story: Story, who: str) -> bool:
    """Whether the case stands among the overdue in that person's list."""
    on = local_date(story.at)
    user = type(story.people[who]).objects.get(pk=story.people[who].pk)
    asked = RequestFilter({"due": "over"}, user=user, on=on, calendar=office_calendar.load())
    return asked.rows().filter(pk=story.case.pk).exists()


def test_after_a_return_the_next_unit_has_its_whole_clock(story: Story) -> None:
    story.submit().accept().assign().work(1)
    told = running(story, ClockKind.ANSWER).due_on
    story.take("return", "handler", reason="不属本单位职责").work(1).assign(lead=story.co)
    again = running(story, ClockKind.REPLY)
    assert (again.days, again.start_on) == (12, local_date(story.at))
    assert running(story, ClockKind.ANSWER).due_on == told
    assert Clock.objects.get(assignment__department=story.lead, kind=ClockKind.REPLY).stop_reason == "void"


def test_a_part_that_was_returned_late_is_nobodys_overdue_work(story: Story) -> None:
    story.submit().accept("simple").assign().work(4).take("return", "handler", reason="不属本单位职责")
    story.assign(lead=story.co)
    assert not late(story, "handler")
    assert not late(story, "co_handler")


def test_a_unit_that_has_replied_sees_no_overdue_mark_for_what_others_owe(story: Story) -> None:
    story.submit().accept("simple").assign(story.co).sign().sign("co_handler").reply().work(9)
    assert late(story, "liaison")
    assert late(story, "co_handler")
    assert not late(story, "handler")
    row = _row(story, "handler")
    assert (row.chip, row.due_on) == (None, None)
    assert bound(EnterpriseRequest.objects.all(), frozenset({story.lead.pk})).get().bound_on == NEVER


def _row(story: Story, who: str) -> Any:
    user, on = story.people[who], local_date(story.at)
    calendar = office_calendar.load()
    units = frozenset({story.lead.pk})
    cases = with_parts(bound(EnterpriseRequest.objects.filter(pk=story.case.pk), units))
    return rows_of(cases, user=user, on=on, calendar=calendar)[0]


def test_sent_back_the_unit_starts_anew_and_the_enterprises_date_stays(story: Story) -> None:
    story.submit().accept().assign().sign().work(13).reply()
    told = running(story, ClockKind.ANSWER).due_on
    story.take("send_back", "representative", remark="没有写明哪一天到账")
    again = running(story, ClockKind.REPLY)
    assert (again.days, again.start_on) == (12, local_date(story.at))
    assert not late(story, "handler")
    assert running(story, ClockKind.ANSWER).due_on == told


def test_reopened_late_nothing_of_the_first_round_is_late_any_more(story: Story) -> None:
    story.submit().accept().assign(story.co).sign().work(20).reply().answer().rate(
        "dissatisfied", "no", "没有"
    )
    assert story.case.round == 2
    for who in ("liaison", "staff", "handler", "co_handler"):
        assert not late(story, who), who
    opinion = running(story, ClockKind.OPINION)
    assert (opinion.days, opinion.start_on) == (3, local_date(story.at))
    assert running(story, ClockKind.SIGN).assignment == opinion.assignment
    assert running(story, ClockKind.ANSWER).days == 7
    assert not story.case.is_overdue(local_date(story.at))


def test_a_reopened_case_that_is_late_again_counts_as_late_in_the_months_sums(story: Story) -> None:
    story.answered().rate("dissatisfied", "no", "没有解决").work(8)
    sums = figures.of_month(Month.of(story.case.received_on), as_of=figures.AsOf(local_date(story.at))).sums
    assert sums.overdue == 1


def test_a_case_closed_late_is_overdue_nowhere(story: Story) -> None:
    story.submit().accept().assign().sign().work(20).reply().answer().rate()
    for who in ("liaison", "staff", "handler"):
        assert not late(story, who), who


def test_resumed_every_clock_goes_on_with_the_days_it_had_left(story: Story) -> None:
    story.submit().accept().assign().sign().work(4).take("withdraw", "requester", reason="pressed")
    # Whoever was pressed is called back; nothing else runs.
    assert running(story, ClockKind.CALL_BACK) == Clock.objects.running().get(case=story.case)
    story.work(10).take("resume", "staff", called="徐经理", said="称是有人劝撤，同意继续办理")
    left = {clock.kind: clock.days for clock in Clock.objects.running().filter(case=story.case)}
    assert left == {"answer": 11, "contact": 1, "reply": 8}
    answer, reply = running(story, ClockKind.ANSWER), running(story, ClockKind.REPLY)
    assert story.case.answer_due_on == answer.due_on
    assert Assignment.objects.get(case=story.case).due_on == reply.due_on
    assert not late(story, "handler")


def test_resumed_after_it_was_late_it_has_a_day_and_is_not_late(story: Story) -> None:
    story.submit().accept("simple").assign().sign().work(8)
    assert late(story, "liaison")
    story.take("withdraw", "requester", reason="pressed").work(3)
    story.take("resume", "staff", called="徐经理", said="同意继续办理")
    assert running(story, ClockKind.ANSWER).days == 1
    assert not late(story, "liaison")
    assert not late(story, "handler")


def test_days_of_waiting_are_not_used_up_when_a_case_was_withdrawn_meanwhile(story: Story) -> None:
    """Asked on day 2, withdrawn on day 5: two of fifteen days are used."""
    story.submit().accept().assign().sign().work(2).take("ask", "handler", text="请补充合同").work(3)
    story.take("withdraw", "requester", reason="pressed").work(1)
    story.take("resume", "staff", called="徐经理", said="同意继续办理")
    assert running(story, ClockKind.ANSWER).days == 13
    assert running(story, ClockKind.REPLY).days == 10
    assert not story.case.is_waiting
    story.take("ask", "handler", text="请再补充")


def test_resumed_before_acceptance_it_waits_to_be_accepted(story: Story) -> None:
    story.submit().take("withdraw", "requester", reason="pressed").work(2)
    story.take("resume", "staff", called="徐经理", said="同意继续办理")
    assert (story.case.status, running(story, ClockKind.ACCEPT).days) == ("submitted", 1)


def test_an_appeal_that_holds_starts_the_clocks_anew_and_asks_for_no_second_contact(story: Story) -> None:
    story.submit().accept().contact().assign().sign().work(14).take("ask", "liaison", text="请补充合同")
    story.take("propose_decline", "liaison", kind="decline", text="属民事纠纷，建议走诉讼。")
    story.take("terminate", "staff", reason="private", explanation="属民事纠纷", guidance="可向法院起诉")
    story.work(1).take("appeal", "requester", text="不是民事纠纷，是政策没有兑现。").work(1)
    story.take("decide_appeal", "second_staff", upheld="yes", reason="申诉成立")
    kinds = set(Clock.objects.running().filter(case=story.case).values_list("kind", flat=True))
    assert kinds == {"answer", "assign"}
    answer = running(story, ClockKind.ANSWER)
    assert (answer.days, answer.start_on, story.case.answer_due_on) == (
        15,
        local_date(story.at),
        answer.due_on,
    )
    assert not late(story, "staff")
    story.assign().sign().take("ask", "handler", text="请补充合同")


def test_a_unit_that_had_replied_can_be_given_the_case_again_after_an_appeal(story: Story) -> None:
    story.submit().accept().assign().sign().reply()
    story.take("propose_decline", "liaison", kind="decline", text="属民事纠纷，建议走诉讼。")
    story.take("terminate", "staff", reason="private", explanation="属民事纠纷", guidance="可向法院起诉")
    story.take("appeal", "requester", text="不是民事纠纷，是政策没有兑现。")
    story.take("decide_appeal", "second_staff", upheld="yes", reason="申诉成立").assign().sign().reply()
    assert story.case.status == "handling"


def test_what_a_returned_case_was_judged_by_is_counted_once(story: Story) -> None:
    """Of the clock that a withdrawal stopped and the one that went on, the second is the month's."""
    story.submit().accept().take("withdraw", "requester", reason="pressed").work(2)
    story.take("resume", "staff", called="徐经理", said="同意继续办理")
    story.contact().assign().sign().reply().answer()
    months = (Month(2026, 11), Month(2026, 12))
    rates = [
        figures.of_month(month, as_of=figures.AsOf(dt.date(2026, 12, 31))).rate("answered")
        for month in months
    ]
    assert sum(rate.denominator for rate in rates) == sum(rate.numerator for rate in rates) == 1


def test_whoever_hands_the_case_over_is_not_reminded_of_it(story: Story) -> None:
    story.submit().accept()
    remind(dt.datetime(2026, 11, 3, 10, tzinfo=SHANGHAI))
    old = story.people["representative"]
    assert Notice.objects.unread().filter(recipient=old, kind="reminder").exists()
    colleague = story.people["colleague"].representative  # type: ignore[attr-defined]
    story.take("hand_over", "staff", representative=colleague, reason="出差")
    assert not Notice.objects.unread().filter(recipient=old, kind="reminder").exists()


def test_an_extension_moves_the_date_and_says_how_it_is_counted(story: Story) -> None:
    story.submit().accept("simple").assign().sign()
    calendar, answer = office_calendar.load(), running(story, ClockKind.ANSWER)
    until = calendar.add(answer.due_on, 3)
    clocks.extend(story.case, answer, until=until, calendar=calendar)
    answer.refresh_from_db()
    assert (answer.due_on, answer.extra_days, story.case.answer_due_on) == (until, 3, until)
    days = clocks.counted(answer, calendar, on=local_date(story.at))
    assert (days[-1].date, days[-1].number) == (until, 8)
    assert answer.first_due_on < until


@pytest.mark.parametrize(
    ("working_days", "code"), [(0, "not_later"), (-1, "not_later"), (6, "too_long"), (40, "too_long")]
)
def test_an_extension_is_later_and_doubles_at_most(story: Story, working_days: int, code: str) -> None:
    story.submit().accept("simple")
    calendar, answer = office_calendar.load(), running(story, ClockKind.ANSWER)
    until = calendar.add(answer.due_on, working_days) if working_days >= 0 else answer.start_on
    with pytest.raises(Refused) as refused:
        clocks.extend(story.case, answer, until=until, calendar=calendar)
    assert (refused.value.code, refused.value.field) == (code, "until")


def test_extensions_add_up_and_a_pause_comes_on_top(story: Story) -> None:
    story.submit().accept("simple").assign().sign()
    calendar, answer = office_calendar.load(), running(story, ClockKind.ANSWER)
    for more in (3, 2):
        clocks.extend(story.case, answer, until=calendar.add(answer.due_on, more), calendar=calendar)
    with pytest.raises(Refused, match="不能超过原来的 5 个工作日"):
        clocks.extend(story.case, answer, until=calendar.add(answer.due_on, 1), calendar=calendar)
    told = answer.due_on
    story.take("ask", "liaison", text="请补充合同").work(2).take("supplement", "requester", text="见附件")
    answer.refresh_from_db()
    assert answer.due_on == calendar.add(told, 2)


def test_a_weekend_is_no_date(story: Story) -> None:
    story.submit().accept()
    answer = running(story, ClockKind.ANSWER)
    saturday = answer.due_on + dt.timedelta(days=5 - answer.due_on.weekday())
    with pytest.raises(Refused, match="工作日"):
        clocks.extend(story.case, answer, until=saturday, calendar=office_calendar.load())


def test_stopping_reasons_stay_apart(story: Story) -> None:
    story.submit().accept().take("withdraw", "requester", reason="solved")
    reasons = set(Clock.objects.filter(case=story.case).values_list("kind", "stop_reason"))
    assert ("answer", StopReason.VOID) in reasons
    assert ("accept", StopReason.DONE) in reasons
