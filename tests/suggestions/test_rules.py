"""What `doctor` says of suggestions that nobody answers for."""

import datetime as dt

import pytest

from demo.suggestion_scenario import SuggestionScenario
from groups.models import Department
from suggestions.models import SuggestionAssignment, SuggestionClock
from suggestions.rules import suggestions_of_nobody

pytestmark = pytest.mark.django_db


def test_suggestions_without_a_date_a_unit_or_with_a_closed_one(
    scenario: SuggestionScenario, now: dt.datetime
) -> None:
    scenario.draft().submit().register().assign().sign()
    number = f"建议 {scenario.row.number}"
    assert list(suggestions_of_nobody(now)) == []
    Department.objects.update(closed_on=now.date())
    assert [line for line in suggestions_of_nobody(now) if "已停用" in line]
    SuggestionClock.objects.update(stopped_at=now, stopped_on=now.date(), stop_reason="done")
    assert f"{number}：办理中，没有在走的期限，不会提醒任何人" in list(suggestions_of_nobody(now))
    SuggestionAssignment.objects.update(status="ended")
    assert f"{number}：办理中，没有承办单位" in list(suggestions_of_nobody(now))
