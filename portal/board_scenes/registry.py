"""The list of scenes, and what a station chose of it: which, in which order, for how long.

A further scene is its module beside this one and a row of `SCENES`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from evaluation.results import Figures, Key
from portal.board_scenes import (
    key_suggestions,
    notices,
    people,
    policies,
    promises,
    receptions,
    requests,
    stars,
    station_month,
)
from portal.board_scenes.cells import Data
from stations.models import BoardScene, Station

SECONDS = 20


@dataclass(frozen=True)
class Occasion:
    """What a scene is built from: the station, the instant, its local date, the month's cases by group."""

    station: Station
    at: datetime
    on: date
    groups: Mapping[Key, Figures]


@dataclass(frozen=True)
class SceneKind:
    """`build` gives the scene as `portal/_board_main.html` shows it; None, or no page, where there is nothing to show."""

    key: str
    label: str
    build: Callable[[Occasion], Data | None]


@dataclass(frozen=True)
class Choice:
    """One kind as a station shows it, `seconds` a page."""

    kind: SceneKind
    is_shown: bool = True
    seconds: int = SECONDS


# In the order in which they turn where a station has not chosen another.
SCENES: tuple[SceneKind, ...] = (
    SceneKind("notices", "通知", lambda what: notices.notices_scene(what.station, what.on)),
    SceneKind(
        "representatives", "代表履职", lambda what: people.representatives_scene(what.station, what.on)
    ),
    SceneKind("groups", "小组对比", lambda what: people.groups_scene(what.groups)),
    SceneKind("receptions", "接待预告", lambda what: receptions.receptions_scene(what.station, what.at)),
    SceneKind("promises", "承诺墙", lambda what: promises.promises_scene(what.station, what.on)),
    SceneKind("supervision", "重点督办", lambda what: requests.supervision_scene(what.station, what.on)),
    SceneKind(
        "key_suggestions",
        "重点督办建议",
        lambda what: key_suggestions.key_suggestions_scene(what.station, what.on),
    ),
    SceneKind("station", "接待、活动和建议", lambda what: station_month.station_scene(what.station, what.on)),
    SceneKind("progress", "办理进度", lambda what: requests.progress_scene(what.station, what.on)),
    SceneKind("progress_table", "进度表", lambda what: requests.progress_table_scene(what.station)),
    SceneKind("stars", "履职之星", lambda what: stars.stars_scene(what.on)),
    SceneKind("policies", "惠企政策", lambda what: policies.policies_scene(what.on)),
)


def choices_of(station: Station) -> list[Choice]:
    """All kinds in the station's order; one that it has not chosen about stands at the end and is shown."""
    kinds = {kind.key: kind for kind in SCENES}
    rows = BoardScene.objects.filter(station=station, key__in=kinds)
    found = [Choice(kinds.pop(row.key), row.is_shown, row.seconds) for row in rows]
    return found + [Choice(kind) for kind in kinds.values()]


def scenes_of(occasion: Occasion) -> list[Data]:
    """The scenes that the station shows, each with `seconds`; those with nothing to show are skipped."""
    found = []
    for choice in choices_of(occasion.station):
        scene = choice.kind.build(occasion) if choice.is_shown else None
        if scene is not None and scene["pages"]:
            found.append(scene | {"seconds": choice.seconds})
    return found
