"""Who can be at a station on a day: posted there, in office, not away, and the station open. Three queries, however many."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from groups.models import Absence, Mandate, Representative
from stations.models import Posting, Station


class Presence:
    """Of some people, on any day."""

    def __init__(self, people: Iterable[Representative]) -> None:
        known = list(people)
        keys = {person.pk for person in known}
        self.postings = list(
            Posting.objects.filter(representative__in=keys).values_list(
                "representative_id", "station_id", "since", "until"
            )
        )
        self.mandates = list(
            Mandate.objects.filter(representative__in=keys, status=Mandate.Status.ACTIVE).values_list(
                "representative_id", "since", "until"
            )
        )
        self.away = list(
            Absence.objects.filter(
                user__in={person.user_id for person in known} - {None}, cancelled_at__isnull=True
            ).values_list("user_id", "from_on", "to_on")
        )

    def can_sit(self, person: Representative, station: Station, day: date) -> bool:
        posted = any(
            (who, where) == (person.pk, station.pk) and _covers(since, until, day)
            for who, where, since, until in self.postings
        )
        in_office = any(
            who == person.pk and _covers(since, until, day) for who, since, until in self.mandates
        )
        absent = any(who == person.user_id and first <= day <= last for who, first, last in self.away)
        return posted and in_office and not absent and station.is_open(day)


def _covers(since: date, until: date | None, day: date) -> bool:
    return since <= day and (until is None or day < until)
