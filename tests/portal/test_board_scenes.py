"""The scenes of a lobby screen: which a station chose, in which order, for how long; notices; what is empty is skipped."""

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.test import Client

from office import events
from office.actors import Actor
from office.models import User
from office.refusals import Refused
from portal.board_scenes.cells import cell, table
from portal.board_scenes.registry import SCENES, choices_of
from stations import boards
from stations.boards import ChosenScene
from stations.models import BoardNotice, Station
from tests.conftest import NOW, TODAY
from tests.people import SignIn
from tests.policies.rows import a_version
from tests.requests_app.ends import promised
from tests.stations.receptions.rows import a_reception
from tests.stories import Story

pytestmark = pytest.mark.django_db
KEYS = [kind.key for kind in SCENES]


def board_of(client: Client) -> str:
    cache.clear()
    return client.get("/board/gyllzx/").content.decode()


def tabs(page: str) -> list[str]:
    return re.findall(r'data-tab="(\w+)"', page)


def as_form(**changes: str) -> dict[str, str]:
    """The form as it stands where nothing was chosen, with some fields changed."""
    data: dict[str, str] = {}
    for order, key in enumerate(KEYS, start=1):
        data |= {f"shown_{key}": "on", f"order_{key}": str(order), f"seconds_{key}": "20"}
    return {name: value for name, value in (data | changes).items() if value}


def post(client: Client, **changes: str) -> Any:
    return client.post("/desk/screens/gyllzx/scenes/", as_form(**changes))


def test_a_station_chooses_order_pace_and_scenes(
    story: Story, finance_group: object, approver: User, sign_in: SignIn, visitor: Client
) -> None:
    """What has nothing to show is skipped: no group has a case in this month."""
    a_version(title="无还本续贷")
    a_reception(story.station, story.people["representative"], at=NOW)
    assert tabs(board_of(visitor)) == ["receptions", "policies"]
    sent = post(sign_in(approver), order_policies="1", seconds_policies="45", order_receptions="2")
    assert sent.status_code == 302
    page = board_of(visitor)
    assert tabs(page) == ["policies", "receptions"]
    assert 'data-scene="policies" data-seconds="45"' in page
    assert post(sign_in(approver), shown_policies="").status_code == 302
    assert tabs(board_of(visitor)) == ["receptions"]
    assert [each.kind.key for each in choices_of(story.station) if not each.is_shown] == ["policies"]


def test_pages_are_as_full_as_each_other() -> None:
    def pages(number: int, on_page: int = 0) -> list[int]:
        rows = [[cell("num", each)] for each in range(number)]
        return [len(page) for page in table("any", "名称", (), rows, on_page)["pages"]]

    assert (pages(15), pages(8), pages(7), pages(0)) == ([5, 5, 5], [4, 4], [7], [])
    assert pages(5, on_page=4) == [3, 2]


@pytest.mark.parametrize(
    ("field", "value"),
    [("seconds_groups", "4"), ("seconds_groups", "121"), ("order_groups", "x"), ("order_groups", "")],
)
def test_a_pace_out_of_bounds_is_said_beside_its_field_and_nothing_is_lost(
    station: Station, staff: User, sign_in: SignIn, field: str, value: str
) -> None:
    sent = post(sign_in(staff), **{field: value, "seconds_policies": "45"})
    assert sent.status_code == 422
    page = sent.content.decode()
    assert "之间的整数" in page
    assert 'value="45"' in page
    assert not station.board_scenes.exists()


def test_at_least_one_scene_is_shown(station: Station, staff: User, sign_in: SignIn) -> None:
    sent = post(sign_in(staff), **{f"shown_{key}": "" for key in KEYS})
    assert (sent.status_code, "至少显示一个画面" in sent.content.decode()) == (422, True)


