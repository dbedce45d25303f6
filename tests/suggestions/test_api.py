"""/api/v1/suggestions/: what a token reads and does is what its account may on the desk."""

import datetime as dt
import uuid

import pytest
from django.test import Client

from demo.suggestion_scenario import SuggestionScenario
from office.models import Event, User
from suggestions.models import SuggestionCall
from suggestions.models.calls import purge
from tests.requests_app.api.test_requests import token_of

pytestmark = pytest.mark.django_db
URL = "/api/v1/suggestions/"


def headers(user: User) -> dict[str, str]:
    return token_of(user, "suggestions:read", "suggestions:steps")


def test_a_list_is_what_the_account_sees_and_costs_the_same_for_many(
    scenario: SuggestionScenario, django_assert_max_num_queries: object
) -> None:
    scenario.handled()
    client = Client()
    with django_assert_max_num_queries(20):  # type: ignore[operator]
        found = client.get(URL, headers=headers(scenario.people["staff"])).json()
    assert [row["number"] for row in found["results"]] == ["2026B001"]
    assert client.get(URL, headers=headers(scenario.people["stranger"])).json()["results"] == []
    assert client.get(f"{URL}?status=wrong", headers=headers(scenario.people["staff"])).status_code == 422


def test_one_is_read_with_its_steps_and_a_step_is_taken(scenario: SuggestionScenario) -> None:
    scenario.submit().register().assign()
    client, who = Client(), headers(scenario.people["handler"])
    one = client.get(f"{URL}2026B001/", headers=who).json()
    assert one["steps"] == ["sign_part"]
    taken = client.post(
        f"{URL}2026B001/steps/sign_part/",
        {"officer_name": "童欣", "officer_phone": "0713-000 0027"},
        "application/json",
        headers=who,
    )
    assert (taken.status_code, taken.json()["status"]) == (200, "handling")


def test_an_illegal_step_is_409_whatever_its_body(scenario: SuggestionScenario) -> None:
    scenario.handled()
    answer = Client().post(
        f"{URL}2026B001/steps/register/",
        {"nonsense": 1},
        "application/json",
        headers=headers(scenario.people["staff"]),
    )
    assert answer.status_code == 409
    assert "urge" in answer.json()["possible"]


def test_a_stranger_finds_nothing(scenario: SuggestionScenario) -> None:
    scenario.handled()
    who = headers(scenario.people["stranger"])
    assert Client().get(f"{URL}2026B001/", headers=who).status_code == 404


def test_a_step_under_one_key_is_taken_once_and_another_body_is_refused(scenario: SuggestionScenario) -> None:
    scenario.handled()
    url, client = f"{URL}2026B001/steps/meet/", Client()
    body = {
        "held_on": scenario.on.isoformat(), "way": "visit", "came": "no", "people": "邱正华、单雄",
    }  # fmt: skip
    who = headers(scenario.people["handler"]) | {"Idempotency-Key": str(uuid.uuid4())}

    def call(given: dict[str, str], **other: str) -> tuple[int, str]:
        answer = client.post(url, given, "application/json", headers=who | other)
        return answer.status_code, answer.json().get("code", answer.json().get("status", ""))

    assert call({"way": "visit"})[0] == 422, "what is refused takes no key"
    assert call(body) == call(body) == (200, "handling")
    assert Event.objects.filter(action="meet").count() == 1
    assert call(body | {"people": "别人"}) == (422, "key_reused")
    assert call(body, **{"Idempotency-Key": "no uuid"})[0] == 422
    assert call(body, **{"Idempotency-Key": str(uuid.uuid4())}) == (200, "handling")
    assert Event.objects.filter(action="meet").count() == 2
    assert purge(SuggestionCall.objects.latest("called_at").called_at + dt.timedelta(days=8)) == 2


def test_a_key_answers_again_after_its_step_has_moved_the_suggestion_on(scenario: SuggestionScenario) -> None:
    scenario.submit().register().assign()
    who = headers(scenario.people["handler"]) | {"Idempotency-Key": str(uuid.uuid4())}
    for _ in range(2):
        answer = Client().post(
            f"{URL}2026B001/steps/sign_part/",
            {"officer_name": "童欣", "officer_phone": "0713-000 0027"},
            "application/json",
            headers=who,
        )
        assert (answer.status_code, answer.json()["status"]) == (200, "handling")
    assert Event.objects.filter(action="sign_part").count() == 1
