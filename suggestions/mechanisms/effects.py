"""Like requests before and after a mechanism began: counts, not proof (docs/domain.md § 4)."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from suggestions.models import ServiceMechanism
from suggestions.opinions.counts import countable, day_after

MONTHS = 6


@dataclass(frozen=True)
class Effect:
    """`until` is the last day that is counted; `is_whole` once the months after it are over."""

    before: int
    after: int
    until: date
    is_whole: bool


def of(mechanism: ServiceMechanism, *, on: date) -> Effect | None:
    """Requests of its category received in the six months before it began and in those after it, until `on`."""
    begin = mechanism.in_force_on
    if begin is None or begin > on:
        return None
    rows = countable(mechanism.category)
    end = months_from(begin, MONTHS)
    until = min(end, day_after(on))
    return Effect(
        before=rows.filter(received_on__gte=months_from(begin, -MONTHS), received_on__lt=begin).count(),
        after=rows.filter(received_on__gte=begin, received_on__lt=until).count(),
        until=date.fromordinal(until.toordinal() - 1),
        is_whole=until == end,
    )


def months_from(day: date, months: int) -> date:
    """The same day so many months later or earlier, the last of a shorter month: 8月31日 and 6 give 2月28日."""
    place = day.year * 12 + day.month - 1 + months
    year, month = divmod(place, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
