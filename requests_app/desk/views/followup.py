"""What is followed after the end: promises, look-backs with their telephone calls, and the draws behind them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import OuterRef, Prefetch, Q, QuerySet, Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from casework.paging import NEWEST, page_of
from casework.queues.columns import Column
from casework.queues.listing import Listing, SortedBy, cursor_url
from office import calendar as office_calendar
from office.access import person, role_required
from office.calendar import WorkingCalendar, local_date
from office.roles import Role, has_role
from requests_app.access import conflicts
from requests_app.deadlines.display import Chip, chip_of
from requests_app.deadlines.kinds import KINDS, worded_reminders
from requests_app.models import (
    Assignment,
    Clock,
    EnterpriseRequest,
    LookBack,
    LookBackDraw,
    Promise,
    PromiseMilestone,
)
from requests_app.models.assignments import Part
from requests_app.models.clocks import ClockKind
from requests_app.models.visibility import request_filter
from stations.scopes import Scopes

NUMBER, WHO = Column("number", "编号", "c-no"), Column("who", "企业", "c-who")
LEADS = Assignment.objects.current().filter(part=Part.LEAD)
OF_CASE = {"number": SortedBy("case__pk", "number"), "who": SortedBy("case__enterprise_name")}
PROMISED = Listing(
    (
        NUMBER,
        Column("text", "承诺的事", ""),
        WHO,
        Column("lead", "责任单位", "c-1"),
        Column("news", "最近进展", "c-2"),
        Column("due", "承诺日期", "c-due"),
        Column("state", "状态", "c-2"),
    ),
    OF_CASE
    | {
        "text": SortedBy("text"),
        "lead": SortedBy(
            Subquery(LEADS.filter(case=OuterRef("case")).order_by("pk").values("department__short_name")[:1])
        ),
        "due": SortedBy("due_on", "date"),
    },
)
LOOKED_BACK = Listing(
    (
        NUMBER,
        Column("title", "诉求", ""),
        WHO,
        Column("group", "小组", "c-5"),
        Column("source", "为什么回头看", "c-2"),
        Column("opens", "回访日期", "c-due"),
        Column("state", "情况", "c-who"),
    ),
    OF_CASE
    | {
        "title": SortedBy("case__title"),
        "group": SortedBy("case__group__order", "number"),
        "source": SortedBy("source"),
        "opens": SortedBy("opens_on", "date"),
    },
)
PAGE_SIZE = 25
METHOD = "SHA-256"
READERS = (
    Role.REPRESENTATIVE,
    Role.LIAISON,
    Role.HANDLER,
    Role.HEAD,
    Role.STAFF,
    Role.APPROVER,
    Role.AUDITOR,
)
CALLERS = (Role.LIAISON, Role.STAFF, Role.APPROVER, Role.AUDITOR)
COMING_WITHIN = timedelta(days=45)
URGERS = (Role.LIAISON, Role.STAFF, Role.APPROVER)


@dataclass(frozen=True)
class Tab:
    label: str
    url: str
    count: int
    current: bool


PROMISES: dict[str, tuple[str, Any]] = {
    "awaited": ("待兑现", lambda rows, on: rows.awaited()),
    "unconfirmed": ("待确认", lambda rows, on: rows.unconfirmed()),
    "kept": ("已兑现", lambda rows, on: rows.filter(confirmed_at__isnull=False)),
    "broken": ("未兑现", lambda rows, on: rows.filter(broken_at__isnull=False)),
}
LOOK_BACKS: dict[str, tuple[str, Any]] = {
    "open": ("待回访", lambda rows, on: rows.opened()),
    "coming": ("快到日期", lambda rows, on: rows.planned().filter(opens_on__lte=on + COMING_WITHIN)),
    "done": ("已完成", lambda rows, on: rows.done()),
}


@require_safe
@role_required(*READERS)
def promises(request: HttpRequest) -> HttpResponse:
    """承诺事项 of the cases that the reader sees, the nearest date first."""
    on, calendar = local_date(timezone.now()), office_calendar.load()
    seen = _seen(request, Promise.objects.valid(), on)
    key = _asked(request, PROMISES)
    rows = (
        PROMISES[key][1](seen, on)
        .select_related("case", "answer__reply")
        .prefetch_related(
            Prefetch("case__assignments", LEADS.select_related("department"), to_attr="leads"),
            Prefetch("milestones", PromiseMilestone.objects.order_by("-reached_on", "-id")),
        )
    )
    context = _tabs("requests:promises", PROMISES, seen, key, on)
    usual = "due" if key in ("awaited", "unconfirmed") else "-due"
    context |= PROMISED.of(request, rows, usual=usual, total=context["total"])
    context["reminded"] = f"{worded_reminders(KINDS[ClockKind.PROMISE].reminders)}提醒联络员。"
    context["urges"] = key == "awaited" and has_role(person(request), *URGERS)
    for row in context["rows"]:
        row.chip = _chip(row, on, calendar)
    return render(request, "requests_app/desk_promises.html", context)


@require_safe
@role_required(*CALLERS)
def look_backs(request: HttpRequest) -> HttpResponse:
    """回头看: what to call about now, what comes, and what came of it."""
    on, calendar = local_date(timezone.now()), office_calendar.load()
    seen = _seen(request, LookBack.objects.all(), on)
    key = _asked(request, LOOK_BACKS)
    rows = LOOK_BACKS[key][1](seen, on).select_related("case__group", "draw", "done_by")
    context = _tabs("requests:look_backs", LOOK_BACKS, seen, key, on)
    usual = "-opens" if key == "done" else "opens"
    context |= LOOKED_BACK.of(request, rows, usual=usual, total=context["total"])
    shown = context["rows"]
    dues = _call_by([row.case_id for row in shown]) if key == "open" else {}
    own = conflicts.took_part_in([row.case for row in shown], person(request)) if key == "open" else set()
    for row in shown:
        row.is_for_others = row.case_id in own
        due_on = dues.get(row.case_id)
        row.chip = chip_of(due_on, on, calendar) if due_on else None
    return render(request, "requests_app/desk_look_backs.html", context)


@require_safe
@role_required(*CALLERS)
def draws(request: HttpRequest) -> HttpResponse:
    """Each month's draws: how many of how many, by which seed."""
    rows = LookBackDraw.objects.select_related("department")
    page = page_of(rows, NEWEST, request.GET.get("cursor", ""), size=PAGE_SIZE)
    context = {
        "rows": page.rows,
        "previous_url": cursor_url(request, page.previous),
        "next_url": cursor_url(request, page.following),
    }
    return render(request, "requests_app/desk_draws.html", context)


