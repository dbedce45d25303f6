"""What the lobby screen shows of a month: public words and figures only, ready for the template.

Sums and rates are of the running month; lines with names come from the latest published month, as nothing
about a person is shown before it was checked and approved (docs/domain.md § 6).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import F, Prefetch
from django.urls import reverse

from evaluation import figures, people_lines, station_figures
from evaluation.drafting import rate_data
from evaluation.models import Disclosure, PublicEntry
from evaluation.periods import Month
from evaluation.results import Figures, Key
from groups.models import ProfessionalGroup
from office import calendar as office_calendar
from office.calendar import local_date
from office.templatetags.wording import short_day
from policies.models import PolicyVersion
from requests_app.access.redaction import confidential_cases
from requests_app.models import Assignment, EnterpriseRequest, ProgressRow, ProgressTable
from requests_app.models.assignments import Part
from requests_app.models.requests import Status
from stations.models import Station
from stations.receptions import desk

ROWS = 7
# Sentences of up to three lines.
ROWS_OF_WORDS = 4
PROGRESS_ROWS, POLICY_ROWS = 28, 14
RATES = ((figures.RESPONSE, "件"), (figures.CLOSED, "件"), (figures.SATISFIED, "评"))
TONES = {"answered": "asked", "closed": "done", "handling": "doing", "assigned": "doing", "accepted": "doing"}

ROW_TONES = {
    "settled": "done",
    "promised": "asked",
    "answered": "asked",
    "asked": "asked",
    "going": "doing",
    "ended": "ended",
}

Data = dict[str, Any]
Cell = dict[str, Any]


def board_data(station: Station, *, at: datetime) -> Data:
    """The context of `_board_main.html` for the month of `at`, without the build's name."""
    on = local_date(at)
    month = Month.of(on)
    rates = [figure for figure, _ in RATES]
    counted = figures.count_month(
        month, as_of=figures.AsOf(on), dimensions=("group",), rates=rates, station=station.pk
    )
    total = counted.total
    scenes = [
        representatives_scene(station, on),
        groups_scene(counted.by["group"]),
        supervision_scene(station, on),
        station_scene(station, month, on),
        progress_scene(station, on),
        progress_table_scene(station),
        policies_scene(on),
    ]
    return {
        "station": station,
        "month": month.from_on,
        "data_at": at.replace(minute=at.minute // 10 * 10, second=0, microsecond=0),
        "sums": _sums(total),
        "rates": [_rate(total, *row) for row in RATES],
        "scenes": [scene for scene in scenes if scene is not None],
        "qr_svg": reverse("portal:board_qr", args=[station.code]),
        "today_at_station": desk.sitting_today(station, at) or None,
        "next_reception": desk.next_of(station, at),
        "note": "每月末经审核后公示",
    }


def _sums(total: Figures) -> Data:
    sums = total.sums
    parts = [
        {"label": "办结", "count": sums.settled, "tone": "done"},
        {"label": "办理中", "count": sums.going, "tone": "doing"},
        {"label": "超期", "count": sums.overdue, "tone": "over"},
    ]
    other = sums.ended + sums.left_out
    if other:
        parts.append({"label": "其他", "count": other, "tone": "rest"})
    return {"received": sums.received, "parts": parts}


def _rate(total: Figures, figure: figures.Figure, unit: str) -> Data:
    data = rate_data(total.rate(figure.name))
    return {
        "label": figure.label,
        "unit": unit,
        "percent": data["percent"],
        "numerator": data["numerator"],
        "denominator": data["denominator"],
    }


def representatives_scene(station: Station, on: date) -> Data | None:
    """代表履职 of the latest published month, by name: no result set against another, nobody who is out of office."""
    published = Disclosure.objects.published().filter(station=station).latest_first().first()
    if published is None:
        return None
    rows = [
        [
            _cell("name", line["name"]),
            _cell("text", line["group"]),
            *(_cell("num", line[name]) for name, _ in people_lines.COUNTS),
        ]
        for line in people_lines.in_office(published.figures, on)
    ]
    columns = ("代表", "name"), ("专业小组", "text"), *((label, "num") for _, label in people_lines.COUNTS)
    label = f"代表履职（{published.month}月）"
    return _scene("representatives", label, columns, rows) if rows else None


def groups_scene(found: Mapping[Key, Figures]) -> Data:
    """小组对比: six groups, this month's cases of the station."""
    longest = max((entry.sums.received for entry in found.values()), default=0)
    rows = []
    for group in ProfessionalGroup.objects.order_by("order"):
        sums = found.get(group.pk, Figures()).sums
        rows.append(
            [
                _cell("name", group.name),
                _cell("num", sums.received),
                _cell("num", sums.settled, tone="done"),
                _cell("num", sums.going),
                _cell("num", sums.overdue, tone="over" if sums.overdue else ""),
                _bar(sums.settled, sums.received, longest),
            ]
        )
    columns = ("专业代表小组", "name"), ("收到", "num"), ("办结", "num"), ("办理中", "num"), ("超期", "num")
    return _scene("groups", "小组对比", [*columns, ("办结 / 收到", "bar-cell")], rows)


def station_scene(station: Station, month: Month, on: date) -> Data | None:
    """接待和咨询 of the running month; none before anything was."""
    found = station_figures.of_month(station, month, figures.AsOf(on))
    if not found["receptions"]["held"] and not found["consultations"]["entries"]:
        return None
    rows = [
        [_cell("name", label), _cell("num", words)]
        for label, words in station_figures.lines(found)
        if label in station_figures.ON_BOARD
    ]
    return _scene("station", "接待和咨询", (("项目", "name"), ("本月", "num")), rows)


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
            _cell("num", entry.case.ledger_number),
            _cell("long", entry.title),
            _cell("text", _unit_of(entry.case, on, shows_overdue=station.shows_overdue)),
            _chip(entry.case, on, calendar, shows_overdue=station.shows_overdue),
        ]
        for entry in entries
    ]
    columns = ("受理编号", "num"), ("事项", "long"), ("责任单位", "text"), ("答复期限", "chip-cell")
    return _scene("supervision", "重点督办", columns, rows, none="没有重点督办事项")


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
            _cell("num", case.ledger_number),
            _cell("long", case.category.full_name if case.category else ""),
            _cell("text", short_day(case.received_on)),
            {"kind": "status", "text": case.status_label, "state": TONES.get(case.status, "")},
        ]
        for case in cases
    ]
    columns = ("受理编号", "num"), ("类别", "long"), ("收到", "text"), ("状态", "chip-cell")
    return _scene("progress", "办理进度", columns, rows)


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
            _cell("num", row.number),
            _cell("text", row.lead or "—"),
            _cell("words", row.progress),
            {"kind": "status", "text": row.state, "state": ROW_TONES.get(row.kind, "")},
        ]
        for row in rows
    ]
    columns = ("受理编号", "num"), ("责任单位", "text"), ("办理进展", "words"), ("状态", "chip-cell")
    return (
        _scene("progress_table", f"进度表（{newest.month}月）", columns, cells, on_page=ROWS_OF_WORDS)
        if cells
        else None
    )


