"""Done, needed, by when: the duties of some representatives in a year, in a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from evaluation.duties import entitlement
from evaluation.duties.entitlement import Months, end_of_quarter, quarter_of
from evaluation.duties.rules import RULES, DutyRule
from evaluation.models import Exemption
from evaluation.scores import Duty
from groups.year_records import DutyKind, DutyRecord, duties_done

QUARTERS = (1, 2, 3, 4)
# How the keys of records begin that the person has entered as missing (evaluation/duties/own_entries.py).
OWN_ENTRY = "entry:"


@dataclass(frozen=True)
class Period:
    """A quarter or the year (`quarter` 0): what is needed in it, and its last day."""

    quarter: int
    since: date
    last_on: date
    needed: int
    done: int

    @property
    def missing(self) -> int:
        return max(0, self.needed - self.done)


@dataclass(frozen=True)
class DutyProgress:
    """`needed` is pro rata to the whole months of the entitlement, less exempted quarters; 0: does not apply."""

    kind: DutyKind
    needed: int
    is_exempt: bool
    periods: tuple[Period, ...]
    counted: tuple[DutyRecord, ...]
    unconfirmed: tuple[DutyRecord, ...]

    @property
    def done(self) -> int:
        return len(self.counted)

    @property
    def missing(self) -> int:
        return 0 if self.is_exempt else max(0, self.needed - self.done)

    def next_due(self, on: date) -> Period | None:
        """The first period that is not over on the local date and still misses something."""
        if self.missing == 0:
            return None
        return next((each for each in self.periods if each.missing and each.last_on >= on), None)

    def is_behind(self, on: date) -> bool:
        """A period is over and something is still missing that a later record did not make up for."""
        over = sum(each.needed for each in self.periods if each.last_on < on)
        return not self.is_exempt and self.done < over

    def scored(self) -> Duty:
        records = tuple(record.record for record in self.counted)
        return Duty(self.done, self.needed, self.is_exempt, self.kind.label, records)


def of_year(people: Collection[int], year: int, *, until: date) -> dict[int, list[DutyProgress]]:
    """By primary key, duties in the order of `RULES`; records of days before `until` alone."""
    since, end = date(year, 1, 1), min(date(year + 1, 1, 1), until)
    months, exemptions = entitlement.of_year(people, year), _exemptions(people, year)
    records: dict[tuple[int, str], list[DutyRecord]] = defaultdict(list)
    for record in duties_done(people, since, end) if end > since else ():
        records[record.representative, record.kind].append(record)
    return {
        person: [
            _progress(rule, year, months[person], exemptions[person], _once(records[person, rule.kind]))
            for rule in RULES
        ]
        for person in people
    }


def needed_by_quarter(months: frozenset[int], times: int) -> dict[int, int]:
    """What is needed of a quarterly duty: four times a year, pro rata, rounded down, in the fullest quarters."""
    left = 4 * times * len(months) // 12
    own = {quarter: sum(quarter_of(month) == quarter for month in months) for quarter in QUARTERS}
    needed = dict.fromkeys(QUARTERS, 0)
    for quarter in sorted(QUARTERS, key=lambda each: (-own[each], each)):
        needed[quarter] = min(times, left) if own[quarter] else 0
        left -= needed[quarter]
    return needed


def _once(records: list[DutyRecord]) -> list[DutyRecord]:
    """Without own entries of a day of which a record has come since: what was done is counted there alone."""
    recorded = {record.on for record in records if not record.record.startswith(OWN_ENTRY)}
    return [
        record for record in records if not (record.record.startswith(OWN_ENTRY) and record.on in recorded)
    ]


def _progress(
    rule: DutyRule,
    year: int,
    months: Months,
    exemptions: Iterable[Exemption],
    records: Iterable[DutyRecord],
) -> DutyProgress:
    own, found = rule.months(months), list(records)
    counted = tuple(record for record in found if record.is_confirmed)
    waiting = tuple(record for record in found if not record.is_confirmed)
    spared = [each for each in exemptions if each.kind in ("", rule.kind)]
    if rule.per == "year":
        needed = rule.times(year) * len(own) // 12
        whole = Period(0, date(year, 1, 1), date(year, 12, 31), needed, len(counted))
        return DutyProgress(rule.kind, needed, bool(spared and needed), (whole,), counted, waiting)
    asked = needed_by_quarter(own, rule.times(year))
    periods = [_quarter(year, quarter, asked[quarter], counted) for quarter in QUARTERS]
    kept = tuple(each for each in periods if each.needed and not _touched(each, spared))
    needed = sum(each.needed for each in kept)
    total = sum(asked.values())
    if total and not needed:
        return DutyProgress(rule.kind, total, True, tuple(periods), counted, waiting)
    return DutyProgress(rule.kind, needed, False, kept, counted, waiting)


def _quarter(year: int, quarter: int, needed: int, records: Iterable[DutyRecord]) -> Period:
    done = sum(quarter_of(record.on.month) == quarter for record in records)
    return Period(quarter, date(year, quarter * 3 - 2, 1), end_of_quarter(year, quarter), needed, done)


def _touched(period: Period, exemptions: Iterable[Exemption]) -> bool:
    return any(each.since <= period.last_on and each.until > period.since for each in exemptions)


def _exemptions(people: Collection[int], year: int) -> Mapping[int, list[Exemption]]:
    found: dict[int, list[Exemption]] = defaultdict(list)
    rows = Exemption.objects.granted().touching(date(year, 1, 1), date(year + 1, 1, 1))
    for row in rows.filter(representative__in=people):
        found[row.representative_id].append(row)
    return found
