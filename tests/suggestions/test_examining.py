"""审查: returned by two people, objected to once, or kept as a letter (docs/domain.md § 4)."""

import datetime as dt

import pytest

from demo.suggestion_scenario import SuggestionScenario
from groups.models import Absence
from office.calendar import local_date
from suggestions.models import (
    UnsuitableKind,
)
from tests.people import SignIn
from tests.suggestions.test_ways import refused

pytestmark = pytest.mark.django_db


def test_a_return_needs_two_people_and_may_be_objected_to_once(
    scenario: SuggestionScenario, unsuitable: UnsuitableKind
) -> None:
    given = {"to": "author", "unsuitable": unsuitable, "advice": "请分成两件"}
    scenario.submit().work(1).take("propose_return", "staff", **given)
    assert refused(scenario, "confirm_return", "staff") == "second_person"
    scenario.take("confirm_return", "second_staff")
    assert scenario.row.status == "returned"
    scenario.take("object", "author", reason="本来就是一件事")
    assert scenario.row.status == "submitted"
    scenario.take("propose_return", "staff", **given)
    assert refused(scenario, "confirm_return", "second_staff") == "approver"
    scenario.take("confirm_return", "approver")
    assert refused(scenario, "object", "author", reason="再说一次") == "objected"
    scenario.take("revise", "author", title=scenario.title, facts=scenario.facts, demands="1. 每季度公示一次")
    assert scenario.row.status == "drafting"


def test_after_an_objection_whoever_stands_in_for_the_only_approver_decides(
    scenario: SuggestionScenario, unsuitable: UnsuitableKind
) -> None:
    given = {"to": "author", "unsuitable": unsuitable, "advice": "请分成两件"}
    scenario.submit().work(1).take("propose_return", "staff", **given).take("confirm_return", "second_staff")
    scenario.take("object", "author", reason="本来就是一件事").take("propose_return", "staff", **given)
    assert refused(scenario, "confirm_return", "second_staff") == "approver"
    on = local_date(scenario.at)
    Absence.objects.create(
        user=scenario.people["approver"],
        from_on=on,
        to_on=on + dt.timedelta(days=3),
        delegate=scenario.people["second_staff"],
        by=scenario.people["staff"],
    )
    assert refused(scenario, "confirm_return", "staff") == "second_person"
    scenario.take("confirm_return", "second_staff")
    assert scenario.row.status == "returned"


def test_a_letter_is_answered_once_as_one_and_counts_as_no_suggestion(
    scenario: SuggestionScenario, unsuitable: UnsuitableKind, sign_in: SignIn
) -> None:
    given = {"to": "letter", "unsuitable": unsuitable, "advice": "属于个案"}
    scenario.submit().take("propose_return", "staff", **given).take("confirm_return", "second_staff")
    client = sign_in(scenario.people["staff"])
    mine = "/desk/suggestions/?tab=mine"
    assert scenario.title in client.get(mine).content.decode()
    page = client.get(f"/desk/suggestions/{scenario.row.token}/").content.decode()
    assert f"作代表来信：{unsuitable.name}。属于个案" in page
    assert "未编号" in page
    scenario.take("answer_letter", "staff", text="您来信反映的事已转信访局")
    assert scenario.title not in client.get(mine).content.decode()
    assert refused(scenario, "answer_letter", "staff", text="再答一次") == "answered"
    assert (scenario.row.status, scenario.row.number) == ("letter", None)
