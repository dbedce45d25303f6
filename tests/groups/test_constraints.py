import datetime as dt
from collections.abc import Callable

import pytest
from django.db.models import ProtectedError

from groups.models import (
    Absence,
    Department,
    DepartmentOfficer,
    Liaison,
    Mandate,
    ProfessionalGroup,
    ProfessionalMembership,
    RegionalGroup,
    RegionalMembership,
    Representative,
    Term,
)
from tests.breaking import assert_refused, choices_without_constraint, constraints_of
from tests.groups.officer_breaches import OFFICER_BREACHES
from tests.groups.rows import (
    SINCE,
    a_department,
    a_group,
    a_regional_group,
    a_representative,
    a_unit,
    a_user,
    in_office,
)
from tests.groups.term_change_breaches import TERM_CHANGE_BREACHES

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]

EARLIER = dt.date(2025, 12, 31)


def a_term(**options: object) -> Term:
    values = {"level": "county", "name": "第七届", "elected_on": SINCE, "takes_office_on": SINCE} | options
    return Term.objects.create(**values)


def a_liaison(**options: object) -> Liaison:
    return Liaison.objects.create(**({"user": a_user(), "since": SINCE} | options))


def an_absence(**options: object) -> Absence:
    values = {"user": a_user(), "from_on": SINCE, "to_on": SINCE} | options
    return Absence.objects.create(**values)


def twice(make: Callable[[], object]) -> Callable[[], None]:
    def both() -> None:
        make()
        make()

    return both


def mandate(**options: object) -> Mandate:
    parts = {} if "term" in options else {"representative": a_representative(), "term": a_term()}
    return Mandate.objects.create(**(parts | {"since": SINCE} | options))


def two_open_mandates() -> None:
    person, term = a_representative(), a_term()
    mandate(representative=person, term=term)
    mandate(representative=person, term=term, status="suspended", reason_kind="other")


def two_professional_groups() -> None:
    person = a_representative()
    for code in ("finance", "rural"):
        group = a_group(code=code, name=code, order=len(code))
        ProfessionalMembership.objects.create(representative=person, group=group, since=SINCE)


def two_regional_groups() -> None:
    person = a_representative()
    for code in ("a", "b"):
        RegionalMembership.objects.create(
            representative=person, group=a_regional_group(code, code), since=SINCE
        )


def two_main_liaisons(**group: object) -> Callable[[], None]:
    return lambda: [a_liaison(is_main=True, **{key: make() for key, make in group.items()}) for _ in "ab"]


def same_liaison_twice(key: str, make: Callable[[], object]) -> None:
    user = a_user()
    for _ in "ab":
        a_liaison(user=user, **{key: make()})


def same_officer_twice() -> None:
    user, department = a_user(), a_department()
    for _ in "ab":
        DepartmentOfficer.objects.create(user=user, department=department, duty="head", since=SINCE)


def a_ring_of_one() -> None:
    department = a_department()
    department.route_through = department
    department.save()


def ended_before_begun(model: type, **options: object) -> object:
    return model.objects.create(since=SINCE, until=EARLIER, **options)


