import datetime as dt
from collections.abc import Callable

import pytest

from groups import duty
from groups.duty_roster import DutyRoster
from groups.models import Absence, DepartmentOfficer, Liaison, ProfessionalGroup, Representative
from office.models import User
from office.roles import Role
from tests.groups.rows import SINCE, a_department, a_regional_group, a_user
from tests.people import person

pytestmark = pytest.mark.django_db

MONDAY = dt.date(2026, 11, 23)
FRIDAY = dt.date(2026, 11, 27)


def away(
    user: User, delegate: User | None = None, *, from_on: dt.date = MONDAY, to_on: dt.date = FRIDAY
) -> Absence:
    return Absence.objects.create(user=user, from_on=from_on, to_on=to_on, delegate=delegate)


@pytest.fixture
def people() -> list[User]:
    return [a_user(name) for name in "甲乙丙丁"]


def test_nobody_stands_in_for_who_is_there(people: list[User], today: dt.date) -> None:
    assert duty.stand_in(people[0], today) is None
    assert duty.acting_for(people[0], today) == []


def test_a_delegate_stands_in_on_each_day_of_absence(people: list[User]) -> None:
    first, second, *_ = people
    away(first, second)
    days = [dt.date(2026, 11, day) for day in (22, 23, 27, 28)]
    assert [duty.stand_in(first, day) for day in days] == [None, second, second, None]
    assert [duty.acting_for(second, day) for day in days] == [[], [first], [first], []]


def test_a_chain_is_followed_to_who_is_there(people: list[User], today: dt.date) -> None:
    first, second, third, _ = people
    away(first, second)
    away(second, third)
    assert duty.stand_in(first, today) == duty.stand_in(second, today) == third
    assert duty.acting_for(third, today) == sorted([first, second], key=lambda user: user.name)
    assert duty.acting_for(second, today) == []


def test_a_chain_may_end_with_nobody(people: list[User], today: dt.date) -> None:
    first, second, *_ = people
    away(first, second)
    away(second)
    assert duty.stand_in(first, today) is None


def test_a_ring_ends_with_nobody(people: list[User], today: dt.date) -> None:
    first, second, third, fourth = people
    away(first, second)
    away(second, third)
    away(third, first)
    away(fourth, first)
    assert [duty.stand_in(user, today) for user in people] == [None] * 4
    assert [duty.acting_for(user, today) for user in people] == [[]] * 4


def test_a_closed_account_stands_in_for_nobody(people: list[User], today: dt.date) -> None:
    first, second, *_ = people
    away(first, second)
    second.is_active = False
    second.save(update_fields=["is_active"])
    assert duty.stand_in(first, today) is None


def test_a_cancelled_absence_does_not_count(people: list[User], today: dt.date, now: dt.datetime) -> None:
    absence = away(people[0], people[1])
    absence.cancelled_at = now
    absence.save()
    assert duty.stand_in(people[0], today) is None


def test_present_replaces_the_absent_and_names_nobody_twice(people: list[User], today: dt.date) -> None:
    first, second, third, fourth = people
    away(first, second)
    away(third)
    assert duty.present([first, second, third, fourth], today) == [second, fourth]
    assert duty.present([first], today) == [second]
    assert duty.present([], today) == []


def test_questions_cost_two_queries_however_many_are_away(
    people: list[User], today: dt.date, django_assert_max_num_queries: object
) -> None:
    for user in people[1:]:
        away(user, people[0])
    with django_assert_max_num_queries(2):  # type: ignore[operator]
        assert len(duty.acting_for(people[0], today)) == 3
    with django_assert_max_num_queries(2):  # type: ignore[operator]
        assert duty.present(people, today) == [people[0]]
    with django_assert_max_num_queries(0):  # type: ignore[operator]
        assert duty.present([], today) == []


def test_liaisons_of_a_group_the_main_one_first(finance_group: ProfessionalGroup, today: dt.date) -> None:
    deputy, main, former, closed = (a_user(name) for name in ("副", "主", "前", "停"))
    for user, is_main, until in (
        (deputy, False, None),
        (main, True, None),
        (former, False, today),
        (closed, False, None),
    ):
        Liaison.objects.create(
            user=user, professional_group=finance_group, is_main=is_main, since=SINCE, until=until
        )
    closed.is_active = False
    closed.save()
    assert duty.liaisons_of(finance_group, today) == [main, deputy]


