"""Two assessors blind to each other, a third where they are far apart, 回避, and what counts (docs/domain.md § 7)."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client

from evaluation.models import Assessment, Assessor
from evaluation.scores import RULES_2026
from evaluation.yearly import assessing
from groups.models import Representative
from groups.year_records import AnsweredSuggestion
from office.actors import Actor
from office.models import User
from office.refusals import Refused
from office.roles import Role
from tests.evaluation.yearly.rows import Records, records
from tests.people import person
from tests.stories import SHANGHAI

__all__ = ["records"]
pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
AT = dt.datetime(2026, 11, 23, 10, tzinfo=SHANGHAI)


@pytest.fixture
def people(staff: User, approver: User) -> dict[int, User]:
    """Six approved assessors, by the key of their accounts."""
    found = {}
    for number in range(6):
        user = person(f"assessor{number}", f"评审{number}", Role.LIAISON)
        assessing.approve_assessor(
            assessing.list_assessor(2026, user, by=Actor.of(staff), at=AT), by=Actor.of(approver), at=AT
        )
        found[user.pk] = user
    return found


@pytest.fixture
def suggestion(representative: User, records: Records) -> AnsweredSuggestion:
    own = Representative.objects.get(user=representative)
    return records.suggestion(own, dt.date(2026, 6, 1))


def drawn(suggestion: AnsweredSuggestion, staff: User, seed: str = "s") -> list[Assessment]:
    return assessing.draw(suggestion, 2026, seed=seed, by=Actor.of(staff), at=AT)


def give(row: Assessment, marks: int, people: dict[int, User], authors: frozenset[int]) -> None:
    each = dict.fromkeys(("depth", "clearness", "feasibility", "wording"), marks)
    assessing.give(row, each, authors=authors, by=Actor.of(people[row.assessor.user_id]), at=AT)


def test_two_near_each_other_are_enough(
    suggestion: AnsweredSuggestion, people: dict[int, User], staff: User
) -> None:
    first, second = drawn(suggestion, staff)
    assert [row.pk for row in drawn(suggestion, staff, "other")] == [first.pk, second.pk]
    give(first, 4, people, suggestion.authors)
    assert assessing.marks_of([suggestion.record], RULES_2026) == {}
    give(second, 3, people, suggestion.authors)
    assert assessing.marks_of([suggestion.record], RULES_2026) == {suggestion.record: (16, 12)}
    with pytest.raises(Refused, match="不能修改"):
        give(first, 5, people, suggestion.authors)


def test_a_third_is_drawn_where_they_are_far_apart(
    suggestion: AnsweredSuggestion, people: dict[int, User], staff: User
) -> None:
    first, second = drawn(suggestion, staff)
    give(first, 5, people, suggestion.authors)
    give(second, 2, people, suggestion.authors)
    assert assessing.marks_of([suggestion.record], RULES_2026) == {}
    third = Assessment.objects.select_related("assessor").get(place=3)
    give(third, 3, people, suggestion.authors)
    assert assessing.marks_of([suggestion.record], RULES_2026) == {suggestion.record: (20, 8, 12)}


def test_authors_and_their_liaisons_never_assess(
    suggestion: AnsweredSuggestion, people: dict[int, User], representative: User, liaison: User, staff: User
) -> None:
    for user in (representative, liaison):
        Assessor.objects.create(
            year=2026,
            user=user,
            listed_at=AT,
            listed_by=staff,
            approved_at=AT,
            approved_by=User.objects.get(username="approver"),
        )
    for number in range(12):
        Assessment.objects.all().delete()
        rows = drawn(suggestion, staff, f"seed{number}")
        assert {row.assessor.user_id for row in rows} <= set(people)


def test_whoever_withdraws_is_replaced_and_not_drawn_again(
    suggestion: AnsweredSuggestion, people: dict[int, User], staff: User
) -> None:
    first, _ = drawn(suggestion, staff)
    own = Actor.of(people[first.assessor.user_id])
    with pytest.raises(Refused, match="没有请您评审"):
        assessing.withdraw(first, "与作者同一单位", authors=suggestion.authors, by=Actor.of(staff), at=AT)
    with pytest.raises(Refused, match="回避原因"):
        assessing.withdraw(first, " ", authors=suggestion.authors, by=own, at=AT)
    assessing.withdraw(first, "与作者同一单位", authors=suggestion.authors, by=own, at=AT)
    standing = Assessment.objects.counting().filter(place=1).get()
    assert standing.assessor_id != first.assessor_id
    with pytest.raises(Refused, match="已回避"):
        give(first, 3, people, suggestion.authors)


def test_without_enough_assessors_nothing_is_drawn(suggestion: AnsweredSuggestion, staff: User) -> None:
    with pytest.raises(Refused, match="没有可以评审的人"):
        drawn(suggestion, staff)
    assert not Assessment.objects.exists()


def test_listing_and_approving_are_two_people(staff: User, approver: User, liaison: User) -> None:
    row = assessing.list_assessor(2026, approver, by=Actor.of(staff), at=AT)
    for other in (staff, approver):
        with pytest.raises(Refused, match="另一人批准"):
            assessing.approve_assessor(row, by=Actor.of(other), at=AT)
    with pytest.raises(Refused, match="已经列入"):
        assessing.list_assessor(2026, approver, by=Actor.of(staff), at=AT)


def test_the_page_shows_own_waiting_ones_without_the_class_and_keeps_what_was_typed(
    suggestion: AnsweredSuggestion, people: dict[int, User], staff: User, sign_in: SignIn
) -> None:
    office = sign_in(staff)
    assert office.post("/desk/assessments/draw/").status_code == 303
    first, second = Assessment.objects.select_related("assessor").order_by("place")
    own = sign_in(people[first.assessor.user_id])
    page = own.get("/desk/assessments/").content.decode()
    assert "推广无还本续贷" in page
    assert "A 类" not in page
    address = f"/desk/assessments/{first.pk}/give/"
    refused = own.post(address, {"depth": "5", "clearness": "7"})
    assert refused.status_code == 409
    assert 'value="5"' in refused.content.decode()
    assert own.post(f"/desk/assessments/{second.pk}/give/", {}).status_code == 404
    given = dict.fromkeys(("depth", "clearness", "feasibility", "wording"), "4")
    assert own.post(address, given).status_code == 303
    assert "16 分" in own.get("/desk/assessments/").content.decode()
    other = sign_in(people[second.assessor.user_id]).get("/desk/assessments/").content.decode()
    assert "16 分" not in other
