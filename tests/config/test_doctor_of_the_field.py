"""What nobody answers for, and what a hand in the database broke, in stations and field work."""

import datetime as dt
from collections.abc import Callable

import pytest

from fieldwork.models import Activity, ActivityGroup, ActivityState, ActivityStatus
from fieldwork.plans import proposing
from fieldwork.plans.proposing import Line
from groups.models import Mandate, ProfessionalGroup, ProfessionalMembership
from office.actors import Actor
from office.models import User
from office.ports import doctor_checks
from stations.models import Posting, ReceptionPlan, ShiftPlan, Station
from tests.fieldwork.activities.rows import confirmed
from tests.stations.receptions.rows import a_plan, person
from tests.stations.shifts.test_shifts import a_shift

pytestmark = pytest.mark.django_db
Found = Callable[[str], list[str]]


@pytest.fixture
def found(now: dt.datetime) -> Found:
    """What one check of `doctor` says; each says what to do as well."""

    def find(name: str) -> list[str]:
        (check,) = (check for check in doctor_checks if check.name == name)
        assert "发给维护人员" not in check.remedy or len(check.remedy) > 20
        return list(check.find(now))

    return find


def test_shifts_and_plans_of_who_is_no_longer_posted(
    station: Station, representative: User, now: dt.datetime, found: Found
) -> None:
    a_shift(station, representative, at=now)
    hours = {"weekday": 2, "begins": dt.time(9), "ends": dt.time(11), "since": now.date()}
    ShiftPlan.objects.create(station=station, representative=person(representative), **hours)
    assert found("shifts") == []
    Posting.objects.update(until=now.date())
    assert [line.split("：")[1] for line in found("shifts")] == [
        f"值班的{person(representative)}当天不能到站",
        f"每次值班的{person(representative)}已不在任，或已不在这个站",
    ]


def test_reception_plans_without_a_representative_or_a_station(
    station: Station, representative: User, now: dt.datetime, found: Found
) -> None:
    plan = a_plan(station, representative)
    assert found("reception_plans") == []
    Mandate.objects.update(status="suspended", reason_kind="other")
    assert found("reception_plans") == [f"{plan}：没有在任的接待代表"]
    Station.objects.update(closed_on=now.date(), is_default=False)
    assert found("reception_plans") == [f"{ReceptionPlan.objects.get()}：{station}已停用"]


def test_activities_that_nobody_holds_or_whose_status_was_written_by_hand(
    finance_group: ProfessionalGroup, representative: User, liaison: User, staff: User, now: dt.datetime,
    found: Found,
) -> None:  # fmt: skip
    activity = confirmed([finance_group], representative, by=liaison, staff=staff, at=now)
    name = f"活动 {activity.number}“{activity.title}”"
    assert found("activities") == found("activity_states") == []
    Activity.objects.update(status=ActivityStatus.PLANNED)
    assert found("activity_states") == [f"{name}：状态是待确定，记录的是已确定"]
    ActivityState.objects.filter(activity=activity).delete()
    assert found("activity_states") == [f"{name}：状态是待确定，记录的是没有记录"]
    Mandate.objects.update(status="suspended", reason_kind="other")
    assert f"{name}：主办小组{finance_group}没有在任的代表" in found("activities")
    assert f"{name}：请了{person(representative)}，已不在任" in found("activities")
    ActivityGroup.objects.update(is_host=False)
    assert f"{name}：没有主办小组" in found("activities")


def test_plans_of_a_group_in_which_nobody_is(
    finance_group: ProfessionalGroup, representative: User, liaison: User, now: dt.datetime, found: Found
) -> None:
    line = Line(12, "outreach", "续贷政策宣讲", "industry")
    item = proposing.add_item(finance_group, 2026, line, by=Actor.of(liaison), at=now)
    assert found("group_plans") == []
    ProfessionalMembership.objects.update(until=now.date())
    assert found("group_plans") == [f"{item.plan}：小组里没有在任的代表"]
