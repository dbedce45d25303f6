"""Figures of a month for everybody, and for each station, group, representative, unit and kind of requester.

One query per kind of row and one for the sums, each grouped by all dimensions at once; the figures of every audience
are added up from these groups.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Count, F, QuerySet, Value

from evaluation.figures.as_of import AsOf
from evaluation.figures.definitions import RATES, RECEIVED, place
from evaluation.figures.dimensions import key_of, within
from evaluation.figures.figure import Figure, Rows
from evaluation.figures.reasons import COUNTED, label_of
from evaluation.periods import Month
from evaluation.results import Figures, Key, LeftOut, MonthFigures, Rate, Sums, Weight

# A dimension and one of its keys.
Audience = tuple[str, Key]
EVERYBODY: Audience = ("", 0)
# No column, so that an index without the key is enough.
_ROW = Value(1)
# Numbers of rows by name, for each of the values that rows are grouped by beside the audience.
Groups = dict[tuple[Any, ...], Counter[str]]
Tallies = dict[Audience, Groups]


@dataclass(frozen=True)
class _Asked:
    """Which figures of whom: `scope` is a key by dimension, none for everybody."""

    month: Month
    as_of: AsOf
    dimensions: Sequence[str]
    rates: Sequence[Figure]
    scope: dict[str, Key]


def count_month(
    month: Month,
    *,
    as_of: AsOf,
    dimensions: Sequence[str] = (),
    rates: Sequence[Figure] = RATES,
    **scope: Key,
) -> MonthFigures:
    """The sums and `rates` of everybody and of each key of `dimensions`.

    `scope` narrows all to one audience: any of `DIMENSIONS` with its key. Five dimensions cost no more queries than
    none. Raises ValueError for a dimension that is none of `DIMENSIONS`.
    """
    return _count(_Asked(month, as_of, dimensions, rates, scope))


def of_month(month: Month, *, as_of: AsOf, rates: Sequence[Figure] = RATES, **scope: Key) -> Figures:
    """The same for the whole alone."""
    return _count(_Asked(month, as_of, (), rates, scope)).total


def received(month: Month, *, as_of: AsOf, **scope: Key) -> Sums:
    """The sums of that month alone, in one query."""
    return _sums(_places(_Asked(month, as_of, (), (), scope))[EVERYBODY])


def received_cases(month: Month, *, as_of: AsOf, **scope: Key) -> QuerySet[Any]:
    """The cases behind those sums."""
    return within(RECEIVED.of(month, as_of), RECEIVED, scope, as_of)


def by_month(months: Sequence[Month], *, on: date) -> dict[Month, Figures]:
    """Everybody's figures of several months, each as it is shown on a local date."""
    return {month: of_month(month, as_of=AsOf.seen(month, on)) for month in months}


def _count(asked: _Asked) -> MonthFigures:
    places, groups = _places(asked), _groups(asked)
    by: dict[str, dict[Key, Figures]] = {dimension: {} for dimension in asked.dimensions}
    for audience in {*places, *groups} - {EVERYBODY}:
        dimension, key = audience
        own = groups[audience]
        present = [figure for figure in asked.rates if any(numbers[figure.name] for numbers in own.values())]
        by[dimension][key] = _figures(present, places[audience], own)
    return MonthFigures(_figures(asked.rates, places[EVERYBODY], groups[EVERYBODY]), by)


def _places(asked: _Asked) -> Tallies:
    """Cases by their place in `Sums`, each as one: whoever asked got a number of its own."""
    tallies = _tallies()
    received = RECEIVED.of(asked.month, asked.as_of).annotate(_place=place(asked.as_of))
    _add(tallies, received, RECEIVED, asked, by=["_place"], counts={"cases": Count(_ROW)})
    return tallies


