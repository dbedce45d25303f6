"""A row that breaks each constraint of a lobby screen's scenes and notices, by the constraint's name."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from stations.models import BoardNotice, BoardScene, Station
from tests.conftest import NOW
from tests.groups.rows import a_user
from tests.stations.rows import a_station


def a_scene(station: Station | None = None, **options: Any) -> BoardScene:
    values = {"key": "groups", "order": 1, "seconds": 20} | options
    return BoardScene.objects.create(station=station or a_station(), **values)


def a_notice(**options: Any) -> BoardNotice:
    values = {"text": "周三停电", "since": NOW.date(), "last_on": NOW.date(), "written_at": NOW} | options
    if "written_by" not in values:
        values["written_by"] = a_user()
    return BoardNotice.objects.create(station=a_station(), **values)


def the_same_scene_twice() -> None:
    station = a_station()
    a_scene(station)
    a_scene(station, order=2)


def approved_by_its_writer() -> None:
    writer = a_user()
    a_notice(written_by=writer, approved_by=writer, approved_at=NOW)


BOARD_BREACHES: dict[str, Callable[[], object]] = {
    "board_scene_once_per_station": the_same_scene_twice,
    "board_scene_pace_is_sane": lambda: a_scene(seconds=4),
    "board_notice_second_person": approved_by_its_writer,
    "board_notice_ends_after_it_begins": lambda: a_notice(last_on=NOW.date() - dt.timedelta(days=1)),
}
