"""The lock never holds a version below the least safe one of docs/least-versions.csv, nor one nobody looks through."""

import csv
import re
from datetime import timedelta

import pytest
from packaging.version import Version

from tests.sources import ROOT
from tools import check_libraries

PINNED = re.compile(r"^([a-z0-9.-]+)==([^\s;]+)", re.M)


def too_old(lock: str) -> list[str]:
    """Of a lock's text, what stands below its least safe version or is missing."""
    pinned = dict(PINNED.findall(lock))
    with (ROOT / "docs" / "least-versions.csv").open(encoding="utf-8") as table:
        rows = list(csv.DictReader(table))
    assert rows
    assert all(row["why"] for row in rows)
    return [
        row["package"]
        for row in rows
        if row["package"] not in pinned or Version(pinned[row["package"]]) < Version(row["at_least"])
    ]


def test_every_locked_version_is_a_safe_one() -> None:
    assert too_old((ROOT / "requirements.lock").read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("worse", ["pillow==10.0.0", "no-such-package==1"])
def test_an_old_one_is_seen(worse: str) -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert "pillow" in too_old(re.sub(r"(?m)^pillow==\S+", worse, lock))


def test_a_library_past_its_time_is_named() -> None:
    """Held to the days of the table itself: `make lint` holds it to today."""
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    known = check_libraries.table()
    first = min(day for _, day in known.values())
    in_time = first + check_libraries.LOOKED_THROUGH_EVERY
    assert check_libraries.faults(lock, known, in_time) == []
    late = check_libraries.faults(lock, known, in_time + timedelta(days=1))
    assert len(late) == sum(day == first for _, day in known.values())
    changed = re.sub(r"(?m)^django==\S+", "django==9.9", lock)
    assert [line.split()[0] for line in check_libraries.faults(changed, known, in_time)] == ["django"]
    assert check_libraries.faults("", known, in_time)


def test_every_time_frame_is_written_down() -> None:
    text = (ROOT / "docs" / "developers.md").read_text(encoding="utf-8")
    frames = text.split("\n## Libraries\n")[1].split("\n## ")[0]
    assert [days for days in ("7 days", "30 days", "90 days") if days not in frames] == []
    assert f"{check_libraries.LOOKED_THROUGH_EVERY.days} days" in frames
