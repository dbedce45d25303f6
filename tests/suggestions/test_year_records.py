"""Suggestions as records of a year: the duty by registration, the score by the first answer or its date."""

import datetime as dt

import pytest

from demo.suggestion_scenario import SuggestionScenario
from groups.models import Representative
from suggestions import year_records
from suggestions.models import SuggestionUrging

pytestmark = pytest.mark.django_db
YEAR = (dt.date(2026, 1, 1), dt.date(2027, 1, 1))
NEXT = (dt.date(2027, 1, 1), dt.date(2028, 1, 1))


@pytest.fixture
def author(scenario: SuggestionScenario) -> Representative:
    return scenario.representative()


def test_a_lead_author_has_done_the_duty_once_it_is_registered(
    scenario: SuggestionScenario, author: Representative
) -> None:
    scenario.submit()
    assert list(year_records.registered([author.pk], *YEAR)) == []
    scenario.work(1).register()
    (record,) = year_records.registered([author.pk], *YEAR)
    assert (record.on, record.is_confirmed) == (scenario.on, True)
    assert record.label.startswith(f"建议 {scenario.row.number}")
    assert list(year_records.registered([author.pk], *NEXT)) == []


def test_an_answer_counts_on_its_day_with_its_class(
    scenario: SuggestionScenario, author: Representative
) -> None:
    scenario.answered("C")
    (found,) = year_records.answered([author.pk], *YEAR)
    assert (found.on, found.outcome, found.is_lead) == (scenario.on, "C", True)
    assert found.authors == {author.pk}
    stranger = scenario.representative("stranger")
    assert list(year_records.answered([stranger.pk], *YEAR)) == []


def test_without_an_answer_it_counts_on_the_day_on_which_it_was_due(
    scenario: SuggestionScenario, author: Representative
) -> None:
    scenario.handled()
    due = scenario.clock("answer").first_due_on
    assert list(year_records.answered([author.pk], *YEAR)) == []
    (found,) = year_records.answered([author.pk], *NEXT)
    assert (found.on, found.outcome) == (due, "overdue")
    SuggestionUrging.objects.create(
        suggestion=scenario.row,
        assignment=scenario.row.assignments.get(),
        by=scenario.people["author"],
        urged_at=scenario.at,
        urged_on=scenario.on,
    )
    (found,) = year_records.answered([author.pk], *NEXT)
    assert found.outcome == "overdue, urged"


def test_a_class_that_was_sent_back_does_not_count(
    scenario: SuggestionScenario, author: Representative
) -> None:
    scenario.answered("C").take("dispute_class", "liaison", unit=scenario.lead, remark="可以解决，不是 C")
    scenario.work(2).write("A").take("sign_answer", "head")
    (found,) = year_records.answered([author.pk], *YEAR)
    assert found.outcome == "A"


def test_a_promise_kept_after_the_year_leaves_the_year_as_it_was(
    scenario: SuggestionScenario, author: Representative
) -> None:
    scenario.answered("B").work(3).opinion()
    assert [each.outcome for each in year_records.answered([author.pk], *YEAR)] == ["B"]
    scenario.wait_until(dt.date(2027, 1, 6)).take(
        "keep_promise", "head", evidence="一月六日全部拨付，名单附后"
    )
    scenario.work(1).opinion()
    assert scenario.row.outcome == "kept"
    assert [each.outcome for each in year_records.answered([author.pk], *YEAR)] == ["B"]
