"""A name that an enterprise bore before leads to it, and counts for 回避; one that resembles a registered is asked about."""

import datetime as dt
from typing import Any

import pytest

from groups.models import Representative
from office.models import Event, User
from requests_app.models import EnterpriseRequest
from stations import likeness
from stations.known_names import known_as
from stations.models import Enterprise, FormerName, Interest
from stations.roster_interests import employed_by
from stations.ties import EnterpriseIndex, Identity, Ties
from tests.groups.test_admin import inline
from tests.people import SINCE, SignIn
from tests.stations.rows import an_enterprise
from tests.stories import Story

pytestmark = pytest.mark.django_db
ON = dt.date(2026, 11, 23)


@pytest.fixture
def renamed(db: None) -> Enterprise:
    row = an_enterprise("湖北联众精密冲压股份有限公司")
    FormerName.objects.create(enterprise=row, name="麻城市联众冲压件厂", until=dt.date(2021, 5, 1))
    return row


def test_who_types_a_former_name_finds_the_enterprise(renamed: Enterprise) -> None:
    assert Enterprise.objects.called("麻城市 联众冲压件厂").get() == renamed
    assert Enterprise.objects.registered_as("麻城市联众冲压件厂（曾用）") is None
    assert Enterprise.objects.registered_as("【麻城市】联众冲压件厂") == renamed


def test_who_bears_a_name_today_goes_before_who_bore_it(renamed: Enterprise) -> None:
    successor = an_enterprise("麻城市联众冲压件厂")
    assert Enterprise.objects.registered_as("麻城市联众冲压件厂") == successor


def test_a_request_under_a_former_name_is_the_enterprises(story: Story, renamed: Enterprise) -> None:
    story.submit(enterprise_name="麻城市联众冲压件厂", phone="0713-2920011")
    assert story.case.enterprise == renamed
    # In other brackets and another width, the present name, too.
    story.submit(enterprise_name="湖北联众精密冲压股份有限公司　", phone="0713-2920012")
    assert story.case.enterprise == renamed


def test_an_employer_of_the_former_name_stands_aside(renamed: Enterprise, representative: User) -> None:
    person = Representative.objects.get(user=representative)
    person.employer_name = "麻城市联众冲压件厂"
    ties = Ties([person], on=ON)
    assert ties.of(person, Identity.of(renamed.pk)) == "任职于该企业"
    assert ties.of(person, Identity.of(name="湖北联众精密冲压股份有限公司")) == "任职于该企业"
    assert ties.of(person, EnterpriseIndex().identity(None, name=renamed.name)) == "任职于该企业"
    assert employed_by({"麻城市联众冲压件厂"}) == {"麻城市联众冲压件厂": renamed}


def test_an_interest_holds_under_the_former_name(renamed: Enterprise, representative: User) -> None:
    person = Representative.objects.get(user=representative)
    Interest.objects.create(representative=person, enterprise=renamed, kind="shareholder", since=SINCE)
    assert Ties([person], on=ON).of(person, Identity.of(name="麻城市联众冲压件厂")) == "持有该企业股份"


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("湖北众源环保设备有限责任公司", True),
        ("众源环保设备有限公司", True),
        ("湖北众源环保设务有限公司", True),
        ("湖北宏源环保设备安装有限公司", False),
        ("湖北楚棉纺织有限公司", False),
        ("有限公司", False),
        ("", False),
    ],
)
def test_a_name_that_resembles_a_registered_one_is_asked_about(db: None, typed: str, found: bool) -> None:
    for name in ("湖北众源环保设备有限公司", "湖北宏程机械制造有限公司", "湖北恒飞线束有限公司"):
        an_enterprise(name)
    assert [row.name for row in likeness.alike(typed)] == (["湖北众源环保设备有限公司"] if found else [])


