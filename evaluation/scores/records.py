"""What is known of one representative's year. Only confirmed facts belong here (docs/domain.md § 7).

`record` names where a fact comes from (`reception:12`), so that a line of points can lead back to it and a year
can be scored without it; it may be empty.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class Attendance(StrEnum):
    CAME = "came"
    LEAVE = "leave"
    ABSENT = "absent"


class Handling(StrEnum):
    """What a representative did with a case that was handed over; an excused one counts as never offered."""

    TAKEN = "taken"
    REFUSED = "refused"
    EXCUSED = "excused"


# Keys of `Rules.suggestion_outcomes` and `Rules.case_outcomes`, and of what the enterprise said.
SUGGESTION_OUTCOMES = ("A", "B kept", "B", "overdue, urged", "C", "D", "overdue")
CASE_OUTCOMES = ("settled", "kept", "promised", "explained", "none")
SATISFACTIONS = ("满意", "基本满意", "不满意", "")
DIFFICULTIES = ("simple", "ordinary", "hard")


@dataclass(frozen=True)
class Call:
    """An activity to which the person was invited or had registered."""

    attendance: Attendance
    record: str = ""


@dataclass(frozen=True)
class Duty:
    """`needed` is pro rata to the mandate; 0: the duty does not apply. `records` are those counted in `done`."""

    done: int
    needed: int
    exempt: bool = False
    name: str = ""
    records: tuple[str, ...] = ()


@dataclass(frozen=True)
class SuggestionRecord:
    """A suggestion whose first answer was given or fell due in the year.

    `marks` are the totals of the assessors, 0 to 20 each: two, or three where two were too far apart. Parts of one
    matter by the same author share a `family`.
    """

    marks: tuple[int, ...]
    outcome: str
    is_lead: bool = True
    family: str = ""
    record: str = ""


@dataclass(frozen=True)
class CaseRecord:
    """A request that was handed to the person in the year, or carried over from an earlier one.

    A turn is something the person had to do by a day: check a reply, urge a unit, pass an answer on. `share` is 1/k
    of a case in k parts or of k merged ones, which share a `family`. `before` is the credit that an earlier frozen
    year gave for it.
    """

    difficulty: str = "ordinary"
    handling: Handling = Handling.TAKEN
    responded: bool = True
    turns_due: int = 1
    turns_done: int = 1
    met: bool = True
    outcome: str = "none"
    look_back_holds: bool = False
    satisfaction: str = ""
    enterprise: str = ""
    family: str = ""
    share: Decimal = Decimal(1)
    carried: bool = False
    before: Decimal = Decimal(0)
    record: str = ""


@dataclass(frozen=True)
class Year:
    calls: tuple[Call, ...] = ()
    duties: tuple[Duty, ...] = ()
    suggestions: tuple[SuggestionRecord, ...] = ()
    cases: tuple[CaseRecord, ...] = ()
    # Of the mandate within the year.
    months: int = 12

    def called(self, attendance: Attendance) -> int:
        return sum(call.attendance == attendance for call in self.calls)
