"""The analysis as rows of a page: numbers with the addresses of their lists, places of drawings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from evaluation.analysis import durations
from evaluation.analysis.asking import list_url
from evaluation.analysis.movements import Movement
from evaluation.analysis.outcomes import UNNAMED
from evaluation.analysis.tests_of_chance import Trend
from evaluation.analysis.units import UnitLine
from evaluation.analysis.whole import SHOWN, Analysis, Topic, topics
from evaluation.promise_wall.entries import WallState
from groups.models import Department
from requests_app.models import Category

Query = Mapping[str, str]
HEIGHT = 96
TONES = {
    Trend.CLEAR_RISE: "asked", Trend.POSSIBLE_RISE: "todo", Trend.CLEAR_FALL: "done", Trend.POSSIBLE_FALL: "done",
}  # fmt: skip
RATIO_AT_MOST = 2.0


def shown(found: Analysis, query: Query) -> dict[str, Any]:
    """What evaluation/desk_analysis.html names in its first lines."""
    codes = dict(Category.objects.values_list("pk", "code"))
    unit_codes = dict(Department.objects.values_list("pk", "code"))
    moving = [row for row in found.moving if row.x or row.trend is not Trend.FEW][: SHOWN * 2]
    names = list(found.units)
    by_name = sorted(found.compared, key=lambda row: names.index(row.unit))
    return {
        "bars": _bars(found, query),
        "moving": [_movement(row, found, query, {"category": codes[row.key]}, found.categories) for row in moving],
        "moving_units": [
            _movement(row, found, query, {"unit": unit_codes[row.key]}, found.units)
            for row in found.moving_units
            if row.trend in TONES
        ],
        "repeated": [
            {
                "category": found.categories[row.category],
                "unit": found.units.get(row.unit, ""),
                "row": row,
                **{
                    f"{what}_url": list_url(
                        query, what, first=str(found.asked.judged.back(5)),
                        category=codes[row.category], unit=unit_codes[row.unit],
                    )
                    for what in ("received", "enterprises", "reopened")
                },
            }
            for row in found.repeated[:SHOWN]
        ],
        "spent": _spent(found, query),
        "compared": [_unit(row, found, query, unit_codes) for row in by_name if row.compared.ratio is not None],
        "too_few": [found.units.get(row.unit, "") for row in by_name if row.compared.ratio is None],
        "became": [{"row": row, "cases_url": list_url(query, "became", of=row.key)} for row in found.became],
        "promises": [_promises(row) for row in found.promises],
        "topics": [_topic(each) for each in topics(found)],
    }  # fmt: skip


def _bars(found: Analysis, query: Query) -> list[dict[str, Any]]:
    top = max((line.received for line in found.months), default=0) or 1
    return [
        {
            "line": line,
            "y": HEIGHT - round(HEIGHT * line.received / top),
            "height": round(HEIGHT * line.received / top),
            "settled_y": HEIGHT - round(HEIGHT * line.settled / top),
            "settled_height": round(HEIGHT * line.settled / top),
            "url": list_url(query, "received", first=str(line.month), until=str(line.month)),
            "settled_url": list_url(query, "settled", first=str(line.month), until=str(line.month)),
        }
        for line in found.months
    ]


def _movement(
    row: Movement, found: Analysis, query: Query, own: dict[str, str], names: dict[int, str]
) -> dict[str, Any]:
    last = str(found.asked.judged)
    before = found.asked.compared
    return {
        "name": names.get(row.key, ""),
        "row": row,
        "caption": "近七个月：" + "、".join(str(each) for each in row.values),
        "tone": TONES.get(row.trend, ""),
        "url": list_url(query, "received", first=last, until=last, **own),
        "before_url": list_url(query, "received", first=str(before[0]), until=str(before[-1]), **own),
    }


def _spent(found: Analysis, query: Query) -> list[dict[str, Any]]:
    top = max((row.ninety for row in found.spent), default=0) or 1
    return [
        {
            "row": row,
            "median": f"{100 * row.median / top:.1f}",
            "ninety": f"{100 * row.ninety / top:.1f}",
            "url": list_url(query, "over", turn=row.key)
            if row.over and row.key != durations.WAITING[0]
            else "",
        }
        for row in found.spent
    ]


def _unit(row: UnitLine, found: Analysis, query: Query, codes: dict[int, str]) -> dict[str, Any]:
    """`low`, `high`, `at` are places on a line from 0 to twice what is expected, 1 in its middle."""
    own, code = row.compared, codes[row.unit]

    def place(value: float | None) -> str:
        return f"{100 * min(value or 0, RATIO_AT_MOST) / RATIO_AT_MOST:.1f}"

    return {
        "name": found.units.get(row.unit, ""),
        "row": row,
        "parts": [
            {"count": n, "tone": tone} for n, tone in zip(row.mix, ("rest", "doing", "ink"), strict=True)
        ],
        "expected": f"{own.expected:.1f}",
        "ratio": f"{own.ratio:.2f}",
        "between": f"{own.low:.2f}–{own.high:.2f}",
        "low": place(own.low),
        "at": place(own.ratio),
        "width": f"{float(place(own.high)) - float(place(own.low)):.1f}",
        "tone": {"高于": "done", "低于": "over"}.get(own.words, "ink"),
        "url": list_url(query, "due", unit=code),
        "late_url": list_url(query, "late", unit=code),
    }


def _promises(row: Any) -> dict[str, Any]:
    numbers = (
        ("done", WallState.KEPT, row.kept),
        ("over", WallState.BROKEN, row.broken),
        ("rest", WallState.DUE, row.waiting),
        ("doing", WallState.OPEN, row.open),
    )
    # The wall narrows by a unit's name: what names none has no list of its own.
    wall = reverse("evaluation:promise_wall") if row.unit != UNNAMED else ""
    return {
        "row": row,
        "parts": [{"count": n, "tone": tone} for tone, _, n in numbers],
        "url": wall and f"{wall}?{urlencode({'unit': row.unit})}",
        "numbers": [
            (
                state.label,
                n,
                wall and n and f"{wall}?{urlencode({'state': state.value, 'unit': row.unit})}",
            )
            for _, state, n in numbers
        ],
    }


def _topic(topic: Topic) -> dict[str, Any]:
    """Where a person takes it up: as an item of the agenda, as an activity."""
    note = urlencode({"title": topic.title, "note": topic.evidence})
    return {"topic": topic, "agenda": f"{reverse('suggestions:agenda_new')}?{note}"}
