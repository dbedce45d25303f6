import datetime as dt

import pytest

from groups.models import (
    Mandate,
    ProfessionalGroup,
    ProfessionalMembership,
    Representative,
    Term,
)
from groups.roster import plan_roster
from office import events
from office.models import Event
from stations.models import Posting, PostingFunction, Station
from tests.groups.rosters import HEADER, ROW, TODAY, problems, read, take, with_cell
from tests.groups.rows import a_regional_group, in_office

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def groups(term: Term, finance_group: ProfessionalGroup, industry_group: ProfessionalGroup) -> None:
    a_regional_group()


# --- importing --------------------------------------------------------------------------------------------


def test_a_row_becomes_a_representative_in_office(term: Term, now: dt.datetime) -> None:
    take(read(ROW), term, now)
    person = Representative.objects.get()
    assert (person.name, person.gender, person.born_month) == ("单国强", "male", "1975-03")
    assert (person.certificate_number, person.phone) == ("MCRD-0016", "19900000016")
    assert (person.occupation, person.employer_name, person.field) == ("公证员", "市公证处", "公证")
    assert person.sort_key == "shan4单guo2国qiang2强"
    assert person.is_in_office(TODAY)
    assert person.professional_group(TODAY).name == "财政经济"
    assert person.regional_group(TODAY).code == "RG-NH-01"
    assert person.mandates.get().since == term.takes_office_on
    assert len(person.code) == 8
    assert person.code.isalnum()


def test_importing_again_changes_nothing(term: Term, now: dt.datetime) -> None:
    take(read(ROW), term, now)
    count = Event.objects.count()
    plan = plan_roster(read(ROW), term=term, on=TODAY)
    assert (len(plan.new), len(plan.changed), len(plan.same)) == (0, 0, 1)
    take(read(ROW), term, now)
    assert Representative.objects.count() == Mandate.objects.count() == 1
    assert Event.objects.count() == count


def test_a_change_is_previewed_and_keeps_history(term: Term, now: dt.datetime) -> None:
    take(read(ROW), term, now)
    changed = (
        with_cell("专业小组", "产业发展")
        .replace("市公证处", "县公证处")
        .replace("19900000016", "19900000017")
    )
    plan = plan_roster(read(changed), term=term, on=TODAY)
    assert [(each.label, each.before, each.after) for each in plan.changed[0].changes] == [
        ("联系电话", "199****0016", "199****0017"),
        ("工作单位", "市公证处", "县公证处"),
        ("专业小组", "财政经济", "产业发展"),
    ]
    take(read(changed), term, now)
    person = Representative.objects.get()
    assert (person.employer_name, person.phone) == ("县公证处", "19900000017")
    spans = ProfessionalMembership.objects.order_by("since").values_list("group__code", "since", "until")
    assert list(spans) == [("finance", dt.date(2026, 1, 1), TODAY), ("industry", TODAY, None)]


def test_a_preview_writes_nothing(term: Term) -> None:
    plan = plan_roster(read(ROW), term=term, on=TODAY)
    assert plan.new[0].row.name == "单国强"
    assert not Representative.objects.exists()


def test_an_empty_cell_leaves_what_is_there(term: Term, now: dt.datetime) -> None:
    take(read(ROW), term, now)
    take(read("单国强,,,MCRD-0016,,,,,,,,"), term, now)
    person = Representative.objects.get()
    assert (person.phone, person.gender) == ("19900000016", "male")
    assert person.professional_group(TODAY) is not None


def test_people_outside_the_file_are_left_alone(term: Term, now: dt.datetime) -> None:
    other = in_office(term, "别人")
    assert plan_roster(read(ROW), term=term, on=TODAY).untouched == 1
    take(read(ROW), term, now)
    assert other.is_in_office(TODAY)


