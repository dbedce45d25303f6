"""延期: asked in time by the lead, decided by staff, both dates move, at most twice and at most doubled."""

import datetime as dt

import pytest

from office.models import Event, Message, Notice
from office.refusals import Refused
from requests_app.deadlines.reminders import remind
from requests_app.models import Assignment, Clock, Extension, Letter
from requests_app.models.clocks import ClockKind
from tests.breaking import assert_refused
from tests.stories import SHANGHAI, Story

ASKED = dt.date(2026, 11, 25)  # the unit's date is 11-18: five working days more
REASON = "需上级部门批复后才能办理"


@pytest.fixture
def asked(story: Story) -> Story:
    story.handled().work(3)
    return story.take("ask_extension", "handler", until_on=ASKED, reason=REASON)


def running(story: Story, kind: str) -> Clock:
    return Clock.objects.running().get(case=story.case, kind=kind)


def test_only_the_lead_asks_and_only_staff_decide(story: Story) -> None:
    story.handled(story.co).sign("co_handler").work(3)
    assert story.who_may("ask_extension") == {"handler"}
    assert story.who_may("extend") == set()
    story.take("ask_extension", "handler", until_on=ASKED, reason=REASON)
    assert story.who_may("ask_extension") == set()
    assert story.who_may("extend") == {"staff", "second_staff", "approver"}
    assert story.who_may("refuse_extension") == {"staff", "second_staff", "approver"}


def test_both_dates_move_by_the_same_working_days(asked: Story) -> None:
    asked.take("extend", "staff", until_on=ASKED)
    assert running(asked, ClockKind.REPLY).due_on == ASKED
    assert Assignment.objects.get(case=asked.case).due_on == ASKED
    assert asked.case.answer_due_on == dt.date(2026, 11, 30)
    assert asked.case.first_due_on == dt.date(2026, 11, 23)
    assert running(asked, ClockKind.ANSWER).extra_days == 5


def test_it_leaves_its_event_a_letter_and_words_to_both_sides(asked: Story) -> None:
    asked.take("extend", "staff", until_on=ASKED, decision="情况属实")
    event = Event.objects.filter(subject=asked.case.subject).latest("seq")
    assert (event.action, event.data["days"], event.data["until"]) == ("extend", 5, "2026-11-25")
    assert event.data["answer_due_on"] == "2026-11-30"
    letter = Letter.objects.get(case=asked.case, kind="extension")
    assert letter.number == "延期〔2026〕1号"
    told = Message.objects.filter(notices__title="您的诉求办理期限延长", channel="sms")
    assert told.exists()
    assert Notice.objects.filter(title="准予延期，财政局请于11月25日前回复").exists()


def test_a_refusal_leaves_every_date(asked: Story) -> None:
    before = asked.case.answer_due_on
    asked.take("refuse_extension", "staff", decision="请按期办理")
    assert asked.case.answer_due_on == before
    assert Extension.objects.get().outcome_label == "不予延期"
    assert not Clock.objects.running().filter(kind=ClockKind.EXTENSION).exists()
    assert "ask_extension" in asked.possible("handler")


def test_nothing_is_asked_within_the_last_two_days(story: Story) -> None:
    story.handled()
    story.at = dt.datetime(2026, 11, 16, 10, tzinfo=SHANGHAI)
    assert "ask_extension" in story.possible("handler")
    story.at = dt.datetime(2026, 11, 17, 10, tzinfo=SHANGHAI)
    with pytest.raises(Refused, match="最后 2 天"):
        story.take("ask_extension", "handler", until_on=ASKED, reason=REASON)


def test_at_most_twice_and_at_most_doubled(story: Story) -> None:
    story.handled().work(3)
    for until in (dt.date(2026, 11, 25), dt.date(2026, 12, 4)):
        story.take("ask_extension", "handler", until_on=until, reason=REASON)
        story.take("extend", "staff", until_on=until)
    with pytest.raises(Refused, match="已经延期 2 次"):
        story.take("ask_extension", "handler", until_on=dt.date(2026, 12, 7), reason=REASON)
    reply = running(story, ClockKind.REPLY)
    assert (reply.days, reply.extra_days, reply.due_on) == (12, 12, dt.date(2026, 12, 4))


def test_more_than_doubling_says_how_far_it_may_go(story: Story) -> None:
    story.handled().work(3)
    with pytest.raises(Refused, match="延期最多到 12月4日") as refused:
        story.take("ask_extension", "handler", until_on=dt.date(2026, 12, 7), reason=REASON)
    assert refused.value.field == "until_on"
    with pytest.raises(Refused, match="11月18日 以后"):
        story.take("ask_extension", "handler", until_on=dt.date(2026, 11, 18), reason=REASON)


