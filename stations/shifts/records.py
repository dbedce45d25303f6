"""Where the history of shifts leads, and what a representative's copy of data says of shifts and receptions
(docs/domain.md § 11)."""

from __future__ import annotations

from django.db.models import Q
from django.urls import reverse

from office.models import User
from office.ports import SubjectLink
from stations.models import DutyShift, ShiftPlan, ShiftSwap, Sitting
from stations.receptions.desk import hours
from stations.shifts.planning import words


def subject_link(kind: str, key: str) -> SubjectLink | None:
    """`shift:12` reads 值班 11月25日…, `shiftplan:3` 值班 丁艳伟每周周三; both lead to the list, which shows them."""
    if not key.isdecimal():
        return None
    shift = DutyShift.objects.shown().filter(pk=key).first() if kind == "shift" else None
    plan = ShiftPlan.objects.filter(pk=key).first() if kind == "shiftplan" else None
    read = words(shift) if shift else str(plan or "")
    return SubjectLink(f"值班 {read}", reverse("stations:desk_shifts")) if read else None


def personal_data(user: User) -> dict[str, object]:
    """For `ports.personal_data`: shifts, swaps and receptions of the representative whose account this is."""
    shifts = DutyShift.objects.filter(representative__user=user).select_related("station")
    plans = ShiftPlan.objects.filter(representative__user=user).select_related("representative")
    swaps = ShiftSwap.objects.filter(Q(asker__user=user) | Q(successor__user=user))
    swaps = swaps.select_related("shift__station", "asker", "successor")
    sat = Sitting.objects.filter(representative__user=user).select_related("reception__station")
    found = {
        "值班": [f"{words(row)} {row.get_status_display()}" for row in shifts.order_by("begins_at", "pk")],
        "重复的值班": [str(plan) for plan in plans.order_by("since", "pk")],
        "换班": [
            f"{words(swap.shift)} {swap.asker.name}换给{swap.successor.name} {swap.get_status_display()}"
            for swap in swaps.order_by("asked_at", "pk")
        ],
        "接待": [
            f"{row.reception.held_on:%Y-%m-%d} {hours(row.reception)} {row.reception.station.name}"
            for row in sat.order_by("reception__held_on", "pk")
        ],
    }
    return {"值班和接待": found} if any(found.values()) else {}
