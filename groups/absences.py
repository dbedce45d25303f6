"""Recording that somebody is away, and who stands in."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from groups.models import Absence
from office.actors import Actor
from office.calendar import local_date
from office.events import JSON, Fact, record
from office.models import RoleGrant, User
from office.refusals import Refused, together
from office.verbs import verb

# A slip of the year (2062 for 2026) would send somebody's work elsewhere for decades.
LONGEST = timedelta(days=366)


@verb
def record_absence(
    user: User,
    *,
    from_on: date,
    to_on: date,
    delegate: User | None = None,
    reason: str = "",
    by: Actor,
    at: datetime,
) -> Absence:
    """Both dates are days of absence. Refused: `dates`, `overlaps`, `delegate_oneself`, `delegate_inactive`,
    `delegate_absent` (away for the whole time, so that nobody would stand in), `delegate_of_other_duty`,
    `delegate_recorder`: nobody takes somebody else's place by an own entry."""
    if found := list(
        faults({"from_on": from_on, "to_on": to_on, "delegate": delegate}, on=local_date(at), user=user)
    ):
        raise together(found)
    # Whoever registers a second absence of the same person waits here.
    User.objects.select_for_update().get(pk=user.pk)
    if Absence.objects.overlapping(from_on, to_on).filter(user=user).exists():
        raise Refused("overlaps", "这段时间已登记不在岗，请先撤销原来的。", field="from_on")
    if delegate is not None:
        _refuse_other_duty(user, delegate)
        if by.user is not None and by.user != user:
            _refuse_recorder(by.user, delegate, from_on, to_on)
    absence = Absence.objects.create(
        user=user, from_on=from_on, to_on=to_on, delegate=delegate, reason=reason, by=by.user
    )
    _record(absence, "absence_recorded", by=by, at=at)
    return absence


@verb
def end_absence(absence: Absence, *, on: date, by: Actor, at: datetime) -> Absence:
    """Back on duty from `on`: the absence ends the day before, or never was. Refused: `already_over`."""
    absence = Absence.objects.select_for_update().get(pk=absence.pk)
    if absence.cancelled_at is not None or absence.to_on < on:
        raise Refused("already_over", "这次不在岗已经结束。")
    if on <= absence.from_on:
        absence.cancelled_at = at
        absence.save(update_fields=["cancelled_at"])
        _record(absence, "absence_cancelled", by=by, at=at)
    else:
        absence.to_on = on - timedelta(days=1)
        absence.save(update_fields=["to_on"])
        _record(absence, "absence_shortened", by=by, at=at)
    return absence


def faults(values: Mapping[str, Any], *, on: date, user: User) -> Iterator[Refused]:
    """What `record_absence` refuses of dates and delegate, each as far as `values` has it: `dates`,
    `delegate_oneself`, `delegate_inactive`, `delegate_absent`."""
    from_on, to_on, delegate = (values.get(name) for name in ("from_on", "to_on", "delegate"))
    if from_on and to_on and to_on < from_on:
        yield Refused("dates", "结束日期不能早于开始日期。", field="to_on")
    elif to_on and to_on < on:
        yield Refused("dates", "结束日期已经过去。", field="to_on")
    elif from_on and (from_on - on > LONGEST or (to_on and to_on - from_on > LONGEST)):
        yield Refused("dates", "日期超过一年，请核对年份。", field="to_on" if to_on else "from_on")
    if delegate is not None:
        try:
            _refuse_delegate(user, delegate, from_on, to_on)
        except Refused as refused:
            yield refused


def _refuse_delegate(user: User, delegate: User, from_on: date | None, to_on: date | None) -> None:
    if delegate.pk == user.pk:
        raise Refused("delegate_oneself", "代办人不能是本人。", field="delegate")
    if not delegate.is_active:
        raise Refused("delegate_inactive", "代办人的账号已停用，请另选。", field="delegate")
    if from_on is None or to_on is None:
        return
    whole_time = Absence.objects.overlapping(from_on, to_on).filter(from_on__lte=from_on, to_on__gte=to_on)
    if whole_time.filter(user=delegate).exists():
        raise Refused("delegate_absent", "代办人这段时间也不在岗，请另选。", field="delegate")


def _refuse_other_duty(user: User, delegate: User) -> None:
    """三员分立: business, audit and administration are not joined in one person by standing in either."""
    kept_apart = RoleGrant.objects.open().exclude(kind=RoleGrant.Kind.NONE)
    missing = kept_apart.filter(user=user).exclude(kind__in=kept_apart.filter(user=delegate).values("kind"))
    if missing.exists():
        raise Refused(
            "delegate_of_other_duty", "代办人须同样是代表工作机构的工作人员，请另选。", field="delegate"
        )


def _refuse_recorder(recorder: User, delegate: User, from_on: date, to_on: date) -> None:
    """The delegate, or whoever stands in for the delegate in that time, is not the one who records it."""
    reached: set[int] = set()
    following = {delegate.pk}
    while following:
        reached |= following
        rows = Absence.objects.overlapping(from_on, to_on).filter(user__in=following, delegate__isnull=False)
        following = {pk for pk in rows.values_list("delegate", flat=True) if pk is not None} - reached
    if recorder.pk in reached:
        raise Refused(
            "delegate_recorder",
            "不能登记由自己代办别人的工作，请由本人或另一位工作人员登记。",
            field="delegate",
        )


def _record(absence: Absence, action: str, *, by: Actor, at: datetime) -> None:
    data: dict[str, JSON] = {
        "absence": absence.pk,
        "from": absence.from_on,
        "to": absence.to_on,
        "delegate": absence.delegate_id,
    }
    private = {"reason": absence.reason} if absence.reason else {}
    record(Fact(f"user:{absence.user_id}", action, data, private), by=by, at=at)
