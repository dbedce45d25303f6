"""活动参与: attendance, duties, and what was done beyond them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from evaluation.scores.lines import Line, Part, named, plain
from evaluation.scores.records import Attendance, Duty, Year
from evaluation.scores.rules import Rules


def lines(year: Year, rules: Rules) -> list[Line]:
    return [_attendance(year, rules), _duties(year.duties, rules), _extras(year.duties, rules)]


def free_leave(called: int, rules: Rules) -> int:
    """How many times leave may be taken without counting as absence: one call in three, rounded up."""
    return -(-called // rules.free_leave_one_in)


def fulfilled(duty: Duty) -> Decimal:
    """The share of a duty that applies, at most 1."""
    return min(Decimal(1), Decimal(duty.done) / duty.needed)


def duties_share(duties: Iterable[Duty], rules: Rules) -> Decimal:
    """The mean over the duties that apply; an exempted one is taken in only where it raises the mean."""
    applying = [duty for duty in duties if duty.needed]
    shares = [fulfilled(duty) for duty in applying if not duty.exempt]
    for share in sorted((fulfilled(duty) for duty in applying if duty.exempt), reverse=True):
        if raises(share, shares, rules):
            shares.append(share)
    return _mean(shares) if shares else rules.duties_prior


def raises(share: Decimal, shares: Sequence[Decimal], rules: Rules) -> bool:
    """Whether an exempted duty is better counted than left out."""
    return share > _mean(shares) if shares else share >= rules.duties_prior


def beyond(duties: Iterable[Duty]) -> int:
    """Records above what was needed."""
    return sum(max(0, duty.done - duty.needed) for duty in duties if duty.needed)


def extras_share(extras: int) -> Decimal:
    """Each further record is worth half of the one before: together never the whole."""
    return 1 - Decimal(2) ** -extras


def _attendance(year: Year, rules: Rules) -> Line:
    called, came, leave = len(year.calls), year.called(Attendance.CAME), year.called(Attendance.LEAVE)
    counted = called - min(leave, free_leave(called, rules))
    above = came + rules.attendance_prior_weight * rules.attendance_prior
    below = counted + rules.attendance_prior_weight
    return Line(
        Part.ACTIVITY,
        "attendance",
        "出席",
        rules.attendance_points,
        rules.attendance_points * above / below,
        f"应到 {called} 次，实到 {came} 次，计 {counted} 次，"
        f"{plain(rules.attendance_points)} × {plain(above)} ÷ {plain(below)}",
        (
            ("应到", str(called)),
            ("实到", str(came)),
            ("请假", str(leave)),
            ("缺席", str(year.called(Attendance.ABSENT))),
            ("不计的请假", str(called - counted)),
        ),
        named(*(call.record for call in year.calls)),
    )


def _duties(duties: Sequence[Duty], rules: Rules) -> Line:
    share, applying = duties_share(duties, rules), [duty for duty in duties if duty.needed]
    if applying:
        done, needed = sum(min(d.done, d.needed) for d in applying), sum(d.needed for d in applying)
        words = f"应做 {needed} 次，完成 {done} 次，各项平均 {plain(share)}"
    else:
        words = f"没有适用的任务，按 {plain(share)}"
    return Line(
        Part.ACTIVITY,
        "duties",
        "履职任务",
        rules.duties_points,
        rules.duties_points * share,
        f"{words}，{plain(rules.duties_points)} × {plain(share)}",
        tuple((duty.name or "任务", _progress(duty)) for duty in applying),
        named(*(record for duty in applying for record in duty.records)),
    )


def _extras(duties: Sequence[Duty], rules: Rules) -> Line:
    extras = beyond(duties)
    return Line(
        Part.ACTIVITY,
        "extras",
        "超出任务",
        rules.extras_points,
        rules.extras_points * extras_share(extras),
        f"多做 {extras} 次，每多一次是前一次的一半，最多 {plain(rules.extras_points)} 分",
        (("多做", str(extras)),),
        named(*(record for duty in duties if duty.needed for record in duty.records)),
    )


def _progress(duty: Duty) -> str:
    return f"{duty.done}/{duty.needed}{'（免除）' if duty.exempt else ''}"


def _mean(shares: Sequence[Decimal]) -> Decimal:
    return sum(shares, Decimal(0)) / len(shares)
