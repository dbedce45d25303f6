"""What a change of term touches of stations: postings end, receptions and their bookings go on with others."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.urls import reverse

from groups.models import Representative
from groups.term_changes.parts import Fate, Item, Leaving, Part, parts
from office.actors import Actor
from office.refusals import Refused
from office.templatetags.wording import day as worded
from stations.models import Booking, DutyShift, Posting, ShiftPlan, ShiftSwap, Sitting
from stations.models.receptions import COMING
from stations.models.slots import SittingQuerySet
from stations.receptions import stand_ins
from stations.shifts import planning, swapping
from stations.shifts.planning import words

REASON = "代表换届"


def _postings(leaving: Leaving, at: datetime) -> Sequence[Item]:
    rows = Posting.objects.open().filter(representative__in=leaving.people).order_by("pk")
    return [
        Item(row.representative_id, f"{row.representative.name}：{row.station.name}")
        for row in rows.select_related("representative", "station")
    ]


def _coming(leaving: Leaving, at: datetime) -> SittingQuerySet:
    rows = Sitting.objects.open().filter(representative__in=leaving.people)
    rows = rows.filter(reception__status__in=COMING, reception__begins_at__gt=at)
    return rows.select_related("representative", "reception__station").order_by("reception__begins_at", "pk")


def _sittings(leaving: Leaving, at: datetime) -> Sequence[Item]:
    return [
        Item(
            row.representative_id,
            f"{worded(row.reception.held_on)} {row.reception.station.name}：{row.representative.name}",
            reverse("stations:desk_reception", args=[row.reception.token]),
        )
        for row in _coming(leaving, at)
    ]


def _bookings(leaving: Leaving, at: datetime) -> Sequence[Item]:
    rows = Booking.objects.open().filter(slot__sitting__in=_coming(leaving, at)).order_by("pk")
    return [
        Item(
            row.slot.sitting.representative_id,
            f"{worded(row.slot.sitting.reception.held_on)} {row.get_status_display()}",
            reverse("stations:desk_reception", args=[row.slot.sitting.reception.token]),
        )
        for row in rows.select_related("slot__sitting__reception")
    ]


def _shifts(leaving: Leaving, at: datetime) -> Sequence[Item]:
    rows = DutyShift.objects.coming(at).filter(representative__in=leaving.people, begins_at__gt=at).shown()
    return [Item(row.representative_id, f"{words(row)}：{row.representative.name}") for row in rows]


def _plans(leaving: Leaving, at: datetime) -> Sequence[Item]:
    rows = ShiftPlan.objects.open().filter(representative__in=leaving.people).select_related("representative")
    return [Item(row.representative_id, str(row)) for row in rows.order_by("pk")]


def _replace(leaving: Leaving, by: Actor, at: datetime) -> None:
    """The successor sits where posted, else another, else who booked gets the nearest seat; each is told."""
    for sitting in _coming(leaving, at):
        wanted = leaving.successors.get(sitting.representative_id)
        fitting = stand_ins.candidates(sitting, at=at)
        fitting.sort(key=lambda person: wanted is None or person.pk != wanted.pk)
        if not any(_sits(sitting, person, by, at) for person in fitting):
            stand_ins.withdraw(sitting, by=by, at=at)


def _sits(sitting: Sitting, person: Representative, by: Actor, at: datetime) -> bool:
    try:
        # What one candidate is refused for undoes nothing else.
        with transaction.atomic():
            stand_ins.replace(sitting, person, by=by, at=at)
    except Refused:
        return False
    return True


def _end_shifts(leaving: Leaving, by: Actor, at: datetime) -> None:
    for plan in ShiftPlan.objects.open().filter(representative__in=leaving.people).order_by("pk"):
        planning.end_plan(plan, by=by, at=at)
    rows = DutyShift.objects.coming(at).filter(representative__in=leaving.people, begins_at__gt=at)
    for shift in rows.shown():
        planning.cancel(shift, REASON, by=by, at=at)
    asked = Q(asker__in=leaving.people) | Q(successor__in=leaving.people)
    for swap in ShiftSwap.objects.filter(asked, status__in=ShiftSwap.OPEN).order_by("pk"):
        swapping.decline(swap, by=by, at=at)


def register() -> None:
    parts.register(
        Part("postings", "进站安排", Fate.ENDED, "离任的结束；新进站的在后台登记", _postings, order=20)
    )
    parts.register(
        Part(
            "sittings",
            "今后的接待",
            Fate.HANDED,
            "换接任代表或同站同职能的代表；没有人的，预约改到最近的空位，都没有的取消并告知",
            _sittings,
            after=_replace,
            order=21,
            is_never_nobodys=True,
        )
    )
    parts.register(
        Part(
            "bookings",
            "今后的预约",
            Fate.HANDED,
            "随接待换人或改时间，逐一告知预约人",
            _bookings,
            order=22,
            is_never_nobodys=True,
        )
    )
    parts.register(
        Part(
            "shifts",
            "今后的值班",
            Fate.ENDED,
            "取消并告知，由服务站另排",
            _shifts,
            after=_end_shifts,
            order=23,
            is_never_nobodys=True,
        )
    )
    parts.register(
        Part("shift_plans", "重复的值班", Fate.ENDED, "结束", _plans, order=24, is_never_nobodys=True)
    )
