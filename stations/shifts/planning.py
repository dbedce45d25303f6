"""Planning shifts that repeat and single ones, and what ends them."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from groups import recipients
from groups.models import Representative
from office.actors import Actor
from office.calendar import LOCAL, local_date
from office.events import Fact, record
from office.notifications import notices
from office.refusals import Refused
from office.templatetags.wording import moment, short_day
from office.verbs import verb
from stations.models import DutyShift, Posting, ShiftPlan, ShiftSwap, Station
from stations.models.shifts import DutyShiftQuerySet

FARTHEST = timedelta(days=366)


@verb
def repeat(
    station: Station,
    representative: Representative,
    *,
    weekday: int,
    week_of_month: int,
    begins: time,
    ends: time,
    since: date,
    by: Actor,
    at: datetime,
) -> ShiftPlan:
    """A shift that repeats (`weekday` 0 is Monday, `week_of_month` 0 every week); the queue makes its days.

    Refused: `not_posted`, `hours`, `exists`, `too_far`.
    """
    _refuse_hours(begins, ends)
    _refuse_far(since, at)
    _locked(representative)
    _refuse_unposted(station, representative, max(since, local_date(at)))
    same = {"station": station, "representative": representative, "begins": begins}
    same |= {"weekday": weekday, "week_of_month": week_of_month}
    if ShiftPlan.objects.filter(until__isnull=True, **same).exists():
        raise Refused("exists", "已有同样的值班安排。", field="begins")
    plan = ShiftPlan.objects.create(ends=ends, since=since, **same)
    record(Fact(f"shiftplan:{plan.pk}", "shift_plan_made"), by=by, at=at)
    return plan


@verb
def end_plan(plan: ShiftPlan, *, by: Actor, at: datetime) -> ShiftPlan:
    """From today on it makes no more days; its coming ones (`ends_with`) are cancelled, each who loses some is told of
    all in one notice. A repeat changes nothing.
    """
    plan = ShiftPlan.objects.select_for_update(of=("self",)).get(pk=plan.pk)
    on = local_date(at)
    if plan.until is not None:
        return plan
    plan.until = max(on, plan.since)
    plan.save(update_fields=["until"])
    record(Fact(f"shiftplan:{plan.pk}", "shift_plan_ended"), by=by, at=at)
    ended: dict[Representative, list[DutyShift]] = {}
    for row in ends_with(plan, at=at):
        shift = locked(row)
        _cancel(shift, "安排已结束", by=by, at=at)
        ended.setdefault(shift.representative, []).append(shift)
    for who, shifts in ended.items():
        days = "、".join(short_day(shift.shift_on) for shift in shifts)
        body = f"{plan}的值班，从今天起不再排；{days}的值班已取消。{shifts[0].station.name}"
        tell(who, f"shiftplan:{plan.pk}:ended", "值班安排已结束", body, at=at)
    return plan


def ends_with(plan: ShiftPlan, *, at: datetime) -> DutyShiftQuerySet:
    """What ending the plan at `at` would cancel, by time: its days that have not begun."""
    rows = DutyShift.objects.planned().filter(plan=plan, begins_at__gt=at)
    return rows.shown().order_by("begins_at", "pk")


@verb
def add(
    station: Station,
    representative: Representative,
    *,
    on: date,
    begins: time,
    ends: time,
    plan: ShiftPlan | None = None,
    by: Actor,
    at: datetime,
) -> DutyShift:
    """One shift on a day. Refused: `not_posted`, `hours`, `past`, `too_far`, `overlaps`."""
    _refuse_hours(begins, ends)
    begins_at, ends_at = (datetime.combine(on, hour, tzinfo=LOCAL) for hour in (begins, ends))
    _refuse_far(on, at)
    if ends_at <= at:
        raise Refused("past", "这个时间已经过去。", field="on")
    _locked(representative)
    _refuse_unposted(station, representative, on)
    refuse_overlap(representative, begins_at, ends_at)
    shift = DutyShift.objects.create(
        station=station,
        representative=representative,
        plan=plan,
        shift_on=on,
        begins_at=begins_at,
        ends_at=ends_at,
    )
    record(Fact(shift.subject, "shift_planned", {"on": on.isoformat()}), by=by, at=at)
    return shift


@verb
def cancel(shift: DutyShift, reason: str, *, by: Actor, at: datetime) -> DutyShift:
    """The representative is told; open swaps end with it. A repeat changes nothing. Refused: `reason_missing`, `past`."""
    shift = locked(shift)
    if shift.status == DutyShift.Status.CANCELLED:
        return shift
    if not reason:
        raise Refused("reason_missing", "请写明取消的原因。", field="reason")
    if shift.ends_at <= at:
        raise Refused("past", "这次值班已经过去。")
    _cancel(shift, reason, by=by, at=at)
    tell(shift.representative, f"{shift.subject}:cancelled", "值班取消", f"{words(shift)}：{reason}", at=at)
    return shift


def _cancel(shift: DutyShift, reason: str, *, by: Actor, at: datetime) -> None:
    """The locked row, its open swaps and the event; the caller tells."""
    shift.status, shift.reason = DutyShift.Status.CANCELLED, reason
    shift.save(update_fields=["status", "reason"])
    ShiftSwap.objects.filter(shift=shift, status__in=ShiftSwap.OPEN).update(status="declined", decided_at=at)
    ShiftSwap.objects.filter(in_return=shift, status__in=ShiftSwap.OPEN).update(
        status="declined", decided_at=at
    )
    record(Fact(shift.subject, "shift_cancelled", {}, {"reason": reason}), by=by, at=at)


def locked(shift: DutyShift) -> DutyShift:
    rows = DutyShift.objects.select_for_update(of=("self",)).shown()
    return rows.get(pk=shift.pk)


def refuse_overlap(
    representative: Representative, begins_at: datetime, ends_at: datetime, *besides: DutyShift
) -> None:
    rows = DutyShift.objects.planned().filter(
        representative=representative, begins_at__lt=ends_at, ends_at__gt=begins_at
    )
    if rows.exclude(pk__in=[each.pk for each in besides]).exists():
        raise Refused("overlaps", f"{representative.name}这段时间已有值班。", field="representative")


def words(shift: DutyShift) -> str:
    """11月25日（周三） 9:00，工业邻里中心代表服务站."""
    return f"{moment(shift.begins_at.astimezone(LOCAL))}，{shift.station.name}"


def tell(person: Representative, key: str, title: str, body: str, *, at: datetime) -> None:
    notices.notify(key, recipients.own(person), title=title, body=body, link="/desk/shifts/", at=at)


def _locked(representative: Representative) -> None:
    """Shifts of one person are planned one after the other."""
    Representative.objects.select_for_update().get(pk=representative.pk)


def _refuse_hours(begins: time, ends: time) -> None:
    if begins >= ends:
        raise Refused("hours", "结束时间须晚于开始时间。", field="ends")


def _refuse_far(on: date, at: datetime) -> None:
    """A slip of the year would plan for nobody's lifetime."""
    if on - local_date(at) > FARTHEST:
        raise Refused("too_far", "日期超过一年，请核对年份。", field="on")


def _refuse_unposted(station: Station, representative: Representative, on: date) -> None:
    if not Posting.objects.serving(on).filter(station=station, representative=representative).exists():
        raise Refused("not_posted", f"{representative.name}那天不在本站进站。", field="representative")
