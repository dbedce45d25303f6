"""Two at once draft the same month or number the first letter of a year: one edition, one run of numbers."""

import datetime as dt

import pytest

from evaluation import disclosing
from evaluation.models import Disclosure, Evaluation, Report, Scheme
from evaluation.periods import Month
from evaluation.reports import due, owners
from evaluation.yearly import life_cycle
from office.actors import Actor
from office.calendar import LOCAL
from office.models import User
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


def test_two_queues_at_once_write_each_report_and_each_result_once(
    story: Story, representative: User, colleague: User
) -> None:
    story.at = dt.datetime(2026, 10, 12, 9, 30, tzinfo=LOCAL)
    story.submit().accept()
    after = dt.datetime(2027, 2, 2, 2, 30, tzinfo=LOCAL)
    third = dt.datetime(2026, 11, 5, 2, 30, tzinfo=LOCAL)
    Scheme.objects.create(first_year=2026, name="办法", status="used")
    assert at_once(*[lambda: due.draft_due(third)] * 2) == ["done", "done"]
    written = Report.objects.values_list("owner", "year", "month", "months", "edition")
    assert len(written) == len(set(written)) == len(list(owners.all_owners(third.date())))
    assert at_once(*[lambda: life_cycle.compute_due(at=after)] * 2) == ["done", "done"]
    people = Evaluation.objects.values_list("representative", flat=True)
    assert len(people) == len(set(people)) > 1


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
