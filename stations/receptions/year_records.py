"""Sittings as records of a representative's year (docs/domain.md § 7)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.urls import reverse

from groups.year_records import DutyKind, DutyRecord, People
from stations.models import ReceptionStatus, Sitting


def sittings(people: People, since: date, until: date) -> Iterator[DutyRecord]:
    """Of receptions that were held; confirmed once the person is known to have sat to the end."""
    rows = Sitting.objects.filter(
        representative__in=people,
        reception__status=ReceptionStatus.HELD,
        reception__held_on__gte=since,
        reception__held_on__lt=until,
    ).select_related("reception__station")
    for row in rows:
        yield DutyRecord(
            DutyKind.RECEPTION,
            row.representative_id,
            row.reception.held_on,
            f"sitting:{row.pk}",
            f"{row.reception.station}{row.reception.get_kind_display()}",
            is_confirmed=row.confirmed_at is not None and row.ended_at is None,
            url=reverse("stations:desk_reception", args=[row.reception.token]),
            source="接待登记，值守人确认" if row.confirmed_at is not None else "接待登记",
        )
