"""督办: the page of what is late, by whom, since when and what was done about it; and its export."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.db.models import Count, F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from casework import engine
from casework.paging import Order, page_of
from casework.queues.fields import CodeField
from casework.queues.listing import cursor_url, query_without
from groups.models import Department, ProfessionalGroup
from office import calendar as office_calendar
from office.access import person, role_required
from office.actors import Actor
from office.calendar import WorkingCalendar, local_date
from office.downloads import codes_of, record_export, xlsx_file
from office.models import User
from office.roles import Role
from office.sheets import Cell, write_xlsx
from requests_app.access.case_access import units_of_reader
from requests_app.deadlines.display import Chip, chip_of
from requests_app.deadlines.escalations import Escalations, escalations_of
from requests_app.deadlines.kinds import step_label
from requests_app.desk.views.case_actions import Action
from requests_app.desk.views.opening import step_url
from requests_app.models import EnterpriseRequest
from requests_app.queues import numbers
from requests_app.queues.filters import bound
from requests_app.steps.table import STEPS
from requests_app.supervision import overview
from requests_app.supervision.overview import (
    Asked,
    Heat,
    late_clocks,
    responsible,
    watched_kinds,
)
from stations.scopes import Scopes

READERS = (Role.LIAISON, Role.STAFF, Role.APPROVER, Role.AUDITOR)
PAGE_SIZE = 25
EXPORTED_AT_MOST = 5000
REMEDIES = ("supervise", "consult", "urge")
BY_DUE = Order("due_on")
COLUMNS = (
    "受理编号", "标题", "环节", "该谁办", "期限", "超期工作日", "最近提醒", "催办次数", "最近催办", "企业催办次数",
    "升级",
)  # fmt: skip
# Of a late clock's case nothing more is read.
CASE_COLUMNS = ("ledger_number", "title")


class SupervisionFilter(forms.Form):
    """Which of the late ones; what cannot be read counts as not given."""

    department = CodeField(Department.objects.handling().by_name(), "单位")
    step = forms.ChoiceField(
        choices=lambda: [("", "全部"), *((kind, step_label(kind)) for kind in watched_kinds())],
        required=False,
        label="环节",
    )
    group = CodeField(ProfessionalGroup.objects.order_by("order"), "跟踪小组")

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        for name, empty in (("department", "全部单位"), ("group", "全部小组")):
            self.fields[name].empty_label = empty  # type: ignore[attr-defined]
        self.fields["department"].label_from_instance = lambda row: row.short_name  # type: ignore[attr-defined]
        self.is_valid()

    @property
    def asked(self) -> Asked:
        given = self.cleaned_data
        return Asked(given.get("department"), given.get("step") or "", given.get("group"))


@dataclass(frozen=True)
class LateRow:
    """One late clock as the page and the sheet say it."""

    number: str
    title: str
    url: str
    step: str
    who: str
    due_on: date
    days: int
    chip: Chip
    done: Escalations


@require_safe
@never_cache
@role_required(*READERS)
def supervision_page(request: HttpRequest) -> HttpResponse:
    """Scoped to what the reader sees: all for the office, the own groups for a liaison."""
    user, at = person(request), timezone.now()
    on, calendar = local_date(at), office_calendar.load()
    scopes, form = Scopes.of(user, on), SupervisionFilter(request.GET)
    asked = form.asked
    found = page_of(
        _with_names(late_clocks(scopes, asked, on)), BY_DUE, request.GET.get("cursor", ""), size=PAGE_SIZE
    )
    heat, rows = overview.heat(scopes, on, calendar), _rows(found.rows, on, calendar)
    bounced = overview.bounced(scopes)
    worst = rows[0] if rows and not asked.department and not request.GET.get("cursor") else None
    context = {
        "at": at,
        "form": form,
        "is_filtered": asked != Asked(),
        "tallies": _tallies(scopes, heat, len(bounced), on, calendar),
        "heat": _drawn(heat),
        "very_late": overview.VERY_LATE,
        "steps": [
            {"label": step_label(kind), "spot": spot, "url": _late_url(step=kind)}
            for kind, spot in heat.steps.items()
        ],
        "worst": worst,
        "remedies": _remedies(worst, user, at) if worst else [],
        "rows": rows,
        "bounced": bounced,
        "query": query_without(request.GET, "cursor"),
        "previous_url": cursor_url(request, found.previous, place="#late"),
        "next_url": cursor_url(request, found.following, place="#late"),
        "acts": not scopes.own.is_auditor,
    }
    return render(request, "requests_app/desk_supervision.html", context)


@require_safe
@never_cache
@role_required(*READERS)
def supervision_export(request: HttpRequest) -> HttpResponse:
    """The late ones as they are narrowed; that it was taken is recorded."""
    user, at = person(request), timezone.now()
    on, calendar = local_date(at), office_calendar.load()
    form = SupervisionFilter(request.GET)
    clocks = _with_names(late_clocks(Scopes.of(user, on), form.asked, on)).order_by("due_on", "pk")
    rows = _rows(list(clocks[:EXPORTED_AT_MOST]), on, calendar)
    filters = codes_of(form.cleaned_data)
    record_export("supervision", rows=len(rows), filters=filters, by=user, at=at)
    content = write_xlsx(f"督办 {on:%Y-%m-%d}", COLUMNS, (_cells(row) for row in rows))
    return xlsx_file(content, f"督办-{on:%Y%m%d}")


def _remedies(row: LateRow, user: User, at: datetime) -> list[Action]:
    """What this reader may do about it now, the strongest first; auditors get none."""
    case = EnterpriseRequest.objects.get(ledger_number=row.number)
    may = {step.name for step in engine.possible(case, by=Actor.of(user), at=at)}
    return [Action(STEPS[name].label, step_url(case, name)) for name in REMEDIES if name in may]


def _with_names(clocks: Any) -> Any:
    return (
        clocks.select_related("case")
        .only("due_on", "first_due_on", "kind", "assignment_id", *(f"case__{name}" for name in CASE_COLUMNS))
        .annotate(
            unit_name=F("assignment__department__short_name"),
            relay_name=F("assignment__through__short_name"),
            person_name=F("case__representative__name"),
            group_name=F("case__group__name"),
        )
    )


def _rows(clocks: list[Any], on: date, calendar: WorkingCalendar) -> list[LateRow]:
    done = escalations_of(clocks, on=on, calendar=calendar)
    return [
        LateRow(
            number=clock.case.ledger_number,
            title=clock.case.title,
            url=reverse("requests:detail", args=[clock.case.ledger_number]),
            step=step_label(clock.kind),
            who=responsible(clock),
            due_on=clock.due_on,
            days=calendar.count(clock.due_on, on),
            chip=chip_of(clock.due_on, on, calendar),
            done=done[clock.pk],
        )
        for clock in clocks
    ]


def _tallies(
    scopes: Scopes, heat: Heat, bounced: int, on: date, calendar: WorkingCalendar
) -> list[dict[str, Any]]:
    """In hand, soon, late, returned twice, promises due: each number opens what it counts."""
    ledger, units = reverse("requests:desk_list"), units_of_reader(scopes)
    listed = bound(numbers.listed(scopes), units)
    found = listed.filter(numbers.IN_HAND).aggregate(
        open=Count("pk"),
        soon=Count("pk", filter=numbers.soon("bound_on", on, calendar)),
        over=Count("pk", filter=numbers.overdue("bound_on", on)),
    )
    supervised = listed.filter(numbers.supervised(on)).count()
    whose = "本单位" if units else "答复"
    return [
        {"label": "在办", "count": found["open"], "url": f"{ledger}?tab=open"},
        {"label": "临期", "count": found["soon"], "url": f"{ledger}?tab=open&due=soon"},
        {
            "label": f"{whose}超期",
            "count": found["over"],
            "url": f"{ledger}?tab=open&due=over",
            "tone": "over",
        },
        {"label": "超期环节", "count": heat.late, "url": _late_url(), "tone": "over"},
        {"label": "重点督办", "count": supervised, "url": f"{ledger}?tab=all&turn=supervised"},
        {"label": "退回两次以上", "count": bounced, "url": "#bounced"},
        {"label": "承诺到期待核", "count": heat.late_at("promise"), "url": _late_url(step="promise")},
    ]


def _drawn(heat: Heat) -> dict[str, Any]:
    """Rows of cells for the template: every cell with a late one opens the list of it."""
    rows = [
        {
            "name": row.department.short_name,
            "total": row.total,
            "url": _late_url(department=row.department.code),
            "late": row.late,
            "cells": [
                {
                    "spot": row.spots.get(kind),
                    "url": _late_url(department=row.department.code, step=kind),
                    "label": step_label(kind),
                    "words": f"{row.department.short_name}，{step_label(kind)}",
                }
                for kind in heat.columns
            ],
        }
        for row in heat.units
    ]
    return {"columns": [step_label(kind) for kind in heat.columns], "rows": rows}


def _cells(row: LateRow) -> list[Cell]:
    done = row.done
    return [
        row.number, row.title, row.step, row.who, row.due_on, row.days, done.reminded_on, done.urged, done.urged_on,
        done.asked, "；".join(_escalated(done)),
    ]  # fmt: skip


def _escalated(done: Escalations) -> Iterable[str]:
    yield from (f"{day:%Y-%m-%d} {words}" for day, words in done.by_day.items())
    yield from (f"{one.on:%Y-%m-%d} 再次告知{one.word}" for one in done.again)


def _late_url(**query: str) -> str:
    narrowed = f"?{urlencode(query)}" if query else ""
    return f"{reverse('requests:supervision')}{narrowed}#late"
