"""What happens by itself, and what reminds whom: sweeper, reminders, escalations."""

import datetime as dt

import pytest

from groups.models import Absence, Department
from office.models import Notice
from requests_app.deadlines import clocks
from requests_app.deadlines.reminders import remind
from requests_app.followup.automatic import close_unrated, sweep
from requests_app.models import Clock, Pause
from requests_app.models.clocks import ClockKind, StopReason
from tests.clocks import was_met
from tests.stories import SHANGHAI, Story


def at(year: int, month: int, day: int, hour: int = 10) -> dt.datetime:
    return dt.datetime(year, month, day, hour, tzinfo=SHANGHAI)


def titles(kind: str) -> list[str]:
    return list(
        Notice.objects.filter(kind=kind, channel="inapp").order_by("pk").values_list("title", flat=True)
    )


def test_national_day_is_not_counted_and_make_up_days_are(story: Story) -> None:
    story.at = at(2026, 9, 30)
    story.submit().accept("simple")
    answer = Clock.objects.running().get(case=story.case, kind=ClockKind.ANSWER)
    # 9月30日 accepted; 10月1–8日 holiday; 9, 10 (make-up Saturday), 12, 13, 14 are days 1–5.
    assert answer.due_on == dt.date(2026, 10, 14)


def test_after_closing_the_next_working_day_is_the_start(story: Story) -> None:
    story.at = at(2026, 11, 6, 18)
    story.submit()
    accept = Clock.objects.running().get(case=story.case)
    assert (accept.start_on, accept.due_on) == (dt.date(2026, 11, 9), dt.date(2026, 11, 10))


def test_the_verdict_window_is_five_working_days_and_seven_calendar_days(story: Story) -> None:
    story.answered()
    verdict = Clock.objects.running().get(case=story.case, kind=ClockKind.VERDICT)
    assert verdict.due_on >= story.case.answered_on + dt.timedelta(days=7)
    assert sweep(verdict.due_at) == 0
    assert sweep(verdict.due_at + dt.timedelta(minutes=1)) == 1
    story.case.refresh_from_db()
    assert (story.case.status, story.case.outcome) == ("closed", "unrated")
    assert close_unrated(verdict.due_at + dt.timedelta(days=30)) == 0


def test_an_unsigned_assignment_is_deemed_signed_on_day_two_once(story: Story) -> None:
    story.submit().accept().assign(story.co)
    sign = Clock.objects.filter(kind=ClockKind.SIGN).first()
    assert sign is not None
    assert sweep(dt.datetime.combine(sign.due_on, dt.time(23), tzinfo=SHANGHAI)) == 0
    day_two = dt.datetime.combine(sign.due_on + dt.timedelta(days=1), dt.time(0, 5), tzinfo=SHANGHAI)
    assert sweep(day_two) == 2
    assert sweep(day_two) == 0
    story.case.refresh_from_db()
    assert story.case.status == "handling"
    assert set(story.case.assignments.values_list("deemed_signed", flat=True)) == {True}


def test_a_question_that_is_never_answered_stops_the_clock_for_five_days_only(story: Story) -> None:
    story.submit().accept().assign().sign()
    story.work(2).take("ask", "handler", text="请补充合同")
    story.work(4)
    assert sweep(story.at) == 0
    story.work(1)
    assert sweep(story.at) == 1
    story.case.refresh_from_db()
    answer = Clock.objects.running().get(case=story.case, kind=ClockKind.ANSWER)
    assert (answer.due_on - answer.first_due_on).days == 7
    assert answer.paused_on is None
    assert Pause.objects.get().until_on is not None


def test_nothing_reminds_before_nine(story: Story) -> None:
    story.submit()
    assert remind(at(2026, 11, 3, 8)) == 0
    assert remind(at(2026, 11, 3, 9)) > 0


def test_reminders_come_once_however_often_and_late_the_queue_runs(story: Story) -> None:
    story.submit().accept().assign().sign()
    story.take("contact", "representative", how="telephone", reached="yes", said="已联系")
    Notice.objects.all().delete()
    remind(at(2026, 11, 11))  # 5 working days before the unit's 18th
    remind(at(2026, 11, 11, 15))
    assert titles("reminder") == ["单位回复（财政局）还有 5 个工作日，期限 11月18日"]
    # Down from the 12th to the 18th: the 3- and 1-day reminders are stale and never sent.
    remind(at(2026, 11, 19))
    assert titles("escalation") == ["单位回复（财政局）已超期 1 个工作日，期限 11月18日"]
    remind(at(2026, 11, 24))
    assert len(titles("escalation")) == 4  # head, two staff, and the liaison for the enterprise's date
    remind(at(2026, 11, 24, 16))
    assert len(titles("escalation")) == 4


