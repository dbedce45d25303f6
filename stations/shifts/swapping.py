"""换班: one representative asks, the other agrees, the station consents (docs/domain.md § 11)."""

from __future__ import annotations

from datetime import datetime

from groups.models import Representative
from office.actors import Actor
from office.events import Fact, record
from office.models import User
from office.notifications import notices
from office.refusals import Refused
from office.verbs import verb
from stations.models import DutyShift, Posting, ShiftSwap, StationClerk
from stations.shifts import planning

Status = ShiftSwap.Status


@verb
def ask(
    shift: DutyShift,
    successor: Representative,
    *,
    in_return: DutyShift | None = None,
    by: Actor,
    at: datetime,
) -> ShiftSwap:
    """By whoever has the shift; `in_return` is one of the successor's at the same station.

    Refused: `past`, `not_posted`, `overlaps`, `asked`, `not_theirs`.
    """
    shift = _open(shift, at)
    if (
        Posting.objects.serving(shift.shift_on)
        .filter(station=shift.station, representative=successor)
        .first()
        is None
    ):
        raise Refused("not_posted", f"{successor.name}那天不在本站进站。", field="successor")
    if ShiftSwap.objects.filter(shift=shift, status__in=ShiftSwap.OPEN).exists():
        raise Refused("asked", "这次值班已经提出换班。")
    if in_return is not None:
        in_return = _open(in_return, at)
        if (in_return.representative_id, in_return.station_id) != (successor.pk, shift.station_id):
            raise Refused("not_theirs", "换回的值班不是对方在本站的。", field="in_return")
    _refuse_overlaps(shift, successor, in_return)
    swap = ShiftSwap.objects.create(
        shift=shift, asker=shift.representative, successor=successor, in_return=in_return, asked_at=at
    )
    back = f"，换回 {planning.words(in_return)}" if in_return else ""
    body = f"{shift.representative.name}代表请您替 {planning.words(shift)}{back}，请同意或不同意。"
    planning.tell(successor, f"swap:{swap.pk}:asked", "有人请您换班", body, at=at)
    record(Fact(shift.subject, "swap_asked", {"swap": swap.pk, "to": successor.pk}), by=by, at=at)
    return swap


@verb
def agree(swap: ShiftSwap, *, by: Actor, at: datetime) -> ShiftSwap:
    """By the one who was asked; the station's clerks are told. Refused: `not_open`, `past`."""
    swap = _locked(swap, Status.ASKED)
    _open(swap.shift, at)
    swap.status, swap.agreed_at = Status.AGREED, at
    swap.save(update_fields=["status", "agreed_at"])
    clerks = StationClerk.objects.in_force(swap.shift.shift_on).filter(station=swap.shift.station_id)
    notices.notify(
        f"swap:{swap.pk}:agreed",
        User.objects.active().filter(pk__in=clerks.values("user")),
        title="换班等您同意",
        body=f"{planning.words(swap.shift)}：{swap.asker.name}换给{swap.successor.name}，双方已同意。",
        link="/desk/shifts/",
        at=at,
    )
    record(Fact(swap.shift.subject, "swap_agreed", {"swap": swap.pk}), by=by, at=at)
    return swap


@verb
def consent(swap: ShiftSwap, *, by: Actor, at: datetime) -> ShiftSwap:
    """By the station: the shifts change hands, both are told. Refused: `not_open`, `past`, `overlaps`."""
    swap = _locked(swap, Status.AGREED)
    shift, back = _open(swap.shift, at), swap.in_return and _open(swap.in_return, at)
    _refuse_overlaps(shift, swap.successor, back)
    shift.representative = swap.successor
    shift.save(update_fields=["representative"])
    if back:
        back.representative = swap.asker
        back.save(update_fields=["representative"])
    _decide(swap, Status.DONE, by=by, at=at)
    for person in (swap.asker, swap.successor):
        body = f"{planning.words(shift)} 由{swap.successor.name}值班。"
        planning.tell(person, f"swap:{swap.pk}:done", "换班已同意", body, at=at)
    # Any other swap of what was given back is of somebody else's shift now.
    others = ShiftSwap.objects.filter(shift__in=[each for each in (shift, back) if each])
    others.filter(status__in=ShiftSwap.OPEN).update(status=Status.DECLINED, decided_at=at)
    record(Fact(shift.subject, "swap_done", {"swap": swap.pk}), by=by, at=at)
    return swap


@verb
def decline(swap: ShiftSwap, *, by: Actor, at: datetime) -> ShiftSwap:
    """By the one who asked or was asked, or by the station. Refused: `not_open`."""
    swap = _locked(swap, Status.ASKED, Status.AGREED)
    _decide(swap, Status.DECLINED, by=by, at=at)
    for person in (swap.asker, swap.successor):
        body = f"{planning.words(swap.shift)} 仍由{swap.asker.name}值班。"
        planning.tell(person, f"swap:{swap.pk}:declined", "没有换班", body, at=at)
    record(Fact(swap.shift.subject, "swap_declined", {"swap": swap.pk}), by=by, at=at)
    return swap


def _decide(swap: ShiftSwap, status: str, *, by: Actor, at: datetime) -> None:
    swap.status, swap.decided_at, swap.decided_by = status, at, by.user
    swap.save(update_fields=["status", "decided_at", "decided_by"])


def _locked(swap: ShiftSwap, *statuses: str) -> ShiftSwap:
    # Shifts are locked before their swaps, in the order of their keys, as in `planning.cancel`.
    keys = [key for key in (swap.shift_id, swap.in_return_id) if key]
    list(DutyShift.objects.select_for_update().filter(pk__in=keys).order_by("pk"))
    related = ("shift__station", "shift__representative__user", "asker__user", "successor__user", "in_return")
    swap = ShiftSwap.objects.select_for_update(of=("self",)).select_related(*related).get(pk=swap.pk)
    if swap.status not in statuses:
        raise Refused("not_open", f"这次换班{swap.get_status_display()}。")
    return swap


def _open(shift: DutyShift, at: datetime) -> DutyShift:
    shift = planning.locked(shift)
    if shift.status != DutyShift.Status.PLANNED or shift.begins_at <= at:
        raise Refused("past", "这次值班已经开始，或已取消。")
    return shift


def _refuse_overlaps(shift: DutyShift, successor: Representative, back: DutyShift | None) -> None:
    given = [each for each in (shift, back) if each]
    planning.refuse_overlap(successor, shift.begins_at, shift.ends_at, *given)
    if back:
        planning.refuse_overlap(shift.representative, back.begins_at, back.ends_at, *given)
