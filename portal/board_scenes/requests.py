"""重点督办, 办理进度 and 进度表: public words, numbers, categories and states of a station's requests."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import F, Prefetch

from evaluation import figures
from evaluation.models import PublicEntry
from office import calendar as office_calendar
from office.templatetags.wording import short_day, short_deadline_day
from portal.board_scenes.cells import Cell, Data, cell, table
from requests_app.access.redaction import confidential_cases
from requests_app.models import Assignment, EnterpriseRequest, ProgressRow, ProgressTable
from requests_app.models.assignments import Part
from requests_app.models.requests import Status
from stations.models import Station

# Sentences of up to three lines.
ROWS_OF_WORDS = 4
PROGRESS_ROWS = 28
TONES = {"answered": "asked", "closed": "done", "handling": "doing", "assigned": "doing", "accepted": "doing"}

ROW_TONES = {
    "settled": "done",
    "promised": "asked",
    "answered": "asked",
    "asked": "asked",
    "going": "doing",
    "ended": "ended",
}


def supervision_scene(station: Station, on: date) -> Data | None:
    """重点督办: only where the approver switched it on, only entries a second person approved."""
    if not station.shows_supervision:
        return None
    calendar = office_calendar.load()
    leads = Assignment.objects.current().filter(part=Part.LEAD).select_related("department")
    entries = (
        PublicEntry.objects.exclude(case_id__in=confidential_cases())
        .filter(
            on_supervision_scene=True,
            approved_at__isnull=False,
            case__station=station,
            case__closed_at__isnull=True,
            case__sealed=False,
        )
        .select_related("case__category__parent")
        .prefetch_related(Prefetch("case__assignments", leads, to_attr="leads"))
        .order_by("case__answer_due_on")
    )
    rows = [
        [
            cell("num", entry.case.ledger_number),
            cell("long", entry.title),
            cell("text", _unit_of(entry.case, on, shows_overdue=station.shows_overdue)),
            _chip(entry.case, on, calendar, shows_overdue=station.shows_overdue),
        ]
        for entry in entries
    ]
    columns = ("受理编号", "num"), ("事项", "long"), ("责任单位", "text"), ("答复期限", "chip-cell")
    return table("supervision", "重点督办", columns, rows)


def progress_scene(station: Station, on: date) -> Data:
    """办理进度: number, category and state; a case that its enterprise wants unpublished is not on it."""
    cases = (
        EnterpriseRequest.objects.filter(station=station, sealed=False, private=False, category__isnull=False)
        .exclude(status__in=(*figures.LEFT_OUT, Status.SUBMITTED, Status.MERGED))
        .select_related("category__parent")
        .order_by("-received_on", "-id")[:PROGRESS_ROWS]
    )
    rows = [
        [
            cell("num", case.ledger_number),
            cell("long", case.category.full_name if case.category else ""),
            cell("text", short_day(case.received_on)),
            {"kind": "status", "text": case.status_label, "state": TONES.get(case.status, "")},
        ]
        for case in cases
    ]
    columns = ("受理编号", "num"), ("类别", "long"), ("收到", "text"), ("状态", "chip-cell")
    return table("progress", "办理进度", columns, rows)


def progress_table_scene(station: Station) -> Data | None:
    """进度表 of the latest month sent round: sentences that a second person approved; no days over, no private case."""
    published = ProgressTable.objects.published().latest_first()
    newest = published.first()
    if newest is None:
        return None
    rows = (
        ProgressRow.objects.exclude(case_id__in=confidential_cases())
        .filter(
            table__in=ProgressTable.objects.published().of(newest.period),
            case__station=station,
            case__private=False,
            case__sealed=False,
        )
        .annotate(number=F("case__ledger_number"))
        .order_by("table__group__order", "order")[:PROGRESS_ROWS]
    )
    cells = [
        [
            cell("num", row.number),
            cell("text", row.lead or "—"),
            cell("words", row.progress),
            {"kind": "status", "text": row.state, "state": ROW_TONES.get(row.kind, "")},
        ]
        for row in rows
    ]
    columns = (
        ("受理编号", "num"),
        ("责任单位", "text"),
        (f"办理进展（{newest.month}月）", "words"),
        ("状态", "chip-cell"),
    )
    return table("progress_table", "进度表", columns, cells, on_page=ROWS_OF_WORDS) if cells else None


def _unit_of(case: Any, on: date, *, shows_overdue: bool) -> str:
    """A unit's name stands beside a date that has passed only where the approver switched it on."""
    if not case.leads or (case.is_overdue(on) and not shows_overdue):
        return ""
    return str(case.leads[0].department.short_name)


def _chip(
    case: EnterpriseRequest, on: date, calendar: office_calendar.WorkingCalendar, *, shows_overdue: bool
) -> Cell:
    due_on = case.answer_due_on
    if due_on is None:
        return {"kind": "chip", "text": "待受理", "state": "plain"}
    if case.is_overdue(on) and shows_overdue:
        return {"kind": "chip", "text": f"超期 {calendar.count(due_on, on)} 个工作日", "state": "over"}
    soon = due_on >= on and calendar.count(on, due_on) <= 3
    return {"kind": "chip", "text": short_deadline_day(due_on), "state": "soon" if soon else "plain"}
