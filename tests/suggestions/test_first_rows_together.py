"""The first two suggestions of a year are registered at once: each gets a number of its own."""

import copy

import pytest

from demo.suggestion_scenario import SuggestionScenario
from suggestions.models import Suggestion
from tests.at_once import at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]


def test_the_first_numbers_of_a_year_follow_each_other(scenario: SuggestionScenario) -> None:
    first, second = copy.copy(scenario), copy.copy(scenario)
    for each in (first, second):
        each.draft().submit()
    assert at_once(first.register, second.register) == ["done", "done"]
    numbers = Suggestion.objects.order_by("serial").values_list("number", flat=True)
    assert list(numbers) == ["2026B001", "2026B002"]
