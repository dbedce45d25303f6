"""Places where two rules meet: overridden verdicts, a co-department that becomes lead, what is forgotten in time."""

import datetime as dt

from office.models import Event, EventPrivate, Message
from requests_app.deadlines.reminders import remind
from requests_app.models import AccessKey, Assignment, Clock
from requests_app.models.clocks import ClockKind, StopReason
from requests_app.personal_data.retention import purge_contacts
from tests.proof import verify
from tests.stories import SHANGHAI, Story

VERDICT = {"satisfaction": "satisfied", "agreed": "yes", "reason": ""}


def test_a_second_no_over_a_telephone_yes_goes_to_settling(story: Story) -> None:
    story.answered().work(1).rate("dissatisfied", "no", "没有解决")
    story.work(1).reply().work(1).answer().work(1)
    story.take("record_verdict", "second_staff", called="徐经理", **VERDICT)
    assert story.case.status == "closed"
    story.work(1).rate("dissatisfied", "no", "电话里没说清，没有解决")
    assert (story.case.status, story.case.outcome, story.case.closed_at) == ("answered", "", None)
    assert Clock.objects.running().get(case=story.case).kind == ClockKind.SETTLE


def test_a_standing_co_department_may_become_the_lead(story: Story) -> None:
    story.submit().accept().assign(story.co)
    story.take("return", "handler", reason="不属本局职能")
    story.assign(lead=story.co)
    leads = Assignment.objects.current().filter(case=story.case, part="lead")
    assert [lead.department for lead in leads] == [story.co]
    assert Assignment.objects.current().filter(case=story.case, department=story.co).count() == 1


def test_an_answer_without_a_contact_is_no_response(story: Story) -> None:
    story.submit().accept().assign().sign().reply().answer()
    assert Clock.objects.get(case=story.case, kind=ClockKind.CONTACT).stop_reason == StopReason.LAPSED


def test_the_reminder_to_rate_brings_a_link_of_its_own_once(story: Story) -> None:
    story.answered().work(3)
    keys = AccessKey.objects.filter(case=story.case).count()
    remind(story.at)
    remind(story.at)
    assert AccessKey.objects.filter(case=story.case).count() == keys + 1
    assert Message.objects.filter(channel="sms", carries_secret=True).count() == 3


def test_contact_data_is_forgotten_three_years_after_the_end(story: Story) -> None:
    story.answered().work(1).rate()
    soon = dt.datetime(2029, 10, 1, tzinfo=SHANGHAI)
    late = dt.datetime(2029, 12, 1, tzinfo=SHANGHAI)
    assert purge_contacts(soon) == 0
    assert purge_contacts(late) == 1
    assert purge_contacts(late) == 0
    story.case.refresh_from_db()
    assert (story.case.contact, story.case.phone, story.case.phone_index) == ("", "", "")
    assert story.case.text
    assert not EventPrivate.objects.filter(event__subject=story.case.subject).exists()
    assert Event.objects.filter(subject=story.case.subject).count() == 9

    assert verify().is_whole
