"""What was raised in a span of months, case by case, and how many matters that makes (docs/domain.md § 8).

Merged and split cases are one matter; of one enterprise and category one a month. Read once for all that is told.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet

from office.months import Month
from requests_app.models import CaseState, EnterpriseRequest
from requests_app.models.case_states import FOREVER
from requests_app.models.requests import Outcome, Status
from stations.models import Enterprise

# Not counted, and told beside: nothing was raised, or it was taken back.
LEFT_OUT = (Status.DECLINED, Status.WITHDRAWN)
MONTHS_BEFORE = 6
HALF_OF_MONTH = 15
# Keys of cases, as `cases_in` gives them.
Keys = QuerySet[Any]


@dataclass(frozen=True)
class Asked:
    """What a page or report asks for: `months` up to `last`, narrowed by keys; `on` is the local date of the count."""

    last: Month
    months: int
    on: date
    category: int | None = None
    unit: int | None = None
    group: int | None = None
    station: int | None = None
    kind: str = ""

    @property
    def shown(self) -> list[Month]:
        """The months of the span, oldest first."""
        return self.last.back(self.months - 1).upto(self.last)

    @property
    def judged(self) -> Month:
        """The month that is set against six others: the last, unless its first half still runs."""
        is_young = self.last == Month.of(self.on) and self.on.day <= HALF_OF_MONTH
        return self.last.previous if is_young else self.last

    @property
    def compared(self) -> list[Month]:
        """The six months before it."""
        return self.judged.back(MONTHS_BEFORE).upto(self.judged.previous)


class Matter(NamedTuple):
    """One case as it stood; there are a hundred thousand in a year of a large county. `family` is the same of merged and split ones, `enterprise` of twins, "" where unknown, `visit` of what one enterprise raised of one category in a month."""

    case: int
    family: int
    month: Month
    received_on: date
    category: int | None
    unit: int | None
    enterprise: str
    status: str
    outcome: str
    round: int
    closed_on: date | None
    visit: tuple[int, int | None, str]

    @property
    def is_settled(self) -> bool:
        return self.status == Status.CLOSED and self.outcome == Outcome.SETTLED


def read(asked: Asked) -> list[Matter]:
    """Of the span and the months compared with it, oldest first. Two queries, whatever is asked."""
    first = min(asked.shown[0], asked.compared[0])
    rows = states(asked, first, asked.last).order_by("case__received_on", "case_id")
    columns = (
        "case_id", "case__leading_id", "case__split_from_id", "case__received_on", "case__category_id", "lead_id",
        "case__enterprise_id", "case__enterprise_name", "status", "outcome", "case__round", "closed_on",
    )  # fmt: skip
    same = dict(Enterprise.objects.filter(same_as__isnull=False).values_list("pk", "same_as_id"))
    return [_matter(row, same) for row in rows.values_list(*columns)]


def states(asked: Asked, first: Month, last: Month, *, left_out: bool = False) -> QuerySet[CaseState]:
    """As they stood at 24:00 of `asked.on`, of the cases received from `first` to `last`; those left out instead where
    that is asked."""
    wanted = Q(from_on__lte=asked.on, until_on__gt=asked.on, sealed=False) & _counts(left_out)
    wanted &= _received("case__", first, last) & _narrowed(asked, "case__category")
    if asked.unit is not None:
        wanted &= Q(lead=asked.unit)
    return CaseState.objects.filter(wanted)


def cases_in(asked: Asked, *, left_out: bool = False) -> QuerySet[Any]:
    """Keys of the cases of the span as they stand now, for a condition: however many they are, they stay in the database.

    The last state of a case says what its own columns say, and no index is needed to find that state: of a hundred
    thousand cases this takes a twentieth of what `states` takes. Only the unit stands in the state alone.
    """
    wanted = _received("", asked.shown[0], asked.last) & _narrowed(asked, "category")
    wanted &= Q(sealed=False) & _counts(left_out)
    if asked.unit is not None:
        lasting = CaseState.objects.filter(until_on=FOREVER, lead=asked.unit)
        wanted &= Q(pk__in=lasting.order_by().values("case_id"))
    return EnterpriseRequest.objects.filter(wanted).order_by().values("pk")


def left_out(asked: Asked) -> int:
    """How many cases of the span are not counted."""
    return cases_in(asked, left_out=True).count()


def _counts(left_out: bool) -> Q:
    """Not by a list of the other statuses, for which SQLite reads the ledger by its status, row after row."""
    return Q(status__in=LEFT_OUT) if left_out else ~Q(status__in=LEFT_OUT)


def _received(path: str, first: Month, last: Month) -> Q:
    return Q(**{f"{path}received_on__gte": first.from_on, f"{path}received_on__lt": last.to_on})


def _narrowed(asked: Asked, category: str) -> Q:
    """By all but the unit; case and state name these columns alike, but for the category."""
    columns = {
        category: asked.category, "group": asked.group, "station": asked.station,
        "requester_kind": asked.kind or None,
    }  # fmt: skip
    return Q(**{column: value for column, value in columns.items() if value is not None})


def _matter(row: tuple[Any, ...], same: dict[int, int]) -> Matter:
    (
        case,
        leading,
        split_from,
        received_on,
        category,
        unit,
        enterprise,
        name,
        status,
        outcome,
        rounds,
        closed_on,
    ) = row
    who = f"#{same.get(enterprise, enterprise)}" if enterprise else name
    return Matter(
        case, leading or split_from or case, Month.of(received_on), received_on, category, unit, who, status,
        outcome, rounds, closed_on, (12 * received_on.year + received_on.month, category, who),
    )  # fmt: skip


def counted(matters: Iterable[Matter]) -> list[Matter]:
    """The first case of each matter."""
    families: set[int] = set()
    visits: set[tuple[int, int | None, str]] = set()
    found = []
    for each in matters:
        family, visit = each.family, each.visit
        if family in families or (each.enterprise and visit in visits):
            continue
        families.add(family)
        visits.add(visit)
        found.append(each)
    return found


def enterprises_of(matters: Iterable[Matter]) -> int:
    """How many raised them; who gave no name is nobody's twin and counts as one."""
    return len({each.enterprise or f"case:{each.family}" for each in matters})


def of_months(matters: Iterable[Matter], months: Iterable[Month]) -> list[Matter]:
    wanted = set(months)
    return [each for each in matters if each.month in wanted]


def by_month(matters: Iterable[Matter]) -> dict[Month, list[Matter]]:
    """In the order in which they are given."""
    found: dict[Month, list[Matter]] = defaultdict(list)
    for each in matters:
        found[each.month].append(each)
    return found


Key = Callable[[Matter], int | None]
BY: dict[str, Key] = {"category": lambda each: each.category, "unit": lambda each: each.unit}
