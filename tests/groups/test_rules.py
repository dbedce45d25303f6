"""Rules that no constraint can hold: each is broken once by the ORM, and found."""

import datetime as dt
from collections.abc import Callable

import pytest

from groups import rules
from groups.models import (
    Absence,
    Department,
    DepartmentOfficer,
    Liaison,
    Mandate,
    ProfessionalGroup,
    ProfessionalMembership,
    RegionalGroup,
    RegionalUnit,
    Term,
)
from office import options, ports
from office.actors import Actor
from office.calendar import local_date
from office.models import User
from stations import rules as station_rules
from stations.models import Posting, QRCode, Station
from tests.groups.rows import SINCE, a_department, a_representative, a_user
from tests.stations.rows import an_enterprise

pytestmark = pytest.mark.django_db

JUNE, JULY = dt.date(2026, 6, 1), dt.date(2026, 7, 1)


def test_spans_that_meet_do_not_overlap() -> None:
    spans = [("a", SINCE, JUNE), ("a", JUNE, None), ("b", SINCE, None)]
    assert list(rules.overlapping(spans)) == []
    assert list(rules.overlapping([("a", SINCE, JULY), ("a", JUNE, None)])) == ["a"]
    assert list(rules.overlapping([("a", SINCE, None), ("a", JUNE, JUNE)])) == []
    assert list(rules.overlapping([("a", SINCE, None), ("a", JUNE, JULY)])) == ["a"]


def test_overlapping_mandates(term: Term, now: dt.datetime) -> None:
    person = a_representative("单雄")
    Mandate.objects.create(representative=person, term=term, since=SINCE, until=JULY)
    assert list(rules.overlapping_mandates(now)) == []
    Mandate.objects.create(representative=person, term=term, since=JUNE)
    assert list(rules.overlapping_mandates(now)) == ["单雄，第七届：任职的时间段重叠"]


def test_overlapping_memberships(finance_group: ProfessionalGroup, now: dt.datetime) -> None:
    person = a_representative("单雄")
    for since, until in ((SINCE, JULY), (JUNE, None)):
        ProfessionalMembership.objects.create(
            representative=person, group=finance_group, since=since, until=until
        )
    assert list(rules.overlapping_memberships(now)) == ["单雄：专业小组成员的时间段重叠"]


def test_overlapping_absences(now: dt.datetime) -> None:
    user = a_user("连络")
    Absence.objects.create(user=user, from_on=SINCE, to_on=JUNE)
    cancelled = Absence.objects.create(user=user, from_on=JUNE, to_on=JULY)
    assert list(rules.overlapping_absences(now)) == ["连络：不在岗的时间段重叠"]
    cancelled.cancelled_at = now
    cancelled.save()
    assert list(rules.overlapping_absences(now)) == []


def test_broken_routes(now: dt.datetime) -> None:
    relay = a_department("zfb", "市政府办公室", kind=Department.Kind.RELAY)
    a_department(route_through=relay)
    assert list(rules.broken_routes(now)) == []
    relay.closed_on = SINCE
    relay.save()
    assert list(rules.broken_routes(now)) == ["麻城市科技局：经由单位“办公室”不是在用的转办单位"]


def test_chained_mergers(now: dt.datetime) -> None:
    last = an_enterprise("丙")
    middle = an_enterprise("乙", same_as=last)
    assert list(station_rules.chained_mergers(now)) == []
    an_enterprise("甲", same_as=middle)
    assert list(station_rules.chained_mergers(now)) == ["甲：合并到的企业又合并到了别的企业"]


def test_a_default_station_is_needed(station: Station, now: dt.datetime) -> None:
    assert list(station_rules.missing_default_station(now)) == []
    Station.objects.update(is_default=False)
    assert len(list(station_rules.missing_default_station(now))) == 1


def test_overlapping_postings(representative: User, now: dt.datetime) -> None:
    posting = Posting.objects.get()
    Posting.objects.create(
        representative=posting.representative, station=posting.station, since=dt.date(2025, 1, 1), until=JUNE
    )
    assert list(station_rules.overlapping_postings(now)) == ["单雄，工业邻里中心代表服务站：进站的时间段重叠"]


def test_codes_that_lead_nowhere(station: Station, now: dt.datetime) -> None:
    other = Station.objects.create(code="other", name="别站", opened_on=SINCE)
    elsewhere = QRCode.objects.create(code="new", kind="station", station=other, since=SINCE)
    code = QRCode.objects.create(code="old", kind="station", station=station, since=SINCE, until=JUNE)
    words = ["工业邻里中心代表服务站：二维码 old 停用后没有接续"]
    assert list(station_rules.codes_that_lead_nowhere(now)) == words
    code.replaced_by = elsewhere
    code.save()
    assert list(station_rules.codes_that_lead_nowhere(now)) == words
    code.replaced_by = QRCode.objects.create(code="next", kind="station", station=station, since=JUNE)
    code.save()
    assert list(station_rules.codes_that_lead_nowhere(now)) == []


