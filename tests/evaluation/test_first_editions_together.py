"""Two at once draft the same month or number the first letter of a year: one edition, one run of numbers."""

import datetime as dt

import pytest

from evaluation import disclosing
from evaluation.models import Disclosure
from evaluation.periods import Month
from office.actors import Actor
from office.verbs import verb
from requests_app.models import LedgerCounter, Letter
from requests_app.models.letters import LetterKind
from requests_app.notifications import letters
from tests.at_once import at_once
from tests.stories import Story

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres, pytest.mark.real_clock]
BY = Actor.system("test")


def test_a_months_first_edition_is_drafted_once(story: Story, now: dt.datetime) -> None:
    story.handled()
    station, month = story.station, Month(2026, 10)
    ended = at_once(*[lambda: disclosing.draft(station, month, by=BY, at=now)] * 2)
    assert ended == ["done", "done"]
    assert Disclosure.objects.get().edition == 1


def test_the_first_letters_of_a_year_follow_each_other(story: Story, now: dt.datetime) -> None:
    story.handled()
    LedgerCounter.objects.all().delete()
    Letter.objects.all().delete()

    @verb
    def issue() -> None:
        letters.issue(story.case, LetterKind.URGING, by=story.people["staff"], at=now)

    assert at_once(issue, issue, issue) == ["done"] * 3
    assert sorted(Letter.objects.values_list("serial", flat=True)) == [1, 2, 3]
    assert LedgerCounter.objects.count() == 1