def test_namesakes_are_two_people(term: Term, now: dt.datetime) -> None:
    roster = read(ROW, ROW.replace("MCRD-0016", "MCRD-0017").replace("19900000016", "19900000017"))
    plan = plan_roster(roster, term=term, on=TODAY)
    assert any("有同名代表：单国强" in str(warning) for warning in plan.warnings)
    take(roster, term, now)
    assert Representative.objects.filter(name="单国强").count() == 2


def test_a_suspended_mandate_stays_suspended(term: Term, now: dt.datetime) -> None:
    take(read(ROW), term, now)
    Mandate.objects.update(status="suspended", reason_kind="other")
    plan = plan_roster(read(ROW), term=term, on=TODAY)
    assert any("暂停任职，导入不改变" in str(warning) for warning in plan.warnings)
    take(read(ROW), term, now)
    assert Mandate.objects.get().status == "suspended"


def test_a_new_term_takes_the_known_people_over(term: Term, now: dt.datetime) -> None:
    take(read(ROW), term, now)
    new_term = Term.objects.create(
        level="county", name="第八届", elected_on=TODAY, takes_office_on=dt.date(2026, 12, 1)
    )
    plan = plan_roster(read(ROW), term=new_term, on=TODAY)
    assert [change.label for change in plan.changed[0].changes] == ["任职"]
    take(read(ROW), new_term, now)
    assert Representative.objects.count() == 1
    assert list(Mandate.objects.order_by("since").values_list("term__name", flat=True)) == [
        "第七届",
        "第八届",
    ]


def test_an_external_id_finds_the_person_before_the_certificate(term: Term, now: dt.datetime) -> None:
    header = f"{HEADER},外部编号"
    take(read(f"{ROW},ZH-9", header=header), term, now)
    take(read(f"{ROW.replace('MCRD-0016', 'MCRD-9916')},ZH-9", header=header), term, now)
    assert Representative.objects.get().certificate_number == "MCRD-9916"


def test_an_external_id_of_somebody_else_is_a_problem(term: Term, now: dt.datetime) -> None:
    header = f"{HEADER},外部编号"
    other = "仇立新,男,,MCRD-0086,,,,,,,,,ZH-2"
    take(read(f"{ROW},ZH-1", other, header=header), term, now)
    plan = plan_roster(read(f"{ROW},ZH-2", header=header), term=term, on=TODAY)
    assert [str(problem) for problem in plan.problems] == [
        "第 2 行“外部编号”：属于仇立新，代表证号却属于单国强，请核对这两列"
    ]


def test_each_person_has_an_event_without_personal_data(term: Term, now: dt.datetime) -> None:
    take(read(ROW), term, now)
    event = events.timeline(f"representative:{Representative.objects.get().pk}").get()
    assert event.action == "roster_added"
    assert "姓名：→单国强" in event.private("changes")
    assert "19900000016" not in event.private("changes")
    for personal in ("单国强", "19900000016", "市公证处"):
        assert personal.encode() not in bytes(event.payload)


def test_posting_functions_lead_to_the_default_station(
    term: Term, now: dt.datetime, station: Station
) -> None:
    for order, name in enumerate(("科技创新", "金融服务")):
        PostingFunction.objects.create(code=f"f{order}", name=name, order=order)
    row = with_cell("进站职能", "金融服务、科技创新")
    take(read(row), term, now)
    posting = Posting.objects.get()
    assert (posting.station, posting.is_primary) == (station, True)
    assert [function.name for function in posting.functions.all()] == ["科技创新", "金融服务"]
    assert plan_roster(read(row), term=term, on=TODAY).same
    take(read(with_cell("进站职能", "科技创新")), term, now)
    assert [function.name for function in Posting.objects.get().functions.all()] == ["科技创新"]


def test_without_a_default_station_nobody_is_posted() -> None:
    PostingFunction.objects.create(code="f", name="科技创新")
    assert problems(with_cell("进站职能", "科技创新")) == [
        "第 2 行“进站职能”：还没有默认服务站，请先在后台添加服务站并设为默认站"
    ]
