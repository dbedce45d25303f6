"""The lock never holds a version below the least safe one of docs/least-versions.csv."""

import csv
import re

import pytest
from packaging.version import Version

from tests.sources import ROOT

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
