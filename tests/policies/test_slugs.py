"""Codes made of titles, so that whoever writes needs not think of one."""

import datetime as dt

import pytest

from policies.models import InformationItem
from policies.slugs import LONGEST, slug_of
from tests.people import SignIn
from tests.policies.rows import a_kind


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("无还本续贷（到期不用先还本金）", "wu-huan-ben-xu-dai"),
        ("500万元以下设备器具一次性税前扣除", "500-wan-yuan-yi-xia-she"),
        ("ERP 上云", "erp-shang-yun"),
        ("绿色通道", "lv-se-tong-dao"),
        ("！？", "ziliao"),
    ],
)
def test_a_title_gives_its_code(title: str, slug: str) -> None:
    assert slug_of(title, is_taken=lambda each: False) == slug


def test_a_taken_code_gets_a_number() -> None:
    taken = {"pai-wu", "pai-wu-2"}
    assert slug_of("排污", is_taken=taken.__contains__) == "pai-wu-3"


@pytest.mark.django_db
def test_an_item_without_a_code_is_written(staff: object, sign_in: SignIn, now: dt.datetime) -> None:
    said = {"title": "排污许可", "summary": "三类", "body": "先看名录", "kind": a_kind().pk}
    answer = sign_in(staff).post("/desk/information/new/", said)  # type: ignore[arg-type]
    assert (answer.status_code, InformationItem.objects.get().slug) == (302, "pai-wu-xu-ke")


@pytest.mark.django_db
@pytest.mark.parametrize(("length", "status"), [(48, 302), (49, 422)])
def test_the_longest_code_that_the_form_takes_is_written(
    staff: object, sign_in: SignIn, now: dt.datetime, length: int, status: int
) -> None:
    """The chain of events names an item by its code: a longer one answered 500."""
    said = {
        "title": "排污许可",
        "summary": "三类",
        "body": "先看名录",
        "kind": a_kind().pk,
        "slug": "a" * length,
    }
    answer = sign_in(staff).post("/desk/information/new/", said)  # type: ignore[arg-type]
    assert answer.status_code == status
    assert InformationItem.objects.filter(slug="a" * length).exists() == (status == 302)


def test_a_long_title_gives_a_code_that_an_event_can_name() -> None:
    assert len(slug_of("装" * 60, is_taken=lambda slug: not slug.endswith("-2"))) <= LONGEST
