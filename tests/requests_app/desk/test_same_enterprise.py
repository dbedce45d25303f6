"""是同一家吗: every form of the office's side asks about a name that resembles a registered enterprise, and links it."""

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from office.models import User
from requests_app.models import EnterpriseRequest
from stations.models import Booking, Consultation, Enterprise, FormerName, Station
from stations.names import folded_name
from tests.requests_app.desk.pages import Desk
from tests.requests_app.desk.test_counter import enter
from tests.stations.consultations.rows import typed
from tests.stations.receptions.rows import a_reception, on_the_day, text
from tests.stations.rows import an_enterprise
from tests.stories import Story

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
TYPED = "湖北联众精密冲压有限公司"
ASKED = "已登记“湖北联众精密冲压股份有限公司”：是同一家吗"


@pytest.fixture
def registered(db: None) -> Enterprise:
    row = an_enterprise("湖北联众精密冲压股份有限公司")
    FormerName.objects.create(enterprise=row, name="麻城市联众冲压件厂")
    return row


Send = Callable[..., Any]
Made = Callable[[], tuple[str, Enterprise | None]]


@pytest.fixture
def counter(story: Story, sign_in: SignIn) -> tuple[Send, Made]:
    desk = sign_in(story.people["clerk"])

    def made() -> tuple[str, Enterprise | None]:
        case = EnterpriseRequest.objects.get()
        return case.enterprise_name, case.enterprise

    return lambda name, **more: enter(desk, enterprise_name=name, **named(more, "enterprise_name")), made


@pytest.fixture
def consultation(station: Station, clerk: User, sign_in: SignIn) -> tuple[Send, Made]:
    desk = sign_in(clerk)

    def send(name: str, **more: str) -> Any:
        said = typed(ending="noted", topic="-", enterprise_name=name, **named(more, "enterprise_name"))
        return desk.post("/desk/consultations/", said)

    def made() -> tuple[str, Enterprise | None]:
        row = Consultation.objects.get()
        return row.enterprise_name, row.enterprise

    return send, made


@pytest.fixture
def walk_in(
    station: Station, representative: User, clerk: User, sign_in: SignIn, now: dt.datetime, clock: Any
) -> tuple[Send, Made]:
    page = f"/desk/receptions/{a_reception(station, representative, at=now).token}/walk-in/"
    clock.move_to(on_the_day(now, 9, 30))
    desk = sign_in(clerk)

    def send(name: str, **more: str) -> Any:
        said = {"who": name, "requester_kind": "enterprise", "matter": "贷款", **named(more, "who")}
        return desk.post(page, said)

    def made() -> tuple[str, Enterprise | None]:
        row = Booking.objects.get()
        return row.enterprise_name, row.enterprise

    return send, made


def named(given: dict[str, str], field: str) -> dict[str, str]:
    return {f"{field}_same" if name == "same" else name: value for name, value in given.items()}


@pytest.fixture(params=["counter", "consultation", "walk_in"])
def door(request: pytest.FixtureRequest) -> tuple[Send, Made]:
    doors: tuple[Send, Made] = request.getfixturevalue(request.param)
    return doors


def test_the_one_that_is_meant_is_linked(door: tuple[Send, Made], registered: Enterprise) -> None:
    send, made = door
    asked = send(TYPED)
    page = text(asked)
    assert asked.status_code == 422
    assert ASKED in page
    assert f'value="{TYPED}"' in page
    assert f'value="{registered.pk}"' in page
    assert send(TYPED, same=str(registered.pk)).status_code in (302, 303)
    assert made() == (registered.name, registered)


def test_another_enterprise_stays_as_it_was_typed(door: tuple[Send, Made], registered: Enterprise) -> None:
    send, made = door
    # An answer for another name, or with a row that was not asked about, is none.
    for answer in ("", folded_name("湖北联众冲压有限公司"), "0", str(registered.pk + 1), "x" * 300):
        assert send(TYPED, same=answer).status_code == 422
    assert send(TYPED, same=folded_name(TYPED)).status_code in (302, 303)
    assert made() == (TYPED, None)


@pytest.mark.parametrize(
    "name", ["湖北联众精密冲压股份 有限公司", "麻城市联众冲压件厂", "湖北楚棉纺织有限公司"]
)
def test_what_is_registered_or_unlike_is_not_asked_about(
    door: tuple[Send, Made], registered: Enterprise, name: str
) -> None:
    send, made = door
    assert send(name).status_code in (302, 303)
    assert made()[1] == (None if "楚棉" in name else registered)


def test_the_page_of_a_strangers_case_asks_and_the_correction_links_it(
    desk: Desk, registered: Enterprise
) -> None:
    story = desk.story
    story.submit(enterprise_name=TYPED)
    assert story.case.enterprise is None
    client = desk.sign_in(story.people["staff"])
    page = text(client.get(f"/desk/requests/{story.case.ledger_number}/"))
    link = re.search(r'href="([^"]+)">是“湖北联众精密冲压股份有限公司”', page)
    assert link is not None
    assert f'value="{registered.name}"' in text(client.get(link[1].replace("&amp;", "&")))
    story.take("correct", "staff", field="enterprise_name", value=registered.name, reason="核对为同一家")
    story.case.refresh_from_db()
    assert story.case.enterprise == registered
    assert "是同一家吗" not in text(client.get(f"/desk/requests/{story.case.ledger_number}/"))


def test_a_corrected_name_leaves_no_link_to_the_former_enterprise(
    story: Story, registered: Enterprise
) -> None:
    story.submit(enterprise_name="麻城市联众冲压件厂")
    assert story.case.enterprise == registered
    story.take("correct", field="enterprise_name", value="湖北楚棉纺织有限公司", reason="填错了")
    story.case.refresh_from_db()
    assert story.case.enterprise is None


def test_a_consultation_that_is_corrected_is_not_asked_about_its_own_name_again(
    consultation: tuple[Send, Made], registered: Enterprise, clerk: User, sign_in: SignIn
) -> None:
    send, _ = consultation
    send(TYPED, same=folded_name(TYPED))
    row = Consultation.objects.get()
    said = typed(ending="noted", topic="-", enterprise_name=TYPED, words="改了一个字的话")
    answer = sign_in(clerk).post(f"/desk/consultations/{row.number}/", said)
    assert answer.status_code in (302, 303)
