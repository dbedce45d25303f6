"""Who leads a group: members in office, one 组长, up to three 副组长, one 召集人; nobody twice, no span over another."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from groups import mandates
from groups.models import (
    GroupOfficer,
    Mandate,
    ProfessionalGroup,
    ProfessionalMembership,
    RegionalMembership,
    Representative,
    Term,
)
from groups.rules import officers_out_of_place
from office.actors import Actor
from office.models import Event, User
from tests.conftest import NOW
from tests.groups.rows import SINCE, a_regional_group, in_office

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
ADD = "/admin/groups/groupofficer/add/"
LATER = dt.date(2026, 6, 1)


@pytest.fixture
def members(term: Term, finance_group: ProfessionalGroup) -> list[Representative]:
    found = [in_office(term, name) for name in ("夏卫", "毕敏", "陈静", "康宏", "梁旺")]
    for person in found:
        ProfessionalMembership.objects.create(representative=person, group=finance_group, since=SINCE)
    return found


def appoint(person: Representative, post: str = "leader", place: int = 1, **values: object) -> GroupOfficer:
    """A row as the database takes it, past the form."""
    return GroupOfficer.objects.create(
        representative=person, post=post, place=place, since=values.pop("since", SINCE), **values
    )


def typed(
    admin: Client, person: Representative, group: ProfessionalGroup | None, post: str, **more: object
) -> str:
    """What the admin's form answers; empty once it is saved."""
    form = {"representative": person.pk, "professional_group": group.pk if group else "", "post": post}
    answer = admin.post(ADD, form | {"since": "2026-06-01"} | more)
    return "" if answer.status_code == 302 else answer.content.decode()


def test_staff_appoint_a_leader_and_three_deputies_and_it_is_recorded(
    admin: Client, members: list[Representative], finance_group: ProfessionalGroup
) -> None:
    assert typed(admin, members[0], finance_group, "leader") == ""
    for person in members[1:4]:
        assert typed(admin, person, finance_group, "deputy") == ""
    serving = GroupOfficer.objects.serving(NOW.date()).of(finance_group).by_post()
    assert [(row.post, row.place) for row in serving] == [
        ("leader", 1),
        ("deputy", 1),
        ("deputy", 2),
        ("deputy", 3),
    ]
    assert Event.objects.filter(subject=f"groupofficer:{serving[0].pk}", action="added").exists()
    assert "副组长最多三名，请先结束一位" in typed(admin, members[4], finance_group, "deputy")
    assert "本组已有组长" in typed(admin, members[4], finance_group, "leader")
    assert "已是本组负责人" in typed(admin, members[0], finance_group, "deputy")


def test_only_a_member_in_office_leads(
    admin: Client, term: Term, members: list[Representative], finance_group: ProfessionalGroup
) -> None:
    outsider = in_office(term, "外人")
    assert "外人不是财政经济的成员" in typed(admin, outsider, finance_group, "leader")
    Mandate.objects.filter(representative=members[0]).update(status="suspended", reason_kind="other")
    assert "夏卫不在任" in typed(admin, members[0], finance_group, "leader")
    assert not GroupOfficer.objects.exists()


def test_each_kind_of_group_has_its_posts(
    admin: Client, members: list[Representative], finance_group: ProfessionalGroup
) -> None:
    regional = a_regional_group()
    RegionalMembership.objects.create(representative=members[0], group=regional, since=SINCE)
    assert "专业代表小组设组长、副组长" in typed(admin, members[0], finance_group, "convener")
    wrong = typed(admin, members[0], None, "leader", regional_group=regional.pk)
    assert "地域（领域）代表小组设召集人" in wrong
    assert typed(admin, members[0], None, "convener", regional_group=regional.pk) == ""
    assert "请选择一个专业代表小组" in typed(admin, members[1], None, "leader")


def test_a_successor_begins_when_the_former_ends(
    admin: Client, members: list[Representative], finance_group: ProfessionalGroup
) -> None:
    former = appoint(members[0], professional_group=finance_group, until=dt.date(2026, 12, 31))
    assert "这段时间本组已有组长" in typed(admin, members[1], finance_group, "leader")
    assert typed(admin, members[1], finance_group, "leader", since="2026-12-31") == ""
    assert former.place == GroupOfficer.objects.get(representative=members[1]).place == 1
    assert list(officers_out_of_place(NOW)) == []


@pytest.mark.parametrize(
    ("post", "place", "of"),
    [
        ("leader", 1, "professional"),
        ("deputy", 4, "professional"),
        ("convener", 1, "professional"),
        ("leader", 2, "professional"),
        ("leader", 1, "regional"),
        ("convener", 1, "both"),
    ],
)
def test_the_database_refuses(
    members: list[Representative], finance_group: ProfessionalGroup, post: str, place: int, of: str
) -> None:
    appoint(members[0], professional_group=finance_group)
    groups = {}
    if of in ("professional", "both"):
        groups["professional_group"] = finance_group
    if of in ("regional", "both"):
        groups["regional_group"] = a_regional_group()
    with pytest.raises(IntegrityError), transaction.atomic():
        appoint(members[1], post, place, since=LATER, **groups)


def test_an_ended_mandate_ends_the_post_and_a_suspended_one_lets_it_rest(
    members: list[Representative], finance_group: ProfessionalGroup, staff: User
) -> None:
    leader = appoint(members[0], professional_group=finance_group)
    by, mandate = Actor.of(staff), members[0].mandates.get()
    mandates.suspend(mandate, reason_kind="criminal_case", on=NOW.date(), by=by, at=NOW)
    assert not GroupOfficer.objects.serving(NOW.date()).exists()
    mandates.resume(mandate, on=NOW.date(), by=by, at=NOW)
    assert GroupOfficer.objects.serving(NOW.date()).get() == leader
    mandates.end(mandate, reason_kind="resigned", on=NOW.date(), by=by, at=NOW)
    leader.refresh_from_db()
    assert leader.until == NOW.date()
    assert Event.objects.filter(subject=f"groupofficer:{leader.pk}", action="officer_ended").count() == 1


def test_doctor_names_an_officer_who_left_the_group(
    members: list[Representative], finance_group: ProfessionalGroup
) -> None:
    appoint(members[0], professional_group=finance_group)
    assert list(officers_out_of_place(NOW)) == []
    ProfessionalMembership.objects.filter(representative=members[0]).update(until=LATER)
    assert list(officers_out_of_place(NOW)) == ["财政经济 组长 夏卫：已不在任或不在本组"]
