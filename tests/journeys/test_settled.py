"""Ways that end well: settled by one unit, by three, by letter, on the spot, after a question."""

import datetime as dt

import pytest

from groups.models import Department
from office.models import Notice, User
from requests_app.models import Clock, Letter
from requests_app.models.clocks import ClockKind
from tests.clocks import was_met
from tests.journeys.conftest import OFFICER, Walk
from tests.stories import REPLY

pytestmark = pytest.mark.postgres


def test_settled_by_one_department(walk: Walk) -> None:
    walk.answered()
    page = walk.page()
    assert "已答复" in page
    assert "问题解决了吗" in page
    walk.work(1).rate("satisfied", "yes")
    assert (walk.case.status, walk.case.outcome) == ("closed", "settled")
    assert walk.steps == ["submit", "accept", "contact", "assign", "sign", "reply", "answer", "rate"]
    assert "已办结" in walk.page()
    assert Letter.objects.filter(case=walk.case, kind="assignment").count() == 1


def test_two_co_departments_give_their_opinions(
    walk: Walk, third_department: Department, second_unit: User
) -> None:
    walk.story.people["second_unit"] = second_unit
    walk.submit().accept().contact().assign(co=("kfq", "jrb")).work(1)
    for who in ("handler", "co_handler", "second_unit"):
        walk.sign(who)
    for who in ("co_handler", "second_unit"):
        walk.desk(who, "opinion", text="同意按无还本续贷政策办理，我单位已与银行沟通。")
    walk.work(1).reply().work(1).answer().work(1).rate("mostly", "yes")
    assert walk.case.outcome == "settled"
    statuses = walk.case.assignments.order_by("id").values_list("part", "status")
    assert list(statuses) == [("lead", "replied"), ("co", "opinion_given"), ("co", "opinion_given")]


def test_a_paper_units_sealed_letter(walk: Walk) -> None:
    walk.submit().accept().contact().assign(lead="gdgs").work(3)
    walk.desk(
        "staff", "record_reply", text=REPLY, result_class="A", signer="王总", publicity="open",
        recorded_from="通讯员送达", received_on="2026-11-04", document_number="麻供函〔2026〕8号",
        assignment=str(walk.case.assignments.get().pk), **OFFICER,
    )  # fmt: skip
    reply = Clock.objects.get(case=walk.case, kind=ClockKind.REPLY)
    assert reply.stopped_on == dt.date(2026, 11, 4)
    walk.answer().work(1).rate("satisfied", "yes")
    assert walk.case.outcome == "settled"


def test_asked_and_supplemented_the_clock_stood_still(walk: Walk) -> None:
    walk.submit().accept().contact().assign().work(1).sign()
    due = walk.case.answer_due_on
    walk.desk("handler", "ask", text="请补充借款合同和最近一期报表")
    assert "等您补充" in walk.page()
    walk.work(2).own("supplement", text="合同和报表见附件。")
    moved = walk.case.answer_due_on
    assert due is not None
    assert moved is not None
    assert (moved - due).days == 2
    walk.work(1).reply().work(1).answer().work(1).rate("satisfied", "yes")
    answer = Clock.objects.get(case=walk.case, kind=ClockKind.ANSWER)
    assert was_met(answer)


def test_answered_on_the_spot_by_two_people(walk: Walk) -> None:
    walk.submit().accept().contact()
    text = "这项政策可以直接在电子税务局申报时享受，不用备案，具体填法已当面说明。"
    walk.desk("representative", "propose_spot_answer", text=text, result_class="D")
    walk.desk("liaison", "answer_on_the_spot", text=text, result_class="D")
    assert "原因说清楚了吗" in walk.page()
    walk.rate("satisfied", "yes")
    assert walk.case.outcome == "explained"


def test_a_delegate_acts_for_somebody_on_leave(walk: Walk) -> None:
    from groups.models import Absence
    from office.models import Event

    Absence.objects.create(
        user=walk.story.people["representative"],
        from_on=dt.date(2026, 11, 1),
        to_on=dt.date(2026, 11, 30),
        delegate=walk.story.people["colleague"],
    )
    walk.submit().accept().contact("colleague")
    event = Event.objects.filter(subject=walk.case.subject, action="contact").get()
    assert event.by_user == walk.story.people["colleague"]
    assert event.on_behalf_of == walk.story.people["representative"]
    page = walk.browser("staff").get(f"/desk/requests/{walk.number}/").content.decode()
    assert "仇英（代单雄）" in page


def test_late_with_every_reminder_and_escalation_once(walk: Walk) -> None:
    walk.submit().accept().contact().assign().work(1).sign()
    walk.work(25)
    reply = Clock.objects.get(case=walk.case, kind=ClockKind.REPLY)
    keys = list(
        Notice.objects.filter(key__startswith=f"{reply.topic}:", channel="inapp").values_list(
            "key", "recipient"
        )
    )
    assert len(keys) == len(set(keys))
    labels = {key.rsplit(":", 1)[1] for key, _ in keys}
    assert {"-5d", "-3d", "-1d", "+1d", "+2d", "level1", "level3", "level10"} <= labels
    walk.morning()
    assert Notice.objects.filter(key__startswith=f"{reply.topic}:", channel="inapp").count() == len(keys)
    walk.reply().work(1).answer()
    assert not was_met(Clock.objects.get(case=walk.case, kind=ClockKind.ANSWER))