def policies_scene(on: date) -> Data | None:
    """惠企政策 in force: first what ends soon, then what was published last."""
    found = PolicyVersion.objects.published().in_force(on).for_lists().order_by("-released_at", "-pk")
    valid = [(version, version.validity(on)) for version in found]
    valid.sort(key=lambda each: each[1].state != "expiring")
    rows = [
        [
            _cell("long", version.title),
            _cell("text", version.policy.department.short_name if version.policy.department else "—"),
            {"kind": "chip", "text": validity.word, "state": validity.chip},
        ]
        for version, validity in valid[:POLICY_ROWS]
    ]
    columns = ("政策", "long"), ("责任单位", "text"), ("期限", "chip-cell")
    return _scene("policies", "惠企政策", columns, rows) if rows else None


def _scene(
    key: str,
    label: str,
    columns: Iterable[tuple[str, str]],
    rows: Sequence[list[Cell]],
    none: str = "",
    on_page: int = 0,
) -> Data:
    size = on_page or ROWS
    return {
        "key": key,
        "label": label,
        "kind": "table",
        "none": none,
        "columns": [{"label": name, "kind": kind} for name, kind in columns],
        "pages": [rows[start : start + size] for start in range(0, len(rows), size)],
    }


def _cell(kind: str, text: object, tone: str = "") -> Cell:
    return {"kind": kind, "text": text, "tone": tone}


def _bar(done: int, whole: int, longest: int) -> Cell:
    parts = [{"count": done, "tone": "done"}, {"count": whole - done, "tone": "doing"}]
    if longest > whole:
        parts.append({"count": longest - whole, "tone": ""})
    return {"kind": "bar", "text": f"{done} / {whole}", "parts": parts}


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
    return {"kind": "chip", "text": short_day(due_on), "state": "soon" if soon else "plain"}