def _groups(asked: _Asked) -> Tallies:
    """Rows of the figures by reason and number of parts: a part of k weighs 1/k (docs/domain.md § 2)."""
    tallies = _tallies()
    for rows in dict.fromkeys(figure.rows for figure in asked.rates):
        figures = [figure for figure in asked.rates if figure.rows == rows]
        found = rows.explained(asked.month, asked.as_of).annotate(
            _parts=F(f"{asked.as_of.state(rows.case)}parts_count")
        )
        if all(figure.only for figure in figures):
            found = found.filter(reduce(or_, (figure.only for figure in figures)))
        counts = {name: count for figure in figures for name, count in _counts(figure, asked.as_of).items()}
        _add(tallies, found, rows, asked, by=["_reason", "_parts"], counts=counts)
    return tallies


def _tallies() -> Tallies:
    return defaultdict(lambda: defaultdict(Counter))


def _add(
    tallies: Tallies,
    found: QuerySet[Any],
    rows: Rows,
    asked: _Asked,
    *,
    by: Sequence[str],
    counts: dict[str, Count],
) -> None:
    """One query. Each group is added to everybody, and of each dimension to the audience with its key, if any."""
    keys = {f"_by_{dimension}": key_of(rows, dimension, asked.as_of) for dimension in asked.dimensions}
    first, last = len(keys), len(keys) + len(by)
    scoped = within(found, rows, asked.scope, asked.as_of).annotate(**keys)
    for row in scoped.order_by().values_list(*keys, *by).annotate(**counts):
        numbers = [(name, number) for name, number in zip(counts, row[last:], strict=True) if number]
        own = [
            audience
            for audience in zip(asked.dimensions, row[:first], strict=True)
            if audience[1] is not None
        ]
        for audience in (EVERYBODY, *own):
            group = tallies[audience][row[first:last]]
            for name, number in numbers:
                group[name] += number


def _counts(figure: Figure, as_of: AsOf) -> dict[str, Count]:
    """All rows of the figure under its name, those that count, and those beside."""
    conditions = {figure.name: figure.only, _yes(figure): figure.only & figure.counts(as_of)}
    conditions |= {_beside(figure, name): figure.only & each(as_of) for name, each in figure.beside.items()}
    return {name: Count(_ROW, filter=condition or None) for name, condition in conditions.items()}


def _yes(figure: Figure) -> str:
    return f"{figure.name}_yes"


def _beside(figure: Figure, name: str) -> str:
    return f"{figure.name}_beside_{name}"


def _figures(rates: Sequence[Figure], places: Groups, groups: Groups) -> Figures:
    return Figures(
        _sums(places),
        {figure.name: _rate(figure, groups) for figure in rates},
        {figure.name: _left_out(figure, groups) for figure in rates},
    )


def _sums(places: Groups) -> Sums:
    sums = {name: numbers["cases"] for (name,), numbers in places.items()}
    return Sums(received=sum(sums.values()), **sums)


def _rate(figure: Figure, groups: Groups) -> Rate:
    counted = {group: numbers for group, numbers in groups.items() if group[0] == COUNTED}
    excluded = {group: numbers for group, numbers in groups.items() if group[0] != COUNTED}
    return Rate(
        _weight(counted, _yes(figure)),
        _weight(counted, figure.name),
        _weight(excluded, figure.name),
        {name: _weight(counted, _beside(figure, name)) for name in figure.beside},
    )


def _left_out(figure: Figure, groups: Groups) -> list[LeftOut]:
    """Every reason with its number of rows, the most frequent first."""
    by_reason: dict[str, Groups] = defaultdict(dict)
    for group, numbers in groups.items():
        if group[0] != COUNTED and numbers[figure.name]:
            by_reason[group[0]][group] = numbers
    found = [
        LeftOut(
            reason,
            label_of(reason),
            sum(numbers[figure.name] for numbers in own.values()),
            _weight(own, figure.name),
        )
        for reason, own in by_reason.items()
    ]
    return sorted(found, key=lambda each: (-each.count, each.reason))


def _weight(groups: Groups, name: str) -> Weight:
    return sum(
        numbers[name] if parts == 1 else Fraction(numbers[name], parts)
        for (_, parts), numbers in groups.items()
    )
