"""What stands in a person's feed: apps register who finds it, this one gives receptions and shifts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q
from django.urls import reverse

from office.models import User
from office.ports import Port
from stations.models import DutyShift, ReceptionStatus, ShiftSwap, Sitting

OFF = (ReceptionStatus.CANCELLED, ReceptionStatus.MOVED)


@dataclass(frozen=True)
class Entry:
    """`uid` names the fact, so that a phone moves the event when it changes; `sequence` grows with each change.

    `path` is a page of the desk. One that is off stays in the feed, so that no phone keeps it.
    """

    uid: str
    begins_at: datetime
    ends_at: datetime
    title: str
    place: str = ""
    path: str = ""
    moves_with_holidays: bool = False
    sequence: int = 0
    is_cancelled: bool = False


# `find(user, since, until)`: entries of the local dates since ≤ day < until, nothing of other people.
finders: Port[Callable[[User, date, date], Iterable[Entry]]] = Port()


def of(user: User, since: date, until: date) -> list[Entry]:
    """By time."""
    found = [entry for find in finders for entry in find(user, since, until)]
    return sorted(found, key=lambda entry: (entry.begins_at, entry.uid))


def receptions(user: User, since: date, until: date) -> Iterator[Entry]:
    """Of days that are off, and of those at which somebody else sits now, that they are."""
    rows = Sitting.objects.filter(
        representative__user=user, reception__held_on__gte=since, reception__held_on__lt=until
    )
    rows = rows.select_related("reception__station").annotate(changes=Count("reception__states"))
    by_day: dict[int, list[Sitting]] = {}
    for row in rows.order_by("pk"):
        by_day.setdefault(row.reception_id, []).append(row)
    for sat in by_day.values():
        # Who was replaced and sits again has one entry, the later one; coming back is a change too.
        row, comings_back = sat[-1], len(sat) - 1
        has_left = row.ended_at is not None and row.sat_from is None
        day = row.reception
        yield Entry(
            f"reception-{day.pk}",
            day.begins_at,
            day.ends_at,
            f"接待：{day.topic or day.get_kind_display()}",
            f"{day.station.name}，{day.place}",
            reverse("stations:desk_reception", args=[day.token]),
            moves_with_holidays=True,
            sequence=row.changes + 2 * comings_back + has_left,  # type: ignore[attr-defined]
            is_cancelled=has_left or day.status in OFF,
        )


def shifts(user: User, since: date, until: date) -> Iterator[Entry]:
    """Those that are off, and those that were given away in a swap, say so."""
    done = ShiftSwap.objects.filter(status=ShiftSwap.Status.DONE)
    given = [
        done.filter(asker__user=user).values("shift"),
        done.filter(successor__user=user).values("in_return"),
    ]
    own = Q(representative__user=user) | Q(pk__in=given[0]) | Q(pk__in=given[1])
    rows = DutyShift.objects.filter(own, shift_on__gte=since, shift_on__lt=until)
    swapped = Q(swaps__status=ShiftSwap.Status.DONE), Q(given_in_return__status=ShiftSwap.Status.DONE)
    rows = rows.annotate(
        swapped=Count("swaps", filter=swapped[0], distinct=True)
        + Count("given_in_return", filter=swapped[1], distinct=True)
    )
    for row in rows.select_related("station", "representative"):
        is_off = row.status == DutyShift.Status.CANCELLED
        yield Entry(
            f"shift-{row.pk}",
            row.begins_at,
            row.ends_at,
            "值班",
            row.station.name,
            reverse("stations:desk_shifts"),
            moves_with_holidays=True,
            sequence=row.swapped + is_off,  # type: ignore[attr-defined]
            is_cancelled=is_off or row.representative.user_id != user.pk,
        )


def register() -> None:
    finders.register(receptions)
    finders.register(shifts)
