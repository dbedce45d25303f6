"""Ways that end well: settled by one unit, by three, by letter, on the spot, after a question."""

import datetime as dt

import pytest

from demo.defaults import OFFICER, REPLY
from groups.models import Department
from office.models import Notice, User
from requests_app.models import Clock, Letter
from requests_app.models.clocks import ClockKind
from tests.clocks import was_met
from tests.journeys.conftest import Journey

pytestmark = pytest.mark.postgres


def test_settled_by_one_department(journey: Journey) -> None:
    journey.answered()
    page = journey.page()
    assert "已答复" in page
    assert "问题解决了吗" in page
    journey.work(1).rate()
    assert (journey.case.status, journey.case.outcome) == ("closed", "settled")
    assert journey.steps == ["submit", "accept", "contact", "assign", "sign", "reply", "answer", "rate"]
    assert "已办结" in journey.page()
    assert Letter.objects.filter(case=journey.case, kind="assignment").count() == 1


def test_two_co_departments_give_their_opinions(
    journey: Journey, third_department: Department, second_unit: User
) -> None:
    journey.story.people["second_unit"] = second_unit
    journey.submit().accept().contact().assign("kfq", "jrb").work(1)
    for who in ("handler", "co_handler", "second_unit"):
        journey.sign(who)
    for who in ("co_handler", "second_unit"):
        journey.take("opinion", who, text="同意按无还本续贷政策办理，我单位已与银行沟通。")
    journey.work(1).reply().work(1).answer().work(1).rate("mostly")
    assert journey.case.outcome == "settled"
    statuses = journey.case.assignments.order_by("id").values_list("part", "status")
    assert list(statuses) == [("lead", "replied"), ("co", "opinion_given"), ("co", "opinion_given")]


def test_a_paper_units_sealed_letter(journey: Journey) -> None:
    journey.submit().accept().contact().assign(lead="gdgs").work(3)
    journey.take(
        "record_reply", "staff", text=REPLY, result_class="A", signer="王总", publicity="open",
        recorded_from="通讯员送达", received_on="2026-11-04", document_number="麻供函〔2026〕8号",
        assignment=str(journey.case.assignments.get().pk), **OFFICER,
    )  # fmt: skip
    reply = Clock.objects.get(case=journey.case, kind=ClockKind.REPLY)
    assert reply.stopped_on == dt.date(2026, 11, 4)
    journey.answer().work(1).rate()
    assert journey.case.outcome == "settled"


def test_asked_and_supplemented_the_clock_stood_still(journey: Journey) -> None:
    journey.submit().accept().contact().assign().work(1).sign()
    due = journey.case.answer_due_on
    journey.take("ask", "handler", text="请补充借款合同和最近一期报表")
    assert "等您补充" in journey.page()
    journey.work(2).take("supplement", text="合同和报表见附件。")
    moved = journey.case.answer_due_on
    assert due is not None
    assert moved is not None
    assert (moved - due).days == 2
    journey.work(1).reply().work(1).answer().work(1).rate()
    answer = Clock.objects.get(case=journey.case, kind=ClockKind.ANSWER)
    assert was_met(answer)


def test_answered_on_the_spot_by_two_people(journey: Journey) -> None:
    journey.submit().accept().contact()
    text = "这项政策可以直接在电子税务局申报时享受，不用备案，具体填法已当面说明。"
    journey.take("propose_spot_answer", "representative", text=text, result_class="D")
    journey.take("answer_on_the_spot", "liaison", text=text, result_class="D")
    assert "原因说清楚了吗" in journey.page()
    journey.rate()
    assert journey.case.outcome == "explained"


def test_a_delegate_acts_for_somebody_on_leave(journey: Journey) -> None:
    from groups.models import Absence
    from office.models import Event

    Absence.objects.create(
        user=journey.story.people["representative"],
        from_on=dt.date(2026, 11, 1),
        to_on=dt.date(2026, 11, 30),
        delegate=journey.story.people["colleague"],
    )
    journey.submit().accept().contact("colleague")
    event = Event.objects.filter(subject=journey.case.subject, action="contact").get()
    assert event.by_user == journey.story.people["colleague"]
    assert event.on_behalf_of == journey.story.people["representative"]
    page = journey.browser("staff").get(f"/desk/requests/{journey.number}/").content.decode()
    assert "仇英（代单雄）" in page


def test_late_with_every_reminder_and_escalation_once(journey: Journey) -> None:
    journey.submit().accept().contact().assign().work(1).sign()
    journey.work(25)
    reply = Clock.objects.get(case=journey.case, kind=ClockKind.REPLY)
    keys = list(
        Notice.objects.filter(key__startswith=f"{reply.topic}:", channel="inapp").values_list(
            "key", "recipient"
        )
    )
    assert len(keys) == len(set(keys))
    labels = {key.rsplit(":", 1)[1] for key, _ in keys}
    assert {"-5d", "-3d", "-1d", "+1d", "+2d", "level1", "level3", "level10"} <= labels
    journey.morning()
    assert Notice.objects.filter(key__startswith=f"{reply.topic}:", channel="inapp").count() == len(keys)
    journey.reply().work(1).answer()
    assert not was_met(Clock.objects.get(case=journey.case, kind=ClockKind.ANSWER))
