"""The head of a case: what it is, where it stands, until when, and how that date was counted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from office.calendar import CountedDay
from office.templatetags.wording import day, moment, short_day
from requests_app import clocks, marks
from requests_app.deadlines import Chip, case_chip, tone_of
from requests_app.models import Clock, Supervision
from requests_app.models.clocks import ClockKind
from requests_app.models.requests import Status
from requests_app.sight import UNIT_SIDE
from requests_app.views.desk.opening import Opened

UNIT_KINDS = (ClockKind.REPLY, ClockKind.OPINION)
# A grid of more than this is no explanation any more; the rules beside it say the rest.
LONGEST_GRID = 120


@dataclass(frozen=True)
class Counted:
    """What components/counted_days.html shows."""

    days: list[CountedDay]
    caption: str
    rules: list[str]
    start_word: str


@dataclass(frozen=True)
class Header:
    title: str
    tone: str
    status: str
    chip: Chip | None
    lines: tuple[str, ...]
    tags: tuple[str, ...]
    warnings: tuple[str, ...]
    counted: Counted | None


def header_of(opened: Opened) -> Header:
    case = opened.case
    clock = bound_clock(opened)
    due_on = clock.due_on if clock and clock.is_running else None
    return Header(
        title=case.title if opened.sight.reads else f"诉求（{case.get_source_display()}）",
        tone=tone_of(case),
        status=case.status_label,
        chip=case_chip(case, opened.on, opened.calendar, due_on=due_on),
        lines=tuple(_lines(opened, clock)),
        tags=tuple(_tags(opened)),
        warnings=tuple(marks.labels_of(case.marks)) if opened.sight.reads else (),
        counted=_counted(opened, clock) if clock and clock.days else None,
    )


def bound_clock(opened: Opened) -> Clock | None:
    """The clock whose date binds the reader: the own unit's, else the enterprise's, else the one of acceptance."""
    rows = list(
        Clock.objects.filter(case=opened.case, kind__in=(*UNIT_KINDS, ClockKind.ANSWER, ClockKind.ACCEPT))
        .select_related("assignment__department")
        .order_by("-pk")
    )
    for clock in rows:
        clock.case = opened.case
    if opened.sight.parties & UNIT_SIDE and opened.sight.is_unit:
        units = opened.standing.department_ids
        own = [clock for clock in rows if clock.assignment and clock.assignment.department_id in units]
        if own:
            return own[0]
    kinds = (ClockKind.ANSWER, ClockKind.ACCEPT)
    return next((clock for kind in kinds for clock in rows if clock.kind == kind), None)


def _lines(opened: Opened, clock: Clock | None) -> list[str]:
    case = opened.case
    if not (case.is_open or case.status == Status.MERGED):
        answered = f"{day(case.answered_on)}答复" if case.answered_on else ""
        closed = f"{day(case.closed_on)}{'结案' if case.outcome else '结束'}" if case.closed_on else ""
        return [words for words in (answered, closed) if words]
    if clock is None:
        return []
    closes = timezone.localtime(clock.due_at)
    until = f"{day(clock.due_on)} {closes:%H:%M}"
    if clock.kind == ClockKind.ACCEPT:
        return [f"受理期限 {until}"]
    if clock.kind in UNIT_KINDS:
        what = "本单位回复期限" if clock.kind == ClockKind.REPLY else "会办意见期限"
        told = f"企业的答复期限是 {short_day(case.answer_due_on)}" if case.answer_due_on else ""
        return [f"{what} {until}", told] if told else [f"{what} {until}"]
    return [f"答复期限 {until}"]


def _tags(opened: Opened) -> list[str]:
    case = opened.case
    found = []
    if case.sealed:
        found.append("密封件，只有经办人和审计员能看到")
    found += [watched] if (watched := _watched(opened)) else []
    if case.round > 1:
        found.append(f"第 {case.round} 轮办理")
    if case.entered_late:
        found.append("补录")
    if case.anonymous:
        found.append("匿名反映")
    if case.private:
        found.append("企业要求不公开")
    return found


def _watched(opened: Opened) -> str:
    """重点督办, and until when; past its day it is said to have run out until it is released."""
    row = Supervision.objects.unreleased().filter(case=opened.case).first()
    if row is None or not opened.sight.reads:
        return ""
    if row.has_expired(opened.on):
        return f"重点督办已于{short_day(row.until_on)}到期，尚未解除"
    return f"重点督办，至{short_day(row.until_on)}"


def _counted(opened: Opened, clock: Clock) -> Counted:
    days = clocks.counted(clock, opened.calendar, on=opened.on)
    shown = days if len(days) <= LONGEST_GRID else days[:LONGEST_GRID]
    stood = [counted.date for counted in days if counted.kind == "paused"]
    return Counted(
        days=shown,
        caption=f"{day(clock.start_on)}起算的 {clock.days} 个工作日"
        + (f"，暂停 {len(stood)} 天" if stood else ""),
        rules=list(_rules(clock, days, stood)),
        start_word={ClockKind.ANSWER: "受理", ClockKind.ACCEPT: "收到"}.get(ClockKind(clock.kind), "交办"),
    )


def _rules(clock: Clock, days: list[CountedDay], stood: list[date]) -> list[str]:
    began = {ClockKind.ANSWER: "受理", ClockKind.ACCEPT: "收到"}.get(ClockKind(clock.kind), "交办")
    began = "重新办理" if clock.round > 1 and clock.kind == ClockKind.ANSWER else began
    difficulty = clock.case.get_difficulty_display()
    kind = f"{difficulty}件 " if difficulty and clock.kind == ClockKind.ANSWER else ""
    rules = [
        f"{kind}{clock.days} 个工作日，{began}次日为第 1 天",
        f"{moment(timezone.localtime(clock.started_at))} {began}",
    ]
    if any(counted.kind == "late" for counted in days) or clock.start_on > timezone.localdate(
        clock.started_at
    ):
        rules.append("下班后或休息日收到，从下一个工作日起算")
    if clock.extra_days:
        rules.append(f"其中经批准延期 {clock.extra_days} 个工作日")
    if stood:
        rules.append(f"{short_day(stood[0])}至{short_day(stood[-1])}等企业补充，停 {len(stood)} 天")
    holidays = list(
        dict.fromkeys(counted.name for counted in days if counted.kind == "holiday" and counted.name)
    )
    made_up = [counted.date for counted in days if counted.kind == "makeup"]
    rules.append("双休日不计" + (f"，{'、'.join(holidays)}放假不计" if holidays else "，期间没有法定节假日"))
    if made_up:
        rules.append(f"{'、'.join(short_day(worked) for worked in made_up)}调休上班，计入")
    if clock.kind == ClockKind.ANSWER:
        rules.append("单位之间转办不影响这个日期")
    return rules