def test_a_missed_unit_climbs_from_head_to_staff_to_approver(story: Story) -> None:
    story.submit().accept().assign().sign()
    for day in range(18, 31):
        remind(at(2026, 11, day))
    for day in range(1, 12):
        remind(at(2026, 12, day))
    reply = Clock.objects.get(kind=ClockKind.REPLY)
    told = Notice.objects.filter(kind="escalation", channel="inapp", key__startswith=f"{reply.topic}:")
    assert {notice.recipient.username for notice in told.filter(key__endswith="level1")} == {"head"}
    assert {notice.recipient.username for notice in told.filter(key__endswith="level3")} == {
        "staff",
        "secondstaff",
    }
    assert {notice.recipient.username for notice in told.filter(key__endswith="level10")} == {"approver"}


def test_a_delegate_is_reminded_and_acts_in_the_absent_persons_name(story: Story) -> None:
    story.submit().accept()
    Absence.objects.create(
        user=story.people["representative"],
        from_on=dt.date(2026, 11, 1),
        to_on=dt.date(2026, 11, 30),
        delegate=story.people["colleague"],
    )
    remind(at(2026, 11, 3))
    told = Notice.objects.filter(kind="reminder", channel="inapp", title__contains="联系企业")
    assert {notice.recipient.username for notice in told} == {"colleague"}
    story.case.refresh_from_db()
    fresh = type(story.people["colleague"]).objects.get(pk=story.people["colleague"].pk)
    story.people["colleague"] = fresh
    event = story.take("contact", "colleague", how="telephone", reached="yes", said="代为联系").case
    last = event.subject
    from office.models import Event

    row = Event.objects.filter(subject=last).latest("seq")
    assert row.by_user is not None
    assert row.by_user.username == "colleague"
    assert row.on_behalf_of is not None
    assert row.on_behalf_of.username == "representative"


def test_three_tries_on_two_days_stop_the_contact_clock_as_attempted(story: Story) -> None:
    story.submit().accept()
    missed = {"how": "telephone", "reached": "no", "said": "无人接听"}
    story.take("contact", "representative", **missed).wait(hours=1).take(
        "contact", "representative", **missed
    )
    assert Clock.objects.running().filter(kind=ClockKind.CONTACT).exists()
    story.work(1).take("contact", "representative", **missed)
    assert Clock.objects.get(kind=ClockKind.CONTACT).stop_reason == StopReason.ATTEMPTED


def test_a_paper_units_clock_stops_at_the_letters_receipt(story: Story) -> None:
    story.submit().accept().assign(lead=story.paper)
    story.work(3).take(
        "record_reply",
        "staff",
        text="经现场核查，已更换变压器并恢复供电。",
        result_class="A",
        signer="王总",
        officer_name="赵师傅",
        officer_phone="07132950000",
        publicity="open",
        recorded_from="通讯员送达",
        received_on=dt.date(2026, 11, 4),
    )
    reply = Clock.objects.get(kind=ClockKind.REPLY)
    assert reply.stopped_on == dt.date(2026, 11, 4)
    assert was_met(reply)
    assert story.case.status == "handling"


def test_the_explanation_counts_the_same_days_as_the_clock(story: Story) -> None:
    story.submit().accept().assign().sign()
    story.work(2).take("ask", "handler", text="请补充合同").work(2).take(
        "supplement", "requester", text="见附件"
    )
    from office import calendar as office_calendar

    answer = Clock.objects.running().select_related("case").get(case=story.case, kind=ClockKind.ANSWER)
    days = clocks.counted(answer, office_calendar.load(), on=story.at.date())
    assert days[-1].date == answer.due_on
    assert sum(day.kind == "paused" for day in days) == 2


@pytest.mark.parametrize("mode", [Department.Mode.ONLINE, Department.Mode.PAPER])
def test_stopping_a_clock_takes_its_unread_reminders_back(story: Story, mode: str) -> None:
    Department.objects.filter(pk=story.lead.pk).update(mode=mode)
    story.submit().accept().assign().sign()
    remind(at(2026, 11, 11))
    assert Notice.objects.standing().filter(kind="reminder", title__contains="单位回复").exists()
    story.at = at(2026, 11, 12)
    story.reply()
    assert not Notice.objects.standing().filter(kind="reminder", title__contains="单位回复").exists()
