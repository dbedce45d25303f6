"""The head of a case: what it is, where it stands, until when, and how that date was counted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from office.calendar import local_date
from office.templatetags.wording import day, deadline_day, short_day, short_deadline_day
from requests_app.access.case_access import UNIT_SIDE
from requests_app.deadlines import next_action
from requests_app.deadlines.display import Chip, case_chip, due_of, tone_of
from requests_app.desk.views.case_dates import Counted, counted_of
from requests_app.desk.views.opening import Opened
from requests_app.desk.views.others_writing import others_writing
from requests_app.intake import triage_flags
from requests_app.models import Clock
from requests_app.models.case_file import CaseFile
from requests_app.models.clocks import ClockKind
from requests_app.models.requests import Status

UNIT_KINDS = (ClockKind.REPLY, ClockKind.OPINION)


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
    started_on = local_date(clock.started_at) if clock else None
    return Header(
        title=case.title if opened.access.reads else f"诉求（{case.get_source_display()}）",
        tone=tone_of(case),
        status=case.status_label,
        chip=case_chip(case, opened.on, opened.calendar, due_on=due_on, started_on=started_on),
        lines=(*_lines(opened, clock), *_next_words(opened), *others_writing(opened)),
        tags=tuple(_tags(opened)),
        warnings=tuple(triage_flags.labels_of(case.marks))
        if opened.access.reads and not opened.access.is_unit
        else (),
        counted=counted_of(opened, clock) if clock and clock.days else None,
    )


def bound_clock(opened: Opened) -> Clock | None:
    """The clock whose date binds the reader: the own unit's, else the enterprise's, else the one of acceptance."""
    rows = sorted(opened.file.clocks, key=lambda clock: -clock.pk)
    if opened.access.parties & UNIT_SIDE and opened.access.is_unit:
        units = opened.scopes.department_ids
        own = [
            clock
            for clock in rows
            if clock.kind in UNIT_KINDS and clock.assignment and clock.assignment.department_id in units
        ]
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
    until = f"{deadline_day(clock.due_on)} {closes:%H:%M}"
    if clock.kind == ClockKind.ACCEPT:
        return [f"受理期限 {until}"]
    if clock.kind in UNIT_KINDS:
        what = "本单位回复期限" if clock.kind == ClockKind.REPLY else "会办意见期限"
        answer_date = (
            f"企业的答复期限是 {short_deadline_day(case.answer_due_on)}" if case.answer_due_on else ""
        )
        return [f"{what} {until}", answer_date] if answer_date else [f"{what} {until}"]
    return [f"答复期限 {until}"]


def _next_words(opened: Opened) -> list[str]:
    """Whose turn it is names people and units: not for a restricted reader."""
    return [] if opened.access.is_restricted else next_action_words(opened.file, opened.on)


def next_action_words(file: CaseFile, on: date) -> list[str]:
    """Who must act now, and when somebody hears of it next; nothing once the case has ended for good."""
    action = next_action.next_action_of(file.case, on=on, file=file)
    if action is None:
        return []
    coming = f"，下次提醒 {short_day(action.next_on)}" if action.next_on and action.people else ""
    return [f"现在等：{action.words}，{due_of(action.clock, action.due_on)}前{coming}"]


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
    row = opened.file.supervision
    if row is None or not opened.access.reads:
        return ""
    if row.has_expired(opened.on):
        return f"重点督办已于{short_day(row.until_on)}到期，尚未解除"
    return f"重点督办，至{short_day(row.until_on)}"