@pytest.mark.parametrize(
    "rule",
    [
        rules.overlapping_mandates,
        rules.overlapping_memberships,
        rules.overlapping_absences,
        rules.broken_routes,
        station_rules.chained_mergers,
        station_rules.missing_default_station,
        station_rules.overlapping_postings,
        station_rules.codes_that_lead_nowhere,
    ],
)
def test_the_doctor_asks_for_it(rule: Callable[[dt.datetime], object], now: dt.datetime) -> None:
    assert rule in [check.find for check in ports.doctor_checks]


def test_a_duty_of_the_office_that_nobody_has_is_named(staff: User, now: dt.datetime) -> None:
    """An approver whose account is closed: what waits for a signature waits for nobody."""
    words = " ".join(rules.duties_without_account(now))
    assert "审签人账号" in words
    assert "代表工作机构工作人员账号" not in words
    User.objects.update(is_active=False)
    assert list(rules.duties_without_account(now)) == [], "a site on which nobody works yet"


# --- the other ports --------------------------------------------------------------------------------------


def test_subject_keys_lead_to_their_pages(
    representative: User, department: Department, station: Station
) -> None:
    person = representative.representative
    for subject, label in (
        (f"representative:{person.pk}", "单雄"),
        (f"department:{department.pk}", "财政局"),
        (f"station:{station.pk}", "工业邻里中心代表服务站"),
    ):
        link = ports.link_of(subject)
        assert link is not None
        assert link.label == label
        assert link.url.startswith("/admin/")
    assert ports.link_of("representative:999999") is None
    assert ports.link_of("station:x") is None


def test_a_representatives_own_data_is_given(representative: User, liaison: User) -> None:
    given: dict[str, object] = {}
    for find in ports.personal_data:
        given |= find(representative)
    assert given["代表信息"]["姓名"] == "单雄"
    assert given["代表信息"]["任职"] == ["县级 第七届 在任 2026-01-01"]
    assert all("代表信息" not in find(liaison) for find in ports.personal_data)


def test_groups_without_a_liaison(finance_group: ProfessionalGroup, now: dt.datetime) -> None:
    name = str(finance_group)
    assert [line.partition("：")[0] for line in rules.groups_without_liaison(now)] == [name]
    post = Liaison.objects.create(user=a_user("连络"), professional_group=finance_group, since=SINCE)
    assert list(rules.groups_without_liaison(now)) == []
    post.user.is_active = False
    post.user.save()
    assert [line.partition("：")[0] for line in rules.groups_without_liaison(now)] == [name]


def test_regional_groups_only_where_some_have_a_liaison(
    finance_group: ProfessionalGroup, now: dt.datetime
) -> None:
    user = a_user("连络")
    Liaison.objects.create(user=user, professional_group=finance_group, since=SINCE)
    unit = RegionalUnit.objects.create(code="gushan", name="鼓山镇", kind="town")
    first, second = (
        RegionalGroup.objects.create(code=f"gushan{n}", name=f"第{n}小组", unit=unit) for n in (1, 2)
    )
    assert list(rules.groups_without_liaison(now)) == []
    Liaison.objects.create(user=user, regional_group=first, since=SINCE)
    assert [line.partition("：")[0] for line in rules.groups_without_liaison(now)] == [str(second)]


def test_online_units_without_an_officer(now: dt.datetime) -> None:
    unit = a_department()
    a_department("daj", "麻城市档案局", mode=Department.Mode.PAPER)
    a_department("fy", "麻城市人民法院", kind=Department.Kind.JUDICIAL)
    handler = DepartmentOfficer(user=a_user("经办"), department=unit, duty="handler", since=SINCE)
    assert list(rules.units_without_officer(now)) == [
        f"{unit.name}：在线办理，没有经办人的账号，没有人能签收和回复"
    ]
    handler.save()
    assert list(rules.units_without_officer(now)) == []
    unit.head_confirms = True
    unit.save()
    assert list(rules.units_without_officer(now)) == [
        f"{unit.name}：在线办理，没有负责人的账号，回复没有人审签"
    ]
    handler.until = JUNE
    handler.save()
    assert len(list(rules.units_without_officer(now))) == 2


def test_an_empty_service_telephone(now: dt.datetime) -> None:
    check = next(check for check in ports.doctor_checks if check.name == "service_phone")
    assert len(list(check.find(now))) == 1
    options.change(
        "service_phone", "0713-2950001", effective_on=local_date(now), by=Actor.system("test"), at=now
    )
    assert list(check.find(now)) == []