def test_the_admin_asks_before_an_enterprise_is_registered_twice(admin: Any, renamed: Enterprise) -> None:
    typed = {"name": "湖北联众精密冲压有限公司", "uscc": "", **inline("former_names")}
    asked = admin.post("/admin/stations/enterprise/add/", typed)
    assert asked.status_code == 200
    assert f"已登记“{renamed.name}”：是同一家吗" in asked.content.decode()
    assert Enterprise.objects.count() == 1
    assert admin.post("/admin/stations/enterprise/add/", typed | {"is_another": "on"}).status_code == 302
    assert Enterprise.objects.count() == 2


def test_a_former_name_is_entered_beside_the_enterprise_and_recorded(admin: Any, renamed: Enterprise) -> None:
    url = f"/admin/stations/enterprise/{renamed.pk}/change/"
    row = {"id": "", "enterprise": renamed.pk, "name": "湖北联众冲压有限公司", "until": "2024年3月1日"}
    kept = renamed.former_names.get()
    rows = inline(
        "former_names", {"id": kept.pk, "enterprise": renamed.pk, "name": kept.name, "until": "2021-05-01"}, row, initial=1
    )  # fmt: skip
    assert admin.post(url, {"name": renamed.name, "uscc": "", **rows}).status_code == 302
    assert set(renamed.former_names.values_list("name", "until")) == {
        ("麻城市联众冲压件厂", dt.date(2021, 5, 1)),
        ("湖北联众冲压有限公司", dt.date(2024, 3, 1)),
    }
    assert Event.objects.filter(subject=f"enterprise:{renamed.pk}", action="row_added").exists()


@pytest.mark.parametrize("query", ["联众冲压件厂", "聯眾沖壓", "lzcyjc", "ｌｉａｎｚｈｏｎｇ"])
def test_the_admin_finds_by_pinyin_traditional_characters_and_width(
    admin: Any, renamed: Enterprise, query: str
) -> None:
    an_enterprise("湖北楚棉纺织有限公司")
    html = admin.get("/admin/stations/enterprise/", {"q": query}).content.decode()
    assert renamed.name in html
    assert "楚棉" not in html


def test_a_visit_to_an_unregistered_enterprise_names_the_one_that_may_be_meant(
    renamed: Enterprise, representative: User, sign_in: SignIn
) -> None:
    page = sign_in(representative).post("/desk/visits/new/", {"enterprise": "湖北联众精密冲压有限公司"})
    assert f"是不是“{renamed.name}”" in page.content.decode()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("联众冲压件厂", True),
        ("聯眾沖壓件廠", True),
        ("lzcyjc", True),
        ("湖北联众精密", True),
        ("联众机械", True),
        ("联众纺织", False),
    ],
)
def test_the_desk_finds_a_case_by_every_name_of_its_enterprise(
    story: Story, sign_in: SignIn, renamed: Enterprise, query: str, found: bool
) -> None:
    """Filed before it was renamed, after, or under a row that was merged into it."""
    merged = an_enterprise("湖北联众机械制造有限公司")
    for number, name in enumerate((renamed.name, "麻城市联众冲压件厂", merged.name)):
        story.submit(enterprise_name=name, phone=f"0713-292001{number}")
    Enterprise.objects.filter(pk=merged.pk).update(same_as=renamed)
    others = story.submit(enterprise_name="湖北楚棉纺织有限公司", phone="0713-2920019").case
    html = sign_in(story.people["staff"]).get("/desk/requests/", {"q": query, "tab": "all"}).content.decode()
    shown = {case.ledger_number for case in EnterpriseRequest.objects.all() if case.ledger_number in html}
    assert len(shown) == (3 if found else 0)
    assert others.ledger_number not in shown
    assert Enterprise.objects.filter(pk__in=known_as(query)).exists() == found


def test_the_admin_finds_an_interest_by_the_former_name(
    admin: Any, renamed: Enterprise, representative: User
) -> None:
    person = Representative.objects.get(user=representative)
    Interest.objects.create(representative=person, enterprise=renamed, kind="shareholder", since=SINCE)
    assert renamed.name in admin.get("/admin/stations/interest/", {"q": "联众冲压件厂"}).content.decode()