BREACHES: dict[str, Callable[[], object]] = {
    "term_level_is_known": lambda: a_term(level="village"),
    "term_is_named_once_per_level": twice(a_term),
    "term_begins_after_election": lambda: a_term(takes_office_on=EARLIER),
    "term_ends_after_it_begins": lambda: a_term(ends_on=EARLIER),
    "professional_group_code_is_known": lambda: a_group(code="sport"),
    "regional_unit_kind_is_known": lambda: a_unit(kind="city"),
    "regional_group_kind_is_known": lambda: RegionalGroup.objects.create(
        code="x", name="x", kind="x", unit=a_unit()
    ),
    "regional_group_of_area_has_unit": lambda: RegionalGroup.objects.create(code="x", name="x"),
    "department_kind_is_known": lambda: a_department(kind="club"),
    "department_mode_is_known": lambda: a_department(mode="pigeon"),
    "department_does_not_route_through_itself": a_ring_of_one,
    "department_officer_duty_is_known": lambda: DepartmentOfficer.objects.create(
        user=a_user(), department=a_department(), duty="cook", since=SINCE
    ),
    "department_officer_span_is_ordered": lambda: ended_before_begun(
        DepartmentOfficer, user=a_user(), department=a_department(), duty="head"
    ),
    "department_officer_is_open_once": same_officer_twice,
    "representative_gender_is_known": lambda: a_representative(gender="x"),
    "representative_code_is_lower_case": lambda: a_representative(code="ABC"),
    "representative_has_certificate_number": lambda: a_representative(certificate_number=""),
    "representative_has_name": lambda: a_representative(name=""),
    "representative_born_month_is_plausible": lambda: a_representative(born_month="9999-01"),
    "representative_external_id_is_not_empty": lambda: a_representative(external_id=""),
    "mandate_status_is_known": lambda: mandate(status="asleep", reason_kind="other"),
    "mandate_reason_is_known": lambda: mandate(reason_kind="bored"),
    "mandate_span_is_ordered": lambda: mandate(until=EARLIER),
    "mandate_is_open_once_per_term": two_open_mandates,
    "mandate_out_of_office_has_reason": lambda: mandate(status="ended"),
    "professional_membership_span_is_ordered": lambda: ended_before_begun(
        ProfessionalMembership, representative=a_representative(), group=a_group()
    ),
    "professional_membership_is_open_once": two_professional_groups,
    "regional_membership_span_is_ordered": lambda: ended_before_begun(
        RegionalMembership, representative=a_representative(), group=a_regional_group()
    ),
    "regional_membership_is_open_once": two_regional_groups,
    "liaison_span_is_ordered": lambda: a_liaison(professional_group=a_group(), until=EARLIER),
    "liaison_serves_one_group": lambda: a_liaison(
        professional_group=a_group(), regional_group=a_regional_group()
    ),
    "liaison_main_of_professional_group_is_one": two_main_liaisons(professional_group=a_group),
    "liaison_main_of_regional_group_is_one": two_main_liaisons(regional_group=a_regional_group),
    "liaison_serves_professional_group_once": lambda: same_liaison_twice("professional_group", a_group),
    "liaison_serves_regional_group_once": lambda: same_liaison_twice("regional_group", a_regional_group),
    "absence_ends_after_it_begins": lambda: an_absence(to_on=EARLIER),
    "absence_is_not_delegated_to_oneself": lambda: (
        (user := a_user()) and an_absence(user=user, delegate=user)
    ),
    **OFFICER_BREACHES,
    **TERM_CHANGE_BREACHES,
}


@pytest.mark.parametrize("name", BREACHES)
def test_the_database_refuses(name: str) -> None:
    assert_refused(name, BREACHES[name])


def test_every_constraint_is_broken_once() -> None:
    assert constraints_of("groups") == set(BREACHES)


def test_every_choice_has_its_constraint() -> None:
    assert list(choices_without_constraint("groups")) == []


def test_a_liaison_serves_some_group() -> None:
    assert_refused("liaison_serves_one_group", a_liaison)


def test_nothing_with_history_is_deleted(term: Term) -> None:
    representative = in_office(term)
    with pytest.raises(ProtectedError):
        representative.delete()
    with pytest.raises(ProtectedError):
        term.delete()


def test_an_ended_row_makes_room_for_the_next(finance_group: ProfessionalGroup) -> None:
    person = a_representative()
    for until in (dt.date(2026, 5, 1), None):
        ProfessionalMembership.objects.create(
            representative=person, group=finance_group, since=SINCE, until=until
        )
    assert person.professional_memberships.open().count() == 1


def test_people_without_an_external_id_do_not_collide() -> None:
    a_representative()
    a_representative()
    assert Representative.objects.filter(external_id=None).count() == 2


def test_two_departments_never_share_a_code() -> None:
    assert_refused("department", lambda: [a_department(name=name) for name in ("一局", "二局")])
    assert Department.objects.count() == 0
