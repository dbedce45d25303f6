"""`make bench` and docs/performance.md name the same goals; what a run does not measure makes it fail."""

import re

import pytest

from bench.goals import GOALS, OF_SQLITE, Goal
from bench.report import Report
from tests.sources import ROOT

ROW = re.compile(r"^\| (`.+`) \|.*\| (.+?) \|$", re.MULTILINE)


def documented() -> dict[str, str]:
    """Each name of the table with the cell of its goal."""
    text = (ROOT / "docs" / "performance.md").read_text(encoding="utf-8")
    table = text.partition("\n## ")[0]
    return {name: goal for names, goal in ROW.findall(table) for name in re.findall(r"`(\w+)`", names)}


def in_words(goal: Goal) -> str:
    if goal.at_least is not None:
        return f"≥ {float(goal.at_least)}"
    if goal.at_most is None:
        return "—"
    other = f" (SQLite), {goal.on_postgresql:g}{goal.unit} (PostgreSQL)" if goal.on_postgresql else ""
    return f"≤ {goal.at_most:g}{goal.unit}{other}"


def test_every_goal_is_documented_with_its_limit_and_every_documented_goal_is_measured() -> None:
    assert documented() == {name: in_words(goal) for name, goal in GOALS.items()}


def test_line_says_whether_its_goal_is_met_and_what_was_measured_before(
    capsys: pytest.CaptureFixture[str],
) -> None:
    report = Report("SQLite", before={"intake_post": 0.10})
    report.line("intake_post", [0.3, 0.34, 0.4], "of insert3", beside="50 / 150")
    report.line("write_lock_ms", [4.0], "of a form")
    report.line("questions_board", [27], "asked")
    assert capsys.readouterr().out.splitlines() == [
        "intake_post 0.34 (0.30–0.40) of insert3, goal ≥ 0.35: NOT MET, before 0.10  [50 / 150]",
        "write_lock_ms 4.00 ms of a form, goal ≤ 4 ms: met",
        "questions_board 27 asked",
    ]


def test_run_lacks_what_could_not_be_measured(capsys: pytest.CaptureFixture[str]) -> None:
    report = Report("SQLite", ("board_", "memory_web"))
    report.line("board_200", [0.9], "of hello")
    with report.measuring("board_304"):
        raise RuntimeError("status 500")
    assert report.unmeasured() == ["board_304", "memory_web"]
    assert "board_304 COULD NOT BE MEASURED" in capsys.readouterr().out


def test_postgresql_is_not_asked_for_what_sqlite_alone_shows() -> None:
    report = Report("PostgreSQL")
    assert [name for name in GOALS if not report.wants(name)] == [
        name for name in GOALS if name.startswith(OF_SQLITE)
    ]
