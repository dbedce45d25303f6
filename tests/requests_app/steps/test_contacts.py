"""联系企业 has its own time: clocks are judged by when it happened, not by when it was typed."""

import datetime as dt

import pytest

from evaluation import figures
from evaluation.drafting import representative_lines
from office.months import Month
from office.refusals import Refused
from requests_app.access.case_access import access_of
from requests_app.history import case_history
from requests_app.models import Clock, Contact
from requests_app.models.case_file import CaseFile
from requests_app.models.clocks import ClockKind
from tests.clocks import was_met
from tests.stories import SHANGHAI, Story

CALLED = {"how": "telephone", "reached": "yes", "said": "已了解情况，正在协调。"}


def told(story: Story) -> str:
    access = access_of(CaseFile(story.case), story.people["staff"], story.on)
    return str(case_history.for_desk(story.case, access))


def the_clock() -> Clock:
    return Clock.objects.get(kind=ClockKind.CONTACT)


def at(day: int, hour: int = 15) -> dt.datetime:
    return dt.datetime(2026, 11, day, hour, tzinfo=SHANGHAI)


def test_a_call_of_the_last_day_entered_the_next_morning_is_in_time(story: Story) -> None:
    story.submit().accept().work(3)
    assert the_clock().due_on == dt.date(2026, 11, 4)
    story.take("contact", "representative", contacted_at=at(4), **CALLED)
    assert the_clock().stopped_on == dt.date(2026, 11, 4)
    assert was_met(the_clock())
    contact = Contact.objects.get()
    assert (contact.contacted_at, contact.contacted_on, contact.entered_at) == (
        at(4), dt.date(2026, 11, 4), story.at,
    )  # fmt: skip
    assert "11月4日联系" in told(story)


def test_a_call_entered_later_than_the_next_working_day_counts_when_it_was_entered(story: Story) -> None:
    story.submit().accept().work(4).take("contact", "representative", contacted_at=at(4), **CALLED)
    assert the_clock().stopped_on == dt.date(2026, 11, 6)
    assert not was_met(the_clock())
    assert Contact.objects.get().contacted_at == at(4)


def test_a_call_just_made_needs_no_time(story: Story) -> None:
    story.submit().accept().take("contact", "representative", **CALLED)
    contact = Contact.objects.get()
    assert (contact.contacted_at, contact.entered_at) == (story.at, None)


@pytest.mark.parametrize("day", [1, 9])
def test_a_time_before_the_receipt_or_after_now_is_refused(story: Story, day: int) -> None:
    story.submit().accept().work(1)
    with pytest.raises(Refused) as refusal:
        story.take("contact", "representative", contacted_at=at(day), **CALLED)
    assert refusal.value.field == "contacted_at"
    assert not Contact.objects.exists()


def test_a_call_entered_after_the_months_end_leaves_the_month_as_it_was(story: Story) -> None:
    story.at = dt.datetime(2026, 10, 30, 9, tzinfo=SHANGHAI)
    story.submit().accept()
    month = Month(2026, 10)

    def contacted() -> list[int]:
        lines = representative_lines(story.case.station, month, figures.AsOf.end_of(month))
        return [line["contacted"] for line in lines]

    before = contacted()
    story.work(1).take(
        "contact", "representative", contacted_at=dt.datetime(2026, 10, 30, 16, tzinfo=SHANGHAI), **CALLED
    )
    assert Contact.objects.get().contacted_on == dt.date(2026, 10, 30)
    assert contacted() == before
