"""Who was posted at a station in a month, which groups there were and which station took the rest, as it was on record
at the month's end.

Offices, postings and memberships begin and end by a day that may lie before the day on which that is written down, by a
verb, in the admin or by a roster. What was written down later is known by its event, and leaves the month as it was.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from evaluation.periods import Month
from groups.models import Mandate, ProfessionalGroup, ProfessionalMembership, Representative
from office.models import Event
from stations.models import Station

LEFT, BEGAN = ("office_ended", "office_suspended"), ("took_office", "resumed_office")
ROSTER, POSTING_ENDED = ("roster_added", "roster_changed"), "posting_ended"
# What the admin writes of a row of its own, and of a row below another.
OWN, BELOW = ("added", "changed"), ("row_added", "row_changed")
MEMBERSHIP = ProfessionalMembership._meta.model_name
NOTHING = Q(pk__in=())


@dataclass
class _Later:
    """What was written down after the month: of offices (representative, day), of other rows their keys."""

    left: set[tuple[int, date]] = field(default_factory=set)
    began: set[tuple[int, date]] = field(default_factory=set)
    posted: set[int] = field(default_factory=set)
    postings_ended: set[int] = field(default_factory=set)
    joined: set[int] = field(default_factory=set)
    memberships_ended: set[int] = field(default_factory=set)

    def read(self, event: Event) -> None:
        """Take in one event."""
        data, key = event.data, int(event.subject.partition(":")[2])
        if event.action in (*LEFT, *BEGAN):
            (self.left if event.action in LEFT else self.began).add((key, date.fromisoformat(data["since"])))
        elif event.action in ROSTER and data.get("since"):
            self.began.add((key, date.fromisoformat(data["since"])))
        elif event.action == POSTING_ENDED:
            self.postings_ended.add(int(data["posting"]))
        elif event.action == "added":
            self.posted.add(key)
        elif event.action == "changed" and "until" in data:
            self.postings_ended.add(key)
        elif event.action in BELOW and data.get("table") == MEMBERSHIP:
            (self.joined if event.action == "row_added" else self.memberships_ended).add(int(data["row"]))


class Posted:
    """The representatives of one station's month; an event of a later day is read once. One query."""

    def __init__(self, station: Station, month: Month) -> None:
        self._station, self._month = station, month
        self._later = _written_down_later(month)

    def representatives(self) -> QuerySet[Representative]:
        """Posted on some day of the month and in office on its last, by name."""
        month = self._month
        still = Q(until__isnull=True) | Q(until__gt=month.from_on) | Q(pk__in=self._later.postings_ended)
        postings = self._station.postings.filter(still, since__lt=month.to_on)
        postings = postings.exclude(pk__in=self._later.posted)
        in_office = self._mandates().filter(representative=OuterRef("pk"))
        rows = Representative.objects.filter(pk__in=postings.values("representative_id"))
        return rows.filter(Exists(in_office)).by_name()

    def groups(self, people: QuerySet[Representative]) -> dict[int, str]:
        """The name of the last professional group of each in the month."""
        month = self._month
        ended_later = Q(pk__in=self._later.memberships_ended) | _on_days(self._later.left, "until")
        still = Q(until__isnull=True) | Q(until__gt=month.from_on) | ended_later
        rows = ProfessionalMembership.objects.filter(still, representative__in=people, since__lt=month.to_on)
        rows = rows.exclude(pk__in=self._later.joined)
        return dict(rows.order_by("since", "pk").values_list("representative_id", "group__name"))

    def _mandates(self) -> QuerySet[Mandate]:
        """In force on the last day, as far as that was on record."""
        last = self._month.last_on
        still = Q(until__isnull=True) | Q(until__gt=last) | _on_days(self._later.left, "until")
        rows = Mandate.objects.filter(still, status=Mandate.Status.ACTIVE, since__lte=last)
        return rows.exclude(_on_days(self._later.began, "since"))


def groups_then(month: Month, counted: Iterable[Any]) -> QuerySet[ProfessionalGroup]:
    """The professional groups that were on record at the month's end, and those of the keys `counted`, in their order."""
    since = _events(month, action="added", subject__startswith="professionalgroup:")
    added = {int(subject.partition(":")[2]) for subject in since.values_list("subject", flat=True)}
    return ProfessionalGroup.objects.exclude(pk__in=added.difference(counted)).order_by("order")


def takes_the_rest(station: Station, month: Month) -> bool:
    """Whether it was the default station, to which what belongs to none is counted, at the month's end."""
    changes = _events(month, action="changed", subject=f"station:{station.pk}").order_by("pk")
    first = next((event.data["is_default"] for event in changes if "is_default" in event.data), None)
    return bool(station.is_default if first is None else first.get("before"))


def _events(month: Month, **which: Any) -> QuerySet[Event]:
    return Event.objects.filter(at__gte=month.ends_at, **which)


def _written_down_later(month: Month) -> _Later:
    found = _Later()
    for event in _later_events(month):
        found.read(event)
    return found


def _later_events(month: Month) -> Iterator[Event]:
    of_people = Q(
        action__in=(*LEFT, *BEGAN, *ROSTER, POSTING_ENDED, *BELOW), subject__startswith="representative:"
    )
    of_postings = Q(action__in=OWN, subject__startswith="posting:")
    yield from Event.objects.filter(of_people | of_postings, at__gte=month.ends_at).order_by("pk")


def _on_days(rows: set[tuple[int, date]], column: str) -> Q:
    conditions: list[Any] = [Q(representative=who, **{column: day}) for who, day in sorted(rows)]
    return reduce(or_, conditions, NOTHING)
