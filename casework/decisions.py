"""Asked and decided: somebody asks, a clock says by when, and another person grants or refuses.

The app's row says who asked and holds the decision; an `AskedAndDecided` says how the row is found, who may not
decide it, and which clock ends with the decision. One row of a kind waits for a decision at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db import models

from casework.engine import StepContext
from office.refusals import Refused

Row = TypeVar("Row", bound=models.Model)


def _no_clock(context: StepContext) -> None:
    """Nothing counts the days until this decision."""


@dataclass(frozen=True)
class AskedAndDecided(Generic[Row]):
    """One kind of question that another person decides.

    `undecided` finds in the subject's file the row that waits, None where nothing does; `nothing` is the refusal then, code and words.
    `barred` gives the keys of accounts that may not decide, `second_person` the words for them. `stop_clock` ends
    the clock of the decision; `decided` prefixes the names of the row's fields `…_at` and `…_by`.
    """

    undecided: Callable[[Any], Row | None]
    nothing: tuple[str, str]
    barred: Callable[[Row], Iterable[int | None]]
    second_person: str
    stop_clock: Callable[[StepContext], None] = _no_clock
    decided: str = "decided"

    def guard(self, context: StepContext) -> Refused | None:
        """For the steps that decide.

        Refuses with `nothing` where no row waits, `second_person` for whom `barred` names.
        """
        row = self.undecided(context.file)
        if row is None:
            return Refused(*self.nothing)
        if context.by.user is not None and context.by.user.pk in self.barred(row):
            return Refused("second_person", self.second_person)
        return None

    def require(self, context: StepContext) -> Row:
        """The row that waits. Raises `Refused(*nothing)` where somebody else was faster."""
        row = self.undecided(context.file)
        if row is None:
            raise Refused(*self.nothing)
        return row

    def decide(self, context: StepContext, row: Row, **values: Any) -> None:
        """Write `values` and the decision with its instant and account, and end its clock.

        The step's notifications are about the row.
        """
        values |= {f"{self.decided}_at": context.at, f"{self.decided}_by": context.user}
        for name, value in values.items():
            setattr(row, name, value)
        row.save()
        self.stop_clock(context)
        context.row = row
