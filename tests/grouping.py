"""Tests marked `xdist_group` of one name go to one worker, whole files at a time.

What is marked `long` is begun before the rest, so that nobody waits for it at the end.

xdist 3.8 writes the group into the test's id, which pytest 9 no longer lets it do: groups were ignored in silence.
"""

import re
from functools import cache
from pathlib import Path

import pytest
from xdist.scheduler import LoadScopeScheduling

from tests.sources import ROOT

GROUP = re.compile(r"xdist_group\(\"([^\"]+)\"\)")


class ByGroup(LoadScopeScheduling):
    def _split_scope(self, nodeid: str) -> str:
        return group_of(nodeid.partition("::")[0]) or nodeid


@cache
def group_of(file: str) -> str:
    found = GROUP.search(Path(ROOT, file).read_text(encoding="utf-8"))
    return found.group(1) if found else ""


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The scheduler hands out groups by their size and what is left in this order."""
    items.sort(key=lambda item: item.get_closest_marker("long") is None)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> ByGroup | None:
    return ByGroup(config, log) if config.getvalue("dist") == "loadgroup" else None  # type: ignore[arg-type]
