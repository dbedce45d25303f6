"""People of one name are told apart wherever one is chosen; lists of units stand by pinyin, without courts."""

import datetime as dt
from typing import Any

import pytest

from casework.forms.steps import form_for
from groups.models import (
    Department,
    Mandate,
    ProfessionalGroup,
    ProfessionalMembership,
    RegionalGroup,
    RegionalMembership,
    RegionalUnit,
    Representative,
    Term,
)
from groups.namesakes import RepresentativeField, labels
from office.models import User
from requests_app.access.candidates import candidates
from requests_app.steps.table import STEPS
from tests.groups.rows import SINCE, a_representative
from tests.people import SignIn
from tests.stories import Story

pytestmark = pytest.mark.django_db
ON = dt.date(2026, 11, 23)


def elected(code: str, name: str, term: Term, **groups: Any) -> Representative:
    person = a_representative(name, code=code, certificate_number=f"MC-{code}")
    Mandate.objects.create(representative=person, term=term, since=SINCE)
    if "group" in groups:
        ProfessionalMembership.objects.create(representative=person, group=groups["group"], since=SINCE)
    if "place" in groups:
        RegionalMembership.objects.create(representative=person, group=groups["place"], since=SINCE)
    return person


@pytest.fixture
def place(db: None) -> RegionalGroup:
    unit = RegionalUnit.objects.create(code="guishan", name="龟山镇", kind="town")
    return RegionalGroup.objects.create(code="guishan1", name="龟山第一小组", unit=unit)


@pytest.fixture
def four(
    term: Term, finance_group: ProfessionalGroup, industry_group: ProfessionalGroup, place: RegionalGroup
) -> list[Representative]:
    """Four of one name: two of other groups, one with a unit, and one who has nothing but the level."""
    return [
        elected("wang1", "王芳", term, group=finance_group),
        elected("wang2", "王芳", term, group=industry_group),
        elected("wang3", "王芳", term, group=finance_group, place=place),
        elected("wang4", "王芳", term),
    ]


def test_namesakes_are_told_by_group_unit_and_level(
    four: list[Representative], term: Term, representative: User
) -> None:
    level = f"{term.get_level_display()}代表"
    told = labels([*four, representative.representative], ON)
    assert list(told.values()) == [
        f"王芳（财政经济，{level}）",
        f"王芳（产业发展，{level}）",
        f"王芳（财政经济，龟山镇，{level}）",
        f"王芳（{level}）",
        "单雄",
    ]


def test_those_with_everything_in_common_are_told_by_their_certificates(
    term: Term, finance_group: ProfessionalGroup
) -> None:
    twins = [elected(code, "李敏", term, group=finance_group) for code in ("li1", "li2")]
    assert [label.split("，")[-1] for label in labels(twins, ON).values()] == ["MC-li1）", "MC-li2）"]


def test_a_namesake_who_has_left_changes_no_name(four: list[Representative]) -> None:
    Mandate.objects.filter(representative__in=four[1:]).update(until=ON)
    assert labels(four[:1], ON) == {four[0].pk: "王芳"}


def offered(field: Any) -> list[str]:
    found: list[str] = []
    for _, label in field.widget.choices:
        found += [str(each[1]) for each in label] if isinstance(label, list | tuple) else [str(label)]
    return [label for label in found if label.startswith("王芳")]


@pytest.mark.parametrize("step", ["accept", "hand_over", "name_helper", "confirm_finding"])
def test_every_form_of_a_step_tells_them_apart(four: list[Representative], story: Story, step: str) -> None:
    story.submit().accept()
    field = form_for(STEPS[step], story.case, on=ON).fields["representative"]
    labels_of_four = offered(field)
    assert len(set(labels_of_four)) == len(four)


@pytest.mark.parametrize(("who", "address"), [("clerk", "/desk/intake/"), ("liaison", "/desk/findings/new/")])
def test_the_counter_tells_them_apart(
    four: list[Representative], story: Story, sign_in: SignIn, who: str, address: str
) -> None:
    page = sign_in(story.people[who]).get(address).content.decode()
    assert "王芳（财政经济，" in page
    assert "王芳（产业发展，" in page
    assert ">王芳</option>" not in page


def test_the_page_of_acceptance_tells_them_apart(
    four: list[Representative], story: Story, sign_in: SignIn
) -> None:
    story.submit()
    number = story.case.ledger_number
    page = sign_in(story.people["liaison"]).get(f"/desk/requests/{number}/steps/accept/?group=finance")
    text = page.content.decode()
    assert "王芳（财政经济，" in text
    assert "王芳（产业发展，" in text
    assert ">王芳</option>" not in text


def test_candidates_are_told_apart(
    four: list[Representative], story: Story, finance_group: ProfessionalGroup
) -> None:
    story.submit()
    near = [one.label for one in candidates(story.case, finance_group, on=ON)]
    assert len({label for label in near if label.startswith("王芳")}) == 2


def test_names_cost_as_many_queries_for_many_as_for_few(
    four: list[Representative], django_assert_max_num_queries: Any
) -> None:
    field = RepresentativeField(ON)
    with django_assert_max_num_queries(8):
        list(field.choices)


def test_units_stand_by_pinyin_and_without_courts(story: Story) -> None:
    court = Department.objects.create(
        code="fy", name="麻城市人民法院", short_name="法院", kind=Department.Kind.JUDICIAL
    )
    for code, name in (("zjj", "住房局"), ("ajj", "安监局"), ("nyj", "农业局"), ("bwb", "保卫办")):
        Department.objects.create(code=code, name=name, short_name=name)
    story.submit().accept()
    for step, field in (("assign", "lead"), ("assign", "co"), ("consult", "departments")):
        form = form_for(STEPS[step], story.case, on=ON)
        names = [str(label) for _, label in form.fields[field].choices]
        ours = [name for name in names if name in ("住房局", "安监局", "农业局", "保卫办")]
        assert ours == ["安监局", "保卫办", "农业局", "住房局"]
        assert str(court) not in names


@pytest.mark.parametrize("address", ["/desk/requests/", "/desk/supervision/"])
def test_a_court_is_no_filter_of_the_responsible_unit(story: Story, sign_in: SignIn, address: str) -> None:
    Department.objects.create(
        code="fy", name="麻城市人民法院", short_name="市法院", kind=Department.Kind.JUDICIAL
    )
    page = sign_in(story.people["staff"]).get(address).content.decode()
    assert "市法院" not in page
    assert "麻城市人民法院" not in page
