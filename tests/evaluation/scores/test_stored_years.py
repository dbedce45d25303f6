"""Years whose points were computed by another program, kept beside this test: ours agrees to the cent."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from evaluation.scores import Part, rounded, score
from evaluation.scores.example import read_year

STORED = json.loads(Path(__file__).with_name("years.json").read_text(encoding="utf-8"))


def points_of(year: dict[str, Any]) -> dict[str, Decimal]:
    found = score(read_year(json.dumps(year)))
    lines = {line.key: line.points for line in found.lines}
    named = ("attendance", "response", "pressing", "meeting", "result")
    parts = {part.value: found.of(part) for part in Part}
    shown = {name: lines[name] for name in named} | parts | {"total": found.total}
    return {name: rounded(points) for name, points in shown.items()}


@pytest.mark.parametrize("number", range(len(STORED)))
def test_points_agree(number: int) -> None:
    stored = STORED[number]
    assert points_of(stored["year"]) == {name: Decimal(points) for name, points in stored["points"].items()}


def test_the_years_are_of_every_kind() -> None:
    cases = [case for stored in STORED for case in stored["year"].get("cases", [])]
    suggestions = [each for stored in STORED for each in stored["year"].get("suggestions", [])]
    assert len(STORED) >= 100
    assert {case.get("state", "taken") for case in cases} == {"taken", "refused", "excused"}
    assert {"S", "M"} <= {case.get("family", "") for case in cases}
    assert {len(each["marks"]) for each in suggestions if "marks" in each} == {2, 3}