@require_safe
@role_required(*CALLERS)
def draw(request: HttpRequest, pk: int) -> HttpResponse:
    """One draw with all numbers in their order, and how to draw again."""
    found = LookBackDraw.objects.select_related("department").filter(pk=pk).first()
    if found is None:
        raise Http404
    drawn = {row.rank: row for row in found.look_backs.select_related("case")}
    ranking = [(rank, number, drawn.get(rank)) for rank, number in enumerate(found.ranking, start=1)]
    context = {"draw": found, "ranking": ranking, "is_true": found.is_true, "method": METHOD}
    return render(request, "requests_app/desk_draw.html", context)


def _seen(request: HttpRequest, rows: QuerySet[Any], on: date) -> Any:
    """Of the cases that this reader may see; nothing of sealed ones."""
    visible = EnterpriseRequest.objects.filter(request_filter(Scopes.of(person(request), on)), sealed=False)
    return rows.filter(Q(case__in=visible.order_by()))


def _asked(request: HttpRequest, tabs: dict[str, tuple[str, Any]]) -> str:
    asked = request.GET.get("tab", "")
    return asked if asked in tabs else next(iter(tabs))


def _tabs(name: str, tabs: dict[str, tuple[str, Any]], seen: Any, key: str, on: date) -> dict[str, Any]:
    """The tabs with their counts, and the `total` of the one that is open."""
    counts = {tab: narrowed(seen, on).count() for tab, (_, narrowed) in tabs.items()}
    return {
        "place": key,
        "tabs": [
            Tab(label, f"{reverse(name)}?{urlencode({'tab': tab})}", counts[tab], tab == key)
            for tab, (label, _) in tabs.items()
        ],
        "total": counts[key],
        "today": on,
    }


def _chip(row: Promise, on: date, calendar: WorkingCalendar) -> Chip | None:
    return chip_of(row.due_on, on, calendar) if row.is_awaited else None


def _call_by(cases: list[int]) -> dict[int, date]:
    kinds = (ClockKind.LOOK_BACK, ClockKind.CALL_BACK)
    running = Clock.objects.running().filter(case__in=cases, kind__in=kinds)
    return dict(running.order_by().values_list("case_id", "due_on"))
