"""Roles: who holds which, what they may do in the admin, and what one account never holds together."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.test import RequestFactory
from pytest_django import DjangoAssertNumQueries

from office.access import RoleBackend, role_required
from office.models import RoleGrant, User
from office.roles import ADMIN_ROLES, PERMISSIONS, Role, has_role, roles_of

pytestmark = pytest.mark.django_db
SINCE = date(2026, 1, 1)


def person(*roles: str, name: str = "林") -> User:
    user = User.objects.create_user(username=f"u{User.objects.count()}", name=name, password="long-enough-1")
    for role in roles:
        RoleGrant.objects.create(user=user, role=role, since=SINCE)
    return user


def test_a_role_holds_from_its_first_day_until_before_its_last(today: date) -> None:
    user = person()
    RoleGrant.objects.create(user=user, role=Role.LIAISON, since=today, until=today + timedelta(days=7))
    days = {offset: "liaison" in roles_of(user, today + timedelta(days=offset)) for offset in (-1, 0, 6, 7)}
    assert days == {-1: False, 0: True, 6: True, 7: False}


def test_roles_are_read_once_for_a_person(
    today: date, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    user = person(Role.LIAISON, Role.CLERK)
    with django_assert_num_queries(1):
        assert roles_of(user) == {"liaison", "clerk"}
        assert has_role(user, Role.CLERK, Role.STAFF)
        assert not has_role(user, Role.STAFF)
        assert not user.is_staff


def test_nobody_and_nobody_inactive_has_a_role() -> None:
    user = person(Role.STAFF)
    user.is_active = False
    assert roles_of(user) == frozenset()
    assert roles_of(AnonymousUser()) == frozenset()


@pytest.mark.parametrize("role", Role.values)
def test_four_roles_enter_the_admin(role: str) -> None:
    assert person(role).is_staff is (role in ADMIN_ROLES)


EXCLUSIVE = [Role.STAFF, Role.APPROVER, Role.AUDITOR, Role.ADMINISTRATOR]


@pytest.mark.postgres
@pytest.mark.parametrize(
    ("first", "second"), [(one, two) for one in EXCLUSIVE for two in EXCLUSIVE if one < two]
)
def test_the_database_refuses_two_exclusive_duties(first: str, second: str) -> None:
    user = person(first)
    with pytest.raises(IntegrityError, match=r"rolegrant_one_exclusive_duty|user_id"), transaction.atomic():
        RoleGrant.objects.create(user=user, role=second, since=SINCE)
    RoleGrant.objects.filter(user=user).update(until=SINCE)
    RoleGrant.objects.create(user=user, role=second, since=SINCE)


@pytest.mark.postgres
def test_other_roles_go_together_but_not_twice() -> None:
    user = person(Role.STAFF, Role.LIAISON, Role.REPRESENTATIVE)
    with pytest.raises(IntegrityError), transaction.atomic():
        RoleGrant.objects.create(user=user, role=Role.LIAISON, since=SINCE)


@pytest.mark.postgres
def test_the_database_refuses_unknown_roles_and_ends_before_beginnings(today: date) -> None:
    user = person()
    with pytest.raises(IntegrityError), transaction.atomic():
        RoleGrant.objects.create(user=user, role="king", since=SINCE)
    with pytest.raises(IntegrityError), transaction.atomic():
        RoleGrant.objects.create(user=user, role=Role.CLERK, since=today, until=SINCE)


@pytest.mark.postgres
def test_nobody_is_a_superuser() -> None:
    user = person()
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=user.pk).update(is_superuser=True)
    with pytest.raises(TypeError, match="superuser"):
        User.objects.create_superuser("root", name="根", password="x")


@pytest.mark.parametrize(
    ("role", "allowed", "refused"),
    [
        (
            Role.STAFF,
            [
                "groups.change_term",
                "stations.add_station",
                "requests_app.view_enterpriserequest",
                "office.change_calendarday",
                "office.view_setting",
            ],
            [
                "office.change_user",
                "office.add_rolegrant",
                "office.add_setting",
                "office.view_event",
                "groups.delete_term",
                "office.delete_calendarday",
            ],
        ),
        (
            Role.APPROVER,
            ["groups.change_term", "office.add_calendarday"],
            ["office.change_user", "groups.delete_term"],
        ),
        (
            Role.AUDITOR,
            ["groups.view_term", "office.view_event", "office.view_user", "requests_app.view_category"],
            ["groups.change_term", "office.add_user", "groups.add_term", "office.change_setting"],
        ),
        (
            Role.ADMINISTRATOR,
            ["office.add_user", "office.change_rolegrant", "office.add_setting", "office.view_apitoken"],
            [
                "groups.view_term",
                "requests_app.view_enterpriserequest",
                "office.view_event",
                "office.change_calendarday",
                "office.delete_user",
            ],
        ),
        (Role.LIAISON, [], ["groups.view_term", "office.view_user", "requests_app.view_enterpriserequest"]),
    ],
)
def test_the_table_of_permissions(role: str, allowed: list[str], refused: list[str]) -> None:
    user = person(role)
    assert [permission for permission in allowed if not user.has_perm(permission)] == []
    assert [permission for permission in refused if user.has_perm(permission)] == []


def test_every_role_has_its_row_and_no_row_deletes() -> None:
    assert set(PERMISSIONS) == set(Role)
    assert not any("delete" in entry for row in PERMISSIONS.values() for entry in row)


def test_module_permissions_follow_the_table() -> None:
    assert person(Role.STAFF).has_module_perms("groups")
    assert person(Role.ADMINISTRATOR).has_module_perms("office")
    assert not person(Role.ADMINISTRATOR).has_module_perms("groups")
    assert not person(Role.LIAISON).has_module_perms("office")


def test_the_backend_takes_the_right_password_of_an_active_account_only() -> None:
    user = person()
    backend = RoleBackend()
    assert backend.authenticate(None, username=user.username, password="long-enough-1") == user
    assert backend.authenticate(None, username=user.username, password="wrong") is None
    assert backend.authenticate(None, username="nobody", password="long-enough-1") is None
    assert backend.authenticate(None) is None
    assert backend.get_user(user.pk) == user
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert backend.authenticate(None, username=user.username, password="long-enough-1") is None
    assert backend.get_user(user.pk) is None


def test_a_page_for_a_role_does_not_exist_for_others(rf: RequestFactory) -> None:
    @role_required(Role.STAFF, Role.APPROVER)
    def page(request: HttpRequest, number: int) -> HttpResponse:
        return HttpResponse(str(number))

    request = rf.get("/")
    request.user = person(Role.STAFF)
    assert page(request, 7).content == b"7"
    for user in (person(Role.LIAISON), AnonymousUser()):
        request.user = user
        with pytest.raises(Http404):
            page(request, 7)
    assert page.__name__ == "page"


def test_people_with_a_role_are_found_by_date(today: date) -> None:
    user = person(Role.STAFF)
    person(Role.CLERK)
    RoleGrant.objects.create(user=person(name="文"), role=Role.STAFF, since=today + timedelta(days=1))
    assert list(User.objects.with_role(Role.STAFF, Role.APPROVER, on=today)) == [user]


def test_a_second_permission_backend_is_a_finding_of_the_checks(settings: object) -> None:
    from office.checks import one_backend_permits

    assert one_backend_permits(None) == []
    settings.AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]  # type: ignore[attr-defined]
    assert [finding.id for finding in one_backend_permits(None)] == ["office.E001"]
