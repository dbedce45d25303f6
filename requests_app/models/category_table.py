"""All categories, read once by a page, job, command or verb, and made into objects anew only where a row has changed.

The objects are shared by whoever reads them, and not to be changed.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from office.database.statements import Row, Select
from office.snapshots import RowSnapshot
from requests_app.models.categories import Category, CategoryDepartment

BESIDE = ("parent", "professional_group", "posting_function")
ALL = Select(lambda: Category.objects.select_related(*BESIDE).order_by("order", "code"))
TOP = Select(lambda: Category.objects.top().order_by("order", "code"))
UNITS = Select(
    lambda: CategoryDepartment.objects.order_by("order", "pk").values_list("category_id", "department__code")
)


class CategoryTable:
    """The categories in the order of the forms, with parent, professional group and posting function beside each."""

    def __init__(self, rows: Iterable[Category]) -> None:
        self.rows = tuple(rows)
        self._by_code = {row.code: row for row in self.rows}

    def open(self, on: date) -> list[Category]:
        """Those that may be chosen on the local date `on`, both levels."""
        return [row for row in self.rows if row.closed_on is None or row.closed_on > on]

    def with_code(self, code: str) -> Category | None:
        """Closed ones as well; None for a code that no category has."""
        return self._by_code.get(code)


def _of_units(rows: Iterable[Row]) -> dict[int, tuple[str, ...]]:
    found: dict[int, list[str]] = {}
    for category, unit in rows:
        found.setdefault(category, []).append(unit)
    return {category: tuple(units) for category, units in found.items()}


_all = RowSnapshot(ALL.rows, lambda rows: CategoryTable(ALL.objects(rows)))
_top = RowSnapshot(TOP.rows, lambda rows: CategoryTable(TOP.objects(rows)))
_units = RowSnapshot(UNITS.rows, _of_units)


def categories() -> CategoryTable:
    """Every category, one query at most."""
    return _all.get()


def top_categories(on: date) -> list[Category]:
    """What the public form offers on a local date: eleven rows, without what the desk needs beside them."""
    return _top.get().open(on)


def usual_units() -> dict[int, tuple[str, ...]]:
    """By a category's key the codes of the units that usually handle it, the lead first."""
    return _units.get()
