"""补记: what belongs to a month that is over and was written down later is in the next month's line alone."""

import datetime as dt

import pytest
from django.test import Client

from evaluation import disclosing, late_entries
from evaluation.corrections import moved
from evaluation.drafting import month_data
from evaluation.models import Disclosure
from evaluation.monthly import draft_due
from evaluation.periods import Month
from office.actors import Actor
from tests.stories import SHANGHAI, Story

pytestmark = pytest.mark.django_db
OCTOBER, NOVEMBER = Month(2026, 10), Month(2026, 11)
CALLED = {"how": "telephone", "reached": "yes", "said": "已了解情况，正在协调。"}


def at(month: int, day: int, hour: int = 10) -> dt.datetime:
    return dt.datetime(2026, month, day, hour, tzinfo=SHANGHAI)


def in_october(story: Story) -> Story:
    """Accepted and assigned to a paper unit on the last working day."""
    story.at = at(10, 30, 9)
    return story.submit().accept().assign(lead=story.paper)


def late(story: Story, month: Month) -> int | None:
    return late_entries.of(month_data(story.station, month))


def test_a_contact_of_last_month_entered_in_this_one(story: Story) -> None:
    in_october(story)
    before = month_data(story.station, OCTOBER)
    story.at = at(11, 2)
    story.take("contact", "representative", contacted_at=at(10, 30, 16), **CALLED)
    assert late(story, NOVEMBER) == 1
    assert late(story, OCTOBER) == 0
    assert month_data(story.station, OCTOBER) == before


def test_what_a_paper_unit_did_last_month_is_one_fact_a_step(story: Story) -> None:
    in_october(story)
    before = month_data(story.station, OCTOBER)
    story.at = at(11, 3)
    story.take_default("record_reply", received_on=dt.date(2026, 10, 30))
    assert late(story, NOVEMBER) == 1
    assert month_data(story.station, OCTOBER) == before


def test_what_was_recorded_in_its_own_month_is_none(story: Story) -> None:
    in_october(story).take("contact", "representative", **CALLED)
    story.at = at(11, 4)
    story.take_default("record_reply", received_on=dt.date(2026, 11, 3))
    assert late(story, OCTOBER) == late(story, NOVEMBER) == 0


def test_the_published_month_says_it_and_an_older_one_says_nothing(story: Story, visitor: Client) -> None:
    in_october(story)
    story.at = at(11, 2)
    story.take("contact", "representative", contacted_at=at(10, 30, 16), **CALLED)
    assert draft_due(at(12, 1, 2)) >= 1
    month = Disclosure.objects.get(year=2026, month=11)
    disclosing.submit(month, by=Actor.of(story.people["staff"]), at=at(12, 4))
    disclosing.publish(month, by=Actor.of(story.people["approver"]), at=at(12, 4, 11))
    page = visitor.get("/disclosure/2026/11/").content.decode()
    assert "补记上月 1 件" in page
    assert visitor.get("/api/v1/disclosures/2026/11/").json()["results"][0]["late_entries"] == 1
    month.refresh_from_db()
    assert moved(month) == []
    old = Disclosure(
        station=story.station, year=2026, month=11, figures={**month.figures, late_entries.KEY: None}
    )
    assert moved(old) == []