def test_arranging_is_recorded_once_and_is_the_offices(station: Station, staff: User, clerk: User) -> None:
    chosen = [ChosenScene("groups", 30, True)]
    for _ in range(2):
        boards.arrange_scenes(station, chosen, by=Actor.of(staff), at=NOW)
    assert events.timeline(f"station:{station.pk}").get().action == "scenes_arranged"
    with pytest.raises(Refused) as refused:
        boards.arrange_scenes(station, chosen, by=Actor.of(clerk), at=NOW)
    assert refused.value.code == "not_yours"


def a_notice(station: Station, by: User, **changes: Any) -> BoardNotice:
    given = {
        "text": "12月5日停电检修，服务站照常开放",
        "since": TODAY,
        "last_on": TODAY + dt.timedelta(days=3),
    }
    return boards.write_notice(station, **given | changes, by=Actor.of(by), at=NOW)


def test_a_notice_is_shown_between_its_dates_once_another_person_approved_it(
    station: Station, finance_group: object, staff: User, approver: User, sign_in: SignIn,
    visitor: Client, clock: Any,
) -> None:  # fmt: skip
    writer = sign_in(staff)
    text = "12月5日停电检修"
    day = {"since": "2026-11-25", "last_on": "2026-11-26"}
    assert writer.post("/desk/screens/gyllzx/notices/", {"text": text, **day}).status_code == 302
    row = BoardNotice.objects.get()
    act = f"/desk/screens/gyllzx/notices/{row.pk}"
    assert writer.post(f"{act}/approve/").status_code == 409
    assert sign_in(approver).post(f"{act}/approve/").status_code == 302
    seen = []
    for days in (1, 2, 3, 4):
        clock.move_to(NOW + dt.timedelta(days=days))
        seen.append(text in board_of(visitor))
    assert seen == [False, True, True, False]
    clock.move_to(NOW + dt.timedelta(days=2))
    assert sign_in(staff).post(f"{act}/end/").status_code == 302
    assert text not in board_of(visitor)


def test_a_notice_that_cannot_be_shown_is_refused_and_comes_back(
    station: Station, staff: User, sign_in: SignIn
) -> None:
    for dates, message in (
        ({"since": "2026-11-20", "last_on": "2026-11-22"}, "最后一天不能早于"),
        ({"since": "2026-11-23", "last_on": "2027-11-22"}, "通知最长显示"),
        ({"since": "昨天", "last_on": ""}, "这样的日期"),
    ):
        sent = sign_in(staff).post("/desk/screens/gyllzx/notices/", {"text": "停电检修通知", **dates})
        page = sent.content.decode()
        assert (sent.status_code, message in page, "停电检修通知" in page) == (422, True, True)


@pytest.mark.postgres
def test_the_database_holds_the_second_person_and_the_pace(station: Station, staff: User) -> None:
    row = a_notice(station, staff)
    for broken in (
        lambda: BoardNotice.objects.filter(pk=row.pk).update(approved_by=staff, approved_at=NOW),
        lambda: BoardNotice.objects.filter(pk=row.pk).update(last_on=TODAY - dt.timedelta(days=9)),
        lambda: station.board_scenes.create(key="groups", order=1, seconds=1),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            broken()


def test_reception_days_tell_their_free_seats(story: Story, visitor: Client) -> None:
    day = a_reception(story.station, story.people["representative"], at=NOW)
    page = board_of(visitor)
    scene = page.split('data-scene="receptions"')[1].split("</section>")[0]
    assert "可约" in scene
    assert day.sittings.get().representative.name in scene


def test_the_promise_scene_names_a_broken_promises_unit_only_where_that_is_switched_on(
    story: Story, visitor: Client, clock: Callable[..., Any] | Any
) -> None:
    promised(story).take("break_promise", "liaison", reason="资金没有到位")
    clock.move_to(story.at)
    scene = board_of(visitor).split('data-scene="promises"')[1].split("</section>")[0]
    assert "未兑现" in scene
    assert "财政局" not in scene
    Station.objects.update(shows_overdue=True)
    scene = board_of(visitor).split('data-scene="promises"')[1].split("</section>")[0]
    assert "财政局" in scene