def test_staff_grant_less_than_was_asked_never_more(asked: Story) -> None:
    with pytest.raises(Refused, match="不能晚于申请的日期"):
        asked.take("extend", "staff", until_on=dt.date(2026, 11, 26))
    asked.take("extend", "staff", until_on=dt.date(2026, 11, 20))
    assert asked.case.answer_due_on == dt.date(2026, 11, 25)


def test_a_pause_and_an_extension_add_up(asked: Story) -> None:
    asked.take("extend", "staff", until_on=ASKED)
    asked.take("ask", "handler", text="请补充合同").work(2).take("supplement", "requester", text="见附件")
    assert running(asked, ClockKind.REPLY).due_on == dt.date(2026, 11, 27)
    assert asked.case.answer_due_on == dt.date(2026, 12, 2)


def test_while_the_enterprise_is_asked_there_is_nothing_to_extend(story: Story) -> None:
    story.handled().work(3).take("ask", "handler", text="请补充合同")
    with pytest.raises(Refused, match="正在等企业补充"):
        story.take("ask_extension", "handler", until_on=ASKED, reason=REASON)


def test_a_reply_takes_the_question_away(asked: Story) -> None:
    asked.reply()
    assert not Clock.objects.running().filter(kind=ClockKind.EXTENSION).exists()
    assert asked.who_may("extend") == set()
    assert "单位已回复" in Extension.objects.get().outcome_label


def test_a_paper_units_letter_is_recorded_by_one_and_decided_by_another(story: Story) -> None:
    story.submit().accept().assign(lead=story.paper)
    part = Assignment.objects.get()
    story.take(
        "record_sign",
        "staff",
        assignment=part,
        officer_name="王总",
        officer_phone="07132920011",
        received_on=story.on,
    )
    story.work(3)
    assert story.who_may("ask_extension") == {"staff", "second_staff", "approver"}
    story.take("ask_extension", "staff", until_on=ASKED, reason=REASON)
    with pytest.raises(Refused, match="申请人以外"):
        story.take("extend", "staff", until_on=ASKED)
    story.take("extend", "second_staff", until_on=ASKED)
    assert Extension.objects.granted().count() == 1


def test_reminders_of_the_former_date_are_taken_back_and_made_anew(story: Story) -> None:
    story.handled().work(9)
    remind(story.at)
    reply = running(story, ClockKind.REPLY)
    assert Notice.objects.standing().filter(key=f"{reply.topic}:-3d").exists()
    story.take("ask_extension", "handler", until_on=ASKED, reason=REASON)
    story.take("extend", "staff", until_on=ASKED)
    assert not Notice.objects.standing().filter(key=f"{reply.topic}:-3d", read_at=None).exists()
    story.work(5)
    remind(story.at)
    assert Notice.objects.standing().filter(key=f"{reply.topic}:-3d@1125").exists()


def test_an_undecided_one_is_reminded_of_and_escalated(asked: Story) -> None:
    asked.work(1)
    remind(asked.at)
    asked.work(1)
    remind(asked.at)
    titles = Notice.objects.filter(recipient=asked.people["approver"]).values_list("title", flat=True)
    assert any(title.startswith("延期审批") and "超期" in title for title in titles)


def test_a_failing_letter_undoes_the_extension(asked: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*args: object, **kwargs: object) -> None:
        raise RuntimeError("letters")

    monkeypatch.setattr("requests_app.steps.extensions.letters.issue", broken)
    with pytest.raises(RuntimeError):
        asked.take("extend", "staff", until_on=ASKED)
    assert Extension.objects.get().granted is None
    assert running(asked, ClockKind.REPLY).due_on == dt.date(2026, 11, 18)


def test_the_database_refuses_what_is_not_whole(asked: Story) -> None:
    rows = Extension.objects.all()
    staff = asked.people["staff"]
    assert_refused("extension_decided_whole", lambda: rows.update(granted=True, until_on=ASKED, days=5))
    assert_refused(
        "extension_granted_has_date", lambda: rows.update(granted=True, decided_at=asked.at, decided_by=staff)
    )
    own = asked.people["handler"]
    assert_refused(
        "extension_second_person", lambda: rows.update(granted=False, decided_at=asked.at, decided_by=own)
    )