def test_a_regional_group_is_served_from_its_first_day(today: dt.date) -> None:
    user, regional = a_user(), a_regional_group()
    Liaison.objects.create(user=user, regional_group=regional, since=SINCE)
    assert duty.liaisons_of(regional, today) == [user]
    assert duty.liaisons_of(regional, dt.date(2025, 12, 31)) == []


def test_officers_and_departments(today: dt.date) -> None:
    department, other = a_department(), a_department("jyj", "麻城市教育局")
    handler, head = a_user(), a_user()
    for user, unit, part in (
        (handler, department, "handler"),
        (head, department, "head"),
        (head, other, "head"),
    ):
        DepartmentOfficer.objects.create(user=user, department=unit, duty=part, since=SINCE)
    assert duty.officers_of(department, "handler", today) == [handler]
    assert duty.officers_of(department, "head", today) == [head]
    assert set(duty.departments_of(head, today)) == {department, other}
    assert duty.departments_of(head, today, duty="handler") == []
    assert duty.departments_of(handler, dt.date(2025, 12, 31)) == []


def test_a_delegate_is_a_peer(today: dt.date) -> None:
    liaison, other_liaison = person("a", "甲", Role.LIAISON), person("b", "乙", Role.LIAISON)
    handler, neighbour, elsewhere = (person(name, name, Role.HANDLER) for name in "cde")
    department = a_department()
    for user in (handler, neighbour):
        DepartmentOfficer.objects.create(user=user, department=department, duty="handler", since=SINCE)
    assert list(duty.possible_delegates(liaison, today)) == [other_liaison]
    assert list(duty.possible_delegates(handler, today)) == [neighbour]
    assert list(duty.possible_delegates(elsewhere, today)) == []


def test_a_whole_roster_answers_as_single_questions_do(
    finance_group: ProfessionalGroup,
    liaison: User,
    handler: User,
    head: User,
    representative: User,
    staff: User,
) -> None:
    """Present, absent with a delegate, absent without one, and absent with a delegate who has the same post."""
    other = person("secondstaff", "王五", Role.STAFF)
    department = DepartmentOfficer.objects.get(user=handler).department_id
    elected = Representative.objects.get(user=representative).pk
    for absent, delegate in ((handler, other), (head, None), (staff, other)):
        away(absent, delegate)
    whole, single = DutyRoster.whole(MONDAY), DutyRoster(MONDAY)
    questions: list[Callable[[DutyRoster], list[User]]] = [
        lambda roster: roster.holders(Role.STAFF),
        lambda roster: roster.officers(department, "handler"),
        lambda roster: roster.officers(department, "head"),
        lambda roster: roster.officers(0, "head"),
        lambda roster: roster.liaisons("professional_group", finance_group.pk),
        lambda roster: [user] if (user := roster.representative(elected)) else [],
    ]
    for ask in questions:
        assert ask(whole) == ask(single)
        seen = [[(user, user.acts_for) for user in roster.present(ask(roster))] for roster in (whole, single)]
        assert seen[0] == seen[1]
    assert whole.present([handler]) == [other]
    assert whole.present([handler])[0].acts_for == handler
    assert whole.holders(Role.STAFF)[-1].acts_for is None, "the own post is nobody else's"


def test_a_whole_roster_reads_six_times_and_no_telephone(
    finance_group: ProfessionalGroup,
    staff: User,
    monkeypatch: pytest.MonkeyPatch,
    django_assert_num_queries: object,
) -> None:
    User.objects.filter(pk=staff.pk).update(phone="13900000000")
    monkeypatch.setattr("office.crypto.decrypt", lambda token: pytest.fail("a telephone was read"))
    with django_assert_num_queries(6):  # type: ignore[operator]
        roster = DutyRoster.whole(MONDAY)
        for group in range(30):
            roster.present([*roster.liaisons("professional_group", group), *roster.officers(group, "head")])
        assert [user.has_phone for user in roster.present(roster.holders(Role.STAFF))] == [True]


def test_a_post_is_read_once(staff: User, django_assert_num_queries: object) -> None:
    roster = DutyRoster(MONDAY)
    with django_assert_num_queries(2):  # type: ignore[operator]
        for _ in range(3):
            assert duty.present(roster.holders(Role.STAFF), roster) == [staff]
