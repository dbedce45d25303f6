"""Who was posted at a station in a month, as it was on record at the month's end.

Offices and postings are ended, suspended and resumed by a day that may lie before the day on which that is written down.
What was written down later is known by its event, and leaves the month as it was.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from evaluation.periods import Month
from groups.models import Mandate, ProfessionalMembership, Representative
from office.models import Event
from stations.models import Station

LEFT, RESUMED, POSTING_ENDED = ("office_ended", "office_suspended"), "resumed_office", "posting_ended"
NOTHING = Q(pk__in=())


@dataclass
class _Later:
    """What was written down after the month: of offices (representative, day), of postings their keys."""

    left: set[tuple[int, date]] = field(default_factory=set)
    resumed: set[tuple[int, date]] = field(default_factory=set)
    postings: set[int] = field(default_factory=set)


class Posted:
    """The representatives of one station's month; an event of a later day is read once. One query."""

    def __init__(self, station: Station, month: Month) -> None:
        self._station, self._month = station, month
        self._later = _written_down_later(month)

    def representatives(self) -> QuerySet[Representative]:
        """Posted on some day of the month and in office on its last, by name."""
        month = self._month
        still = Q(until__isnull=True) | Q(until__gt=month.from_on) | Q(pk__in=self._later.postings)
        postings = self._station.postings.filter(still, since__lt=month.to_on)
        in_office = self._mandates().filter(representative=OuterRef("pk"))
        rows = Representative.objects.filter(pk__in=postings.values("representative_id"))
        return rows.filter(Exists(in_office)).by_name()

    def groups(self, people: QuerySet[Representative]) -> dict[int, str]:
        """The name of the last professional group of each in the month."""
        month = self._month
        still = Q(until__isnull=True) | Q(until__gt=month.from_on) | _ended_on(self._later.left, "until")
        rows = ProfessionalMembership.objects.filter(still, representative__in=people, since__lt=month.to_on)
        return dict(rows.order_by("since", "pk").values_list("representative_id", "group__name"))

    def _mandates(self) -> QuerySet[Mandate]:
        """In force on the last day, as far as that was on record."""
        last = self._month.last_on
        still = Q(until__isnull=True) | Q(until__gt=last) | _ended_on(self._later.left, "until")
        rows = Mandate.objects.filter(still, status=Mandate.Status.ACTIVE, since__lte=last)
        return rows.exclude(_ended_on(self._later.resumed, "since"))


def _written_down_later(month: Month) -> _Later:
    found = _Later()
    actions = (*LEFT, RESUMED, POSTING_ENDED)
    for event in Event.objects.filter(action__in=actions, at__gte=month.ends_at).order_by("pk"):
        data = event.data
        if event.action == POSTING_ENDED:
            found.postings.add(int(data["posting"]))
            continue
        days = found.resumed if event.action == RESUMED else found.left
        days.add((int(event.subject.partition(":")[2]), date.fromisoformat(data["since"])))
    return found


def _ended_on(rows: set[tuple[int, date]], column: str) -> Q:
    conditions: list[Any] = [Q(representative=who, **{column: day}) for who, day in sorted(rows)]
    return reduce(or_, conditions, NOTHING)
