"""办理进度表 as the queue freezes it: the cases as they stood at the end of the month."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from groups.models import ProfessionalGroup
from office.actors import Actor
from office.calendar import load
from office.models import Event, Notice
from office.months import Month
from requests_app.models import Clock, EnterpriseRequest, ProgressTable
from requests_app.progress_tables import due, verbs
from requests_app.progress_tables.cases_as_of import rows_of
from requests_app.progress_tables.papers import sums_of
from tests.requests_app.progress_rows import (
    FIRST,
    NOVEMBER,
    at,
    frozen,
    refused,
    row_of,
)
from tests.stories import SHANGHAI, Story


def test_a_row_says_how_the_case_stood_at_the_end_of_the_month(story: Story) -> None:
    story.submit().accept("simple").contact().assign(story.co).sign()
    row = row_of(frozen(story), story)
    assert (row.lead, row.co) == (story.lead.short_name, story.co.short_name)
    assert (row.category, row.state, row.kind) == ("贷款与续贷", "办理中", "going")
    assert (row.received_on, row.due_on) == (dt.date(2026, 11, 2), dt.date(2026, 11, 9))
    assert row.left == "超期 15"
    assert row.progress == f"{story.lead.short_name}11月2日签收，正在办理。"


@pytest.mark.parametrize(
    ("result_class", "state", "kind"),
    [("A", "已办结", "settled"), ("B", "承诺事项", "promised"), ("C", "暂不能解决已说明", "ended")],
)
def test_what_ended_in_the_month_is_in_it_with_its_end(
    story: Story, result_class: str, state: str, kind: str
) -> None:
    story.answered(result_class).work(1).rate()
    row = row_of(frozen(story), story)
    assert (row.state, row.kind) == (state, kind)
    assert row.left == "提前 10"


def test_a_late_freeze_gives_the_same_rows_as_one_in_time(story: Story) -> None:
    """The queue was down for three days: what happened on the 2nd is not in November."""
    story.submit().accept().contact().assign().sign()
    asked = story.case
    story.at = at(11, 27)
    story.take("ask", "liaison", text="请补充合同。")
    story.at = at(11, 5)
    story.submit(phone="").accept().contact().assign().sign()
    going = story.case
    story.at = at(12, 2)
    story.reply().answer().rate()
    story.case = asked
    story.take("supplement", "requester", text="合同在附件里。")
    table = frozen(story, at(12, 4))
    assert [(row.case, row.state) for row in table.rows.order_by("order")] == [
        (asked, "待补充"),
        (going, "办理中"),
    ]


def test_a_deadline_is_the_one_of_that_day_whatever_has_moved_since(story: Story) -> None:
    """Extended and asked in December, reopened in December: November's rows keep November's dates."""
    story.at = at(11, 26)
    story.answered().rate()
    closed, closed_due = story.case, story.case.answer_due_on
    story.at = at(11, 5)
    story.submit(phone="").accept().contact().assign().sign()
    asked = story.case
    story.at = at(11, 16)
    story.take("ask", "liaison", text="请补充合同。")
    story.at = at(11, 18)
    story.take("supplement", "requester", text="合同在附件里。")
    asked_due = story.case.answer_due_on
    story.at = at(11, 6)
    story.submit(phone="").accept("hard").contact().assign().sign()
    extended, extended_due = story.case, story.case.answer_due_on
    in_time = {row.case_id: (row.due_on, row.days) for row in rows_of(story.group, NOVEMBER, load())}
    assert {case: due_on for case, (due_on, _) in in_time.items()} == {
        closed.pk: closed_due, asked.pk: asked_due, extended.pk: extended_due,
    }  # fmt: skip
    assert asked_due != Clock.objects.get(case=asked, kind="answer").first_due_on
    story.at = at(12, 3)
    until = load().add(story.case.assignments.get(part="lead").due_on, 4)
    story.take("ask_extension", "handler", until_on=until, reason="须与省厅核对数据")
    story.take("extend", "second_staff", until_on=until)
    for case in (closed, asked):
        story.case = case
        case.refresh_from_db()
        if case == closed:
            story.take("reopen", "requester", reason="又停了")
        story.take("ask", "liaison", text="请补充清单。").wait(days=2)
        story.take("supplement", "requester", text="清单在附件里。")
    assert EnterpriseRequest.objects.get(pk=extended.pk).answer_due_on != extended_due
    late = {row.case_id: (row.due_on, row.days) for row in rows_of(story.group, NOVEMBER, load())}
    assert late == in_time


def test_a_case_of_another_group_sealed_referred_or_of_another_month_is_not_in_it(story: Story) -> None:
    kept = story.submit().accept().case
    story.submit(phone="").accept().take("seal", "staff")
    story.submit(phone="").accept()
    story.case.group = story.co.professional_group
    story.case.save()
    story.at = at(12, 1)
    story.submit(phone="").accept()
    table = frozen(story, at(12, 2))
    assert [row.case for row in table.rows.all()] == [kept]
    story.at = at(10, 12)
    story.answered().work(1).rate()
    assert not table.rows.filter(case=story.case).exists()


def test_the_sums_add_up(story: Story) -> None:
    story.at = at(10, 12)
    story.submit().accept().contact().assign().sign()
    story.at = at(11, 3)
    story.answered().work(1).rate()
    story.at = at(11, 3)
    story.submit(phone="").accept()
    sums = dict(sums_of(list(frozen(story).rows.all())))
    assert (sums["上月结转"], sums["本月受理"]) == (1, 2)
    assert (sums["已办结"], sums["办理中"], sums["其中超期"]) == (1, 2, 2)


def test_the_queue_freezes_each_reporting_group_once(story: Story, industry_group: ProfessionalGroup) -> None:
    ProfessionalGroup.objects.filter(pk=story.group.pk).update(has_progress_table=True)
    story.submit().accept()
    assert due.freeze_due(FIRST) == 1
    assert due.freeze_due(FIRST + dt.timedelta(days=1)) == 0
    table = ProgressTable.objects.get()
    assert (table.group, table.period, table.edition, table.issue) == (story.group, NOVEMBER, 1, 1)
    assert Notice.objects.filter(recipient=story.people["liaison"], title__endswith="请填写进展").exists()
    assert Event.objects.get(subject=table.subject, action="freeze").data["rows"] == 1


def test_a_group_without_cases_has_nothing_to_report_and_no_month_is_frozen_before_its_end(
    story: Story,
) -> None:
    assert verbs.freeze(story.group, NOVEMBER, by=Actor.system("progress"), at=FIRST) is None
    story.submit().accept()
    refused("too_early", lambda: frozen(story, at(11, 30, 23)))


def test_freezing_thirty_cases_costs_no_more_queries_than_three(story: Story) -> None:
    def cost(month: Month, instant: dt.datetime) -> int:
        with CaptureQueriesContext(connection) as captured:
            verbs.freeze(story.group, month, by=Actor.system("progress"), at=instant)
        return len(captured)

    for _ in range(3):
        story.submit(phone="").accept().assign()
    few = cost(NOVEMBER, FIRST)
    story.at = at(12, 2)
    for _ in range(12):
        story.submit(phone="").accept().assign()
    assert cost(NOVEMBER.next, dt.datetime(2027, 1, 1, 0, 5, tzinfo=SHANGHAI)) <= few


def test_a_queue_that_was_down_for_two_months_freezes_every_month(
    story: Story, industry_group: ProfessionalGroup
) -> None:
    ProfessionalGroup.objects.filter(pk=story.group.pk).update(has_progress_table=True)
    story.submit().accept()
    assert due.freeze_due(FIRST + dt.timedelta(days=35)) == 2
    assert due.freeze_due(FIRST + dt.timedelta(days=36)) == 0
    tables = ProgressTable.objects.order_by("year", "month")
    assert [(table.period, table.issue) for table in tables] == [(NOVEMBER, 1), (NOVEMBER.next, 2)]
    assert due.freeze_due(FIRST + dt.timedelta(days=130)) == 3
