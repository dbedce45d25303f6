"""In which months of a year somebody held office, was posted at a station, sat in a professional group."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from groups.models import Mandate, ProfessionalMembership
from office.months import Month
from stations.models import Posting

# From a date on, up to a date that is not counted; None: for good.
Span = tuple[date, date | None]
MONTHS = range(1, 13)


@dataclass(frozen=True)
class Months:
    """Whole calendar months (1 to 12) of one representative's year; a month that began or ended within is none."""

    in_office: frozenset[int] = frozenset()
    posted: frozenset[int] = frozenset()
    in_group: frozenset[int] = frozenset()


def of_year(people: Collection[int], year: int) -> dict[int, Months]:
    """By primary key of representatives; three queries. Posting and membership count only while in office."""
    mandates = _spans(Mandate.objects.filter(representative__in=people, status=Mandate.Status.ACTIVE))
    postings = _spans(Posting.objects.filter(representative__in=people))
    groups = _spans(ProfessionalMembership.objects.filter(representative__in=people))
    found = {}
    for person in people:
        in_office = whole_months(mandates[person], year)
        posted, in_group = (whole_months(spans[person], year) for spans in (postings, groups))
        found[person] = Months(in_office, posted & in_office, in_group & in_office)
    return found


def whole_months(spans: Iterable[Span], year: int) -> frozenset[int]:
    """Months of which every day is in some span; spans may follow each other and overlap."""
    joined = sorted((since, until or date.max) for since, until in spans)
    return frozenset(month for month in MONTHS if _covered(Month(year, month), joined))


def _covered(month: Month, spans: list[tuple[date, date]]) -> bool:
    reached = month.from_on
    for since, until in spans:
        if since <= reached:
            reached = max(reached, until)
    return reached > month.last_on


def _spans(
    rows: Iterable[Mandate] | Iterable[Posting] | Iterable[ProfessionalMembership],
) -> dict[int, list[Span]]:
    found: dict[int, list[Span]] = defaultdict(list)
    for row in rows:
        found[row.representative_id].append((row.since, row.until))
    return found


def quarter_of(month: int) -> int:
    """1 to 4."""
    return (month + 2) // 3


def end_of_quarter(year: int, quarter: int) -> date:
    """Its last day."""
    return Month(year, quarter * 3).to_on - timedelta(days=1)
