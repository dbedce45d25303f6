"""What follows an end: a promise kept and one let pass, an end that did not hold, the question after four weeks."""

import datetime as dt
import re

import pytest

from office.models import Message, Notice
from requests_app.models import LookBack, Promise
from tests.journeys.conftest import Journey
from tests.stories import SHANGHAI

pytestmark = pytest.mark.postgres
EVIDENCE = "12月10日路灯全部安装通电，附验收单，企业在场确认。"


def promised(journey: Journey) -> Journey:
    journey.submit().accept().contact().assign().work(1).sign().work(1)
    journey.reply("B", promise_on="2026-12-21", promise_text="年底前建成投用").work(1).answer()
    return journey.work(1).rate()


def to(journey: Journey, month: int, day: int, hour: int = 10) -> Journey:
    """Sweeper and reminders of that morning, then the hour."""
    journey.move_to(month, day, 9).morning()
    return journey.move_to(month, day, hour)


def test_a_promise_is_kept_with_proof_and_confirmed_by_the_enterprise(journey: Journey) -> None:
    promised(journey)
    journey.take("report_milestone", "liaison", text="已完成招标，12月上旬进场施工。")
    page = journey.page()
    assert "已完成招标，12月上旬进场施工。" in page
    assert "您确认前不算解决" in page
    to(journey, 12, 14)
    assert Notice.objects.filter(title="兑现承诺还有 5 个工作日，期限 12月21日").exists()
    journey.take("keep_promise", "liaison", evidence=EVIDENCE)
    page = journey.page()
    assert "承诺兑现了吗" in page
    assert EVIDENCE in page
    journey.take("still_there", holds="yes", said="")
    assert (journey.case.status, journey.case.outcome) == ("closed", "settled")
    assert "已办结" in journey.page()
    assert LookBack.objects.get(case=journey.case, source="promise").outcome == "holds"


def test_a_promise_let_pass_goes_back_to_work_and_is_settled_after_all(journey: Journey) -> None:
    promised(journey)
    to(journey, 12, 21)
    to(journey, 12, 23, 10)
    assert (journey.case.status, journey.case.round) == ("handling", 2)
    assert Promise.objects.get(case=journey.case).broken_on is not None
    assert Notice.objects.filter(title="承诺没有兑现，建议列为重点督办", kind="escalation").exists()
    assert "承诺到期没有登记兑现，重新办理" in journey.page()
    journey.reply().work(1).answer().work(1).rate("mostly")
    assert journey.case.outcome == "settled"


def test_an_end_that_did_not_hold_is_found_by_a_call_and_done_again(journey: Journey) -> None:
    journey.story.group.checks_back = True
    journey.story.group.save()
    journey.answered().work(1).rate()
    day = journey.case.closed_on + dt.timedelta(days=30)
    to(journey, day.month, day.day)
    form = journey.browser("second_staff").get(f"/desk/requests/{journey.number}/steps/record_look_back/")
    assert "通话提纲" in form.content.decode()
    journey.take(
        "record_look_back", "second_staff", outcome="came_back", called="徐经理", said="又要求先还后贷。"
    )
    assert journey.case.status == "handling"
    assert "回访您：问题仍在或又出现" in journey.page()
    journey.reply().work(1).answer().work(1).rate()
    assert journey.case.outcome == "settled"


def test_four_weeks_later_a_no_by_link_brings_a_call_and_the_case_back(journey: Journey) -> None:
    journey.answered().work(1).rate()
    day = journey.case.closed_on + dt.timedelta(days=28)
    to(journey, day.month, day.day)
    sent = Message.objects.filter(channel="sms", secret__isnull=False).order_by("-pk")
    link = next(
        found.group(0) for each in sent if (found := re.search(r"/receipt/\S+/still_there/", each.secret))
    )
    page = journey.enterprise.get(link).content.decode()
    assert "问题彻底解决了吗" in page
    journey.take("still_there", holds="no", said="月底又催我们先还后贷。")
    assert journey.case.status == "closed"
    journey.take(
        "record_look_back", "second_staff", outcome="came_back", called="徐经理", said="确实又出现了。"
    )
    assert (journey.case.status, journey.case.round) == ("handling", 2)
    assert dt.datetime.now(SHANGHAI).date() == day


def test_who_was_talked_out_of_it_is_called_and_gets_the_answer(journey: Journey) -> None:
    journey.submit().accept().contact().work(1).take("withdraw", reason="pressed", text="有人打电话让我撤")
    journey.take(
        "record_call_back", "second_staff", outcome="pressed", called="徐经理", said="说是被劝的，想接着办。"
    )
    assert journey.case.status == "accepted"
    journey.assign().work(1).sign().work(1).reply().work(1).answer().work(1).rate()
    assert journey.case.outcome == "settled"
