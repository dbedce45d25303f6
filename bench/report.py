"""How a figure is printed: `name median (min–max) of what, goal: met or NOT MET, before …`; and kept with --record."""

import datetime as dt
import json
import statistics
import traceback
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

from bench.goals import GOALS, OF_SQLITE, Goal

MEASURED = Path(__file__).parent / "measured.json"


class Report:
    """The lines of one run on one database ("SQLite" or "PostgreSQL").

    `wanted` are beginnings of names; none wants every line.
    """

    def __init__(
        self, database: str, wanted: Sequence[str] = (), *, before: Mapping[str, float] | None = None
    ) -> None:
        self.database = database
        self.wanted = tuple(wanted)
        self.figures: dict[str, float] = {}
        self._before = before or {}

    @classmethod
    def of(cls, database: str, wanted: Sequence[str]) -> Self:
        """A report that knows what was recorded before."""
        before = {row["name"]: row["figure"] for row in _rows() if row["database"] == database}
        return cls(database, wanted, before=before)

    def wants(self, *names: str) -> bool:
        """Whether any line whose name begins with one of `names` was asked for."""
        if self.database != "SQLite" and all(name.startswith(OF_SQLITE) for name in names):
            return False
        return not self.wanted or any(
            name.startswith(self.wanted) or wanted.startswith(name)
            for name in names
            for wanted in self.wanted
        )

    def unmeasured(self) -> list[str]:
        """Goals that were asked for and of which no line was printed."""
        return [name for name in GOALS if self.wants(name) and name not in self.figures]

    def line(
        self, name: str, values: Sequence[float], what: str, *, beside: str = "", figure: float | None = None
    ) -> None:
        """Print the line of a goal; its figure is the median of `values` unless another is given."""
        goal = GOALS[name]
        figure = statistics.median(values) if figure is None else figure
        self.figures[name] = figure
        span = f" ({_said(goal, min(values))}–{_said(goal, max(values))})" if len(values) > 1 else ""
        verdict = _verdict(goal, figure, is_postgresql=self.database == "PostgreSQL")
        earlier = f", before {_said(goal, self._before[name])}" if name in self._before else ""
        more = f"  [{beside}]" if beside else ""
        print(
            f"{name} {_said(goal, figure)}{goal.unit}{span} {what}{verdict}{earlier}{more}",
            flush=True,
        )

    @contextmanager
    def measuring(self, what: str) -> Iterator[None]:
        """A measurement that fails is told, and does not keep the others from being made."""
        try:
            yield
        except Exception:  # noqa: BLE001 - whatever it is, the other lines are measured
            print(f"{what} COULD NOT BE MEASURED:\n{traceback.format_exc()}", flush=True)

    def record(self, on: dt.date) -> None:
        """Rewrite these figures in bench/measured.json; later runs print them as `before`."""
        others = [
            row for row in _rows() if row["database"] != self.database or row["name"] not in self.figures
        ]
        own = [
            {
                "name": name,
                "database": self.database,
                "date": on.isoformat(),
                "figure": float(f"{figure:.4g}"),
            }
            for name, figure in self.figures.items()
        ]
        order = list(GOALS)
        rows = sorted(
            (row for row in [*others, *own] if row["name"] in GOALS),
            key=lambda row: (row["database"] != "SQLite", order.index(row["name"])),
        )
        lines = ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
        MEASURED.write_text(f"[\n{lines}\n]\n", encoding="utf-8")


def _said(goal: Goal, figure: float) -> str:
    return f"{figure:.{goal.digits}f}"


def _verdict(goal: Goal, figure: float, *, is_postgresql: bool) -> str:
    """As printed after what was measured; empty where there is no goal."""
    if goal.at_least is not None:
        return f", goal ≥ {goal.at_least:g}: {'met' if figure >= goal.at_least else 'NOT MET'}"
    limit = goal.on_postgresql if is_postgresql and goal.on_postgresql is not None else goal.at_most
    if limit is None:
        return ""
    return f", goal ≤ {limit:g}{goal.unit}: {'met' if figure <= limit else 'NOT MET'}"


def _rows() -> list[dict[str, Any]]:
    """Rows of name, database, date of measurement, figure."""
    return json.loads(MEASURED.read_text(encoding="utf-8")) if MEASURED.exists() else []
