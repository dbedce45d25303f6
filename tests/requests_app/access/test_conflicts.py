"""回避: an enterprise is recognised by row, code, merged row and name, whichever way the case knows it."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from groups.models import Department, Mandate, ProfessionalGroup, RegionalMembership, Representative, Term
from office.refusals import Refused
from requests_app.access.candidates import candidates
from requests_app.access.conflicts import conflict
from requests_app.followup.conflict_check import cases_in_conflict
from requests_app.models import Complaint, EnterpriseRequest
from stations import mergers
from stations.models import Enterprise, Interest
from stations.rules import employers_without_interest
from tests.groups.rosters import BY
from tests.groups.rows import a_regional_group
from tests.stories import Story

pytestmark = pytest.mark.django_db

NAME = "湖北锦绣蓝天服饰有限公司"
OTHER_SPELLING = "湖北锦绣（蓝天）服饰 有限责任公司"
CODE = "91421181MA48TXYZ1Q"


def handler_of(story: Story) -> Representative:
    return Representative.objects.get(user=story.people["representative"])


def tie(person: Representative, how: str, now: dt.datetime) -> None:
    """Ties the person to the enterprise in one of the ways in which it may be recognised."""
    if how == "employer":
        Representative.objects.filter(pk=person.pk).update(employer_name=OTHER_SPELLING)
        return
    name = {"interest by name": OTHER_SPELLING, "interest by code": "麻城蓝天制衣厂"}.get(how, "蓝天旧厂")
    row = Enterprise.objects.create(name=name, uscc=CODE if how == "interest by code" else None)
    if how == "interest in a merged row":
        mergers.merge(row, into=Enterprise.objects.create(name=NAME), by=BY, at=now)
    if how == "interest in the row merged into":
        mergers.merge(Enterprise.objects.create(name=NAME), into=row, by=BY, at=now)
    Interest.objects.create(representative=person, enterprise=row, kind="shareholder", since=now.date())


@pytest.mark.parametrize("linked", [False, True])
@pytest.mark.parametrize(
    "how",
    [
        "employer",
        "interest by name",
        "interest by code",
        "interest in a merged row",
        "interest in the row merged into",
    ],
)
def test_a_tie_is_found_by_row_code_merger_and_name(story: Story, how: str, linked: bool) -> None:
    story.submit(enterprise_name=NAME, uscc=CODE)
    tie(handler_of(story), how, story.at)
    if linked:
        row, _ = Enterprise.objects.get_or_create(name=NAME)
        EnterpriseRequest.objects.filter(pk=story.case.pk).update(enterprise=row)
    case = EnterpriseRequest.objects.get(pk=story.case.pk)
    assert "应当回避" in conflict(handler_of(story), case, on=story.at.date())
    with pytest.raises(Refused) as refused:
        story.accept(representative=handler_of(story))
    assert refused.value.code == "conflict"


def test_whoever_is_tied_to_another_enterprise_may_handle(story: Story) -> None:
    story.submit(enterprise_name=NAME, uscc=CODE)
    Representative.objects.filter(pk=handler_of(story).pk).update(employer_name="湖北锦绣蓝海服饰有限公司")
    other = Enterprise.objects.create(name="湖北甲有限公司", uscc="91421181MA48TXYZ2Q")
    Interest.objects.create(
        representative=handler_of(story), enterprise=other, kind="employer", since=story.at.date()
    )
    story.accept(representative=handler_of(story))
    assert story.case.representative == handler_of(story)


def test_an_ended_interest_and_a_voter_without_enterprise_bar_nobody(story: Story) -> None:
    story.submit(enterprise_name=NAME)
    row = Enterprise.objects.create(name=NAME)
    on = story.at.date()
    Interest.objects.create(
        representative=handler_of(story),
        enterprise=row,
        kind="employer",
        since=on - dt.timedelta(days=9),
        until=on,
    )
    assert conflict(handler_of(story), story.case, on=on) == ""
    story.submit(requester_kind="voter", enterprise_name="", text="公园路灯坏了，晚上看不见路，请修一修")
    assert conflict(handler_of(story), story.case, on=on) == ""


def test_a_conflict_names_itself_and_the_next_best_person(story: Story) -> None:
    story.submit(enterprise_name=NAME)
    tie(handler_of(story), "employer", story.at)
    with pytest.raises(Refused) as refused:
        story.accept(representative=handler_of(story))
    colleague = story.people["colleague"].name
    assert "任职于该企业，应当回避" in refused.value.message
    assert f"可请{colleague}代表承办" in refused.value.message


@pytest.mark.parametrize("where", ["unit", "relay", "complained about"])
def test_who_is_employed_by_a_unit_its_relay_or_the_one_complained_about_stands_aside(
    story: Story, department: Department, co_department: Department, where: str
) -> None:
    relay = Department.objects.create(code="zfb", name="市政府办", kind="relay")
    story.submit()
    employer = {"unit": department, "relay": relay, "complained about": co_department}[where]
    Representative.objects.filter(pk=handler_of(story).pk).update(employer_department=employer)
    if where == "relay":
        Department.objects.filter(pk=department.pk).update(route_through=relay)
    if where == "complained about":
        Complaint.objects.create(case=story.case).departments.add(co_department)
    because = conflict(handler_of(story), story.case, on=story.at.date(), departments=[department])
    assert "任职于承办单位，应当回避" in because


def test_region_and_level_take_part_in_the_proposal(
    story: Story, finance_group: ProfessionalGroup, now: dt.datetime
) -> None:
    story.submit()
    on = story.at.date()
    colleague = Representative.objects.get(user=story.people["colleague"])
    row = Enterprise.objects.create(name=NAME, address="麻城市中馆驿工业园一路8号")
    group = a_regional_group()
    group.unit.name = "中馆驿镇"
    group.unit.save()
    RegionalMembership.objects.create(representative=colleague, group=group, since=on)
    case = story.case
    case.enterprise = row
    ranked = candidates(case, finance_group, on=on)
    assert ranked[0].representative == colleague
    assert "企业所在地的代表" in ranked[0].because
    RegionalMembership.objects.all().delete()
    higher = Term.objects.create(
        level="prefecture",
        name="第六届",
        elected_on=on - dt.timedelta(days=99),
        takes_office_on=on - dt.timedelta(days=90),
    )
    Mandate.objects.create(representative=colleague, term=higher, since=higher.takes_office_on)
    case.difficulty = "simple"
    assert not any("上级" in words for one in candidates(case, finance_group, on=on) for words in one.because)
    case.difficulty = "hard"
    ranked = candidates(case, finance_group, on=on)
    assert ranked[0].representative == colleague
    assert "兼任上级人大代表，疑难事项" in ranked[0].because


def test_doctor_names_open_cases_whose_representative_is_tied_by_now(story: Story) -> None:
    story.submit(enterprise_name=NAME).accept()
    assert list(cases_in_conflict(story.at)) == []
    tie(handler_of(story), "interest by name", story.at)
    assert [line[:10] for line in cases_in_conflict(story.at)] == [story.case.ledger_number]


def test_doctor_names_employers_that_are_registered_without_an_interest(story: Story) -> None:
    Enterprise.objects.create(name=NAME)
    Representative.objects.filter(pk=handler_of(story).pk).update(employer_name=OTHER_SPELLING)
    assert [handler_of(story).name in line for line in employers_without_interest(story.at)] == [True]
    row = Enterprise.objects.get(name=NAME)
    Interest.objects.create(
        representative=handler_of(story), enterprise=row, kind="employer", since=story.at.date()
    )
    assert list(employers_without_interest(story.at)) == []


def test_the_check_of_all_open_cases_asks_the_same_however_many_there_are(story: Story) -> None:
    story.submit(enterprise_name=NAME).accept()

    def asked() -> int:
        with CaptureQueriesContext(connection) as captured:
            list(cases_in_conflict(story.at))
        return len(captured)

    one = asked()
    for number in range(5):
        story.submit(enterprise_name=f"湖北第{number}有限公司", phone=f"1990002002{number}").accept()
    assert asked() == one
