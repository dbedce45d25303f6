"""The list of requests: tabs with counts, filters, saved views, pages by key."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import IntegerField, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from casework.paging import Page, page_of
from casework.queues.columns import Column
from casework.queues.listing import query_without
from groups.models import Department, ProfessionalGroup
from office import cached_counts as office_kept
from office import calendar as office_calendar
from office.access import person, role_required
from office.calendar import local_date
from office.models import User
from office.roles import Role, has_role
from office.sort_headings import Heading, headings
from requests_app.desk.views.first_pages import first_page_of
from requests_app.desk.views.ledger_cells import body_of
from requests_app.desk.views.list_settings import PAGE_SIZES, READERS, kept_of, list_url
from requests_app.desk.views.rows import rows_of, with_parts
from requests_app.models import EnterpriseRequest
from requests_app.models.categories import Difficulty
from requests_app.models.category_table import categories
from requests_app.models.requests import RequesterKind, Source, Status
from requests_app.models.visibility import restricting
from requests_app.queues import QUEUES, sorting
from requests_app.queues.filters import BY_DUE, DUE, SITUATIONS, TABS, RequestFilter, in_tab, number_in
from requests_app.queues.ledger import LEDGER, NUMBER, TITLE
from stations.models import Station

COUNTED_TO = 1000
URGERS = (Role.LIAISON, Role.STAFF, Role.APPROVER)
DECIDERS = (Role.LIAISON, Role.STAFF, Role.APPROVER)
INTAKE_ROLES = (Role.CLERK, Role.LIAISON, Role.STAFF, Role.APPROVER)
MORE = ("turn", "status", "difficulty", "station", "kind", "source", "since", "until")


class CappedCount(Subquery):
    """How many rows a query with a limit finds: it stops there."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) counted)"
    output_field = IntegerField()
    # Of somebody who sees nothing the database is not asked.
    empty_result_set_value = 0


@dataclass(frozen=True)
class Tab:
    label: str
    url: str
    count: str
    current: bool


@require_safe
@role_required(*READERS)
def desk_list(request: HttpRequest) -> HttpResponse:
    """A page of what the person may see; a stranger's case is not in it, however it is asked for."""
    user, on = person(request), local_date(timezone.now())
    asked = filter_of(request, user, on)
    if opened := _named_whole(asked, user, on):
        return HttpResponseRedirect(reverse("requests:detail", args=[opened.ledger_number]))
    kept = kept_of(user)
    columns = LEDGER.chosen(request.GET.getlist("column") or kept.columns, restricted=asked.is_clerk)
    show = {column.key: True for column in columns}
    ticks = not asked.is_clerk
    found = _page(asked, request.GET.get("cursor", ""), show, size=kept.size)
    tabs = tabs_of(asked, request.GET)
    context = {
        "filter": asked,
        "picked": {name: request.GET.get(name, "") for name in RequestFilter.base_fields},
        "body": body_of(rows_of(found.rows, user=user, on=on, calendar=asked.calendar), columns, ticks=ticks),
        "ticks": ticks,
        "row_count": len(found.rows),
        "is_dense": True,
        "sorts": sorting.choices(reads=not asked.is_clerk),
        "headings": _headings(asked, columns, request.GET),
        "show": show,
        "size": kept.size,
        "sizes": PAGE_SIZES,
        "offered": LEDGER.offered(restricted=asked.is_clerk),
        "tabs": tabs,
        "views": [
            {"label": name, "url": list_url(saved), "current": saved == request.META.get("QUERY_STRING", "")}
            for name, saved in kept.views
        ],
        "view_query": query_without(request.GET, "cursor"),
        "previous_url": _cursor_url(request, found.previous),
        "next_url": _cursor_url(request, found.following),
        "heading": _heading(asked),
        "place_words": _place_words(found, next(tab.count for tab in tabs if tab.current)),
        "order_words": _order_words(asked),
        "is_filtered": bool(query_without(request.GET, "cursor", "tab", "sort", "column")),
        "more_open": any(asked.given(name) for name in MORE) or any(name in asked.errors for name in MORE),
        "enters": has_role(user, *INTAKE_ROLES),
        "exports": not asked.is_clerk,
        "urges": has_role(user, *URGERS),
        "decides": has_role(user, *DECIDERS),
        **_choices(),
    }
    return render(request, "requests_app/desk_list.html", context)


def _named_whole(asked: RequestFilter, user: User, on: date) -> EnterpriseRequest | None:
    """The case whose number is all that was typed; one of which only the row may be seen stays in the list."""
    number = number_in(asked.given("q"))
    return (
        EnterpriseRequest.objects.visible_to(user, on).filter(ledger_number=number).first()
        if number
        else None
    )


def _page(asked: RequestFilter, cursor: str, show: Collection[str], *, size: int) -> Page[Any]:
    # A list with restricted cases is the filter's to write: what it says of them depends on what was asked.
    if not cursor and not asked.is_narrowed and not restricting(asked.scopes):
        return first_page_of(asked.scopes, asked.place, asked.order, size=size, beside=show)
    return page_of(with_parts(asked.rows(), beside=show), asked.order, cursor, size=size)


def _order_words(asked: RequestFilter) -> str:
    """How the rows are ordered: what is to be accepted has no date of its own for the enterprise yet."""
    counted = "剩余天数按工作日计。"
    if asked.order == BY_DUE and not asked.units:
        return f"待受理的在前，按收到先后；其余按答复期限。{counted}"
    return counted


def filter_of(request: HttpRequest, user: User, on: date) -> RequestFilter:
    """With the cases of which the reader gets a row but no content: these lists show them through `rows_of`."""
    calendar = office_calendar.load()
    return RequestFilter(request.GET, user=user, on=on, calendar=calendar, with_restricted=True)


def tabs_of(asked: RequestFilter, query: QueryDict) -> list[Tab]:
    """Counts of what the filters leave in each tab, cut at 1000: exact ones cost a hundred times as much."""
    others = query_without(query, "tab", "cursor")
    return [
        Tab(
            label,
            list_url(f"{others}&tab={key}" if others else f"tab={key}"),
            count,
            current=key == asked.place,
        )
        for (key, label), count in zip(TABS, _counts(asked, query), strict=True)
    ]


def _counts(asked: RequestFilter, query: QueryDict) -> list[str]:
    filters = query_without(query, "tab", "cursor", "sort", "column")
    reader = asked.scopes.own.user_id
    return office_kept.get("tabs", reader, asked.on, filters, count=lambda: _count(asked))


def _count(asked: RequestFilter) -> list[str]:
    """All five in one statement."""
    rows = asked.counted().order_by()
    counts = [CappedCount(in_tab(rows, key).values("pk")[: COUNTED_TO + 1]) for key, _ in TABS]
    found = User.objects.filter(pk=asked.scopes.own.user_id).order_by().values_list(*counts).get()
    return [_shown(count) for count in found]


def capped(rows: QuerySet[EnterpriseRequest]) -> str:
    return _shown(rows.order_by().values("pk")[: COUNTED_TO + 1].count())


def _shown(count: int) -> str:
    return f"{COUNTED_TO}+" if count > COUNTED_TO else str(count)


def _heading(asked: RequestFilter) -> str:
    if key := asked.given("queue"):
        return QUEUES[key].label
    if turn := asked.given("turn"):
        return dict(SITUATIONS)[turn]
    if due := asked.given("due"):
        return dict(DUE)[due]
    return "企业诉求台账"


def _headings(asked: RequestFilter, columns: Iterable[Column], query: QueryDict) -> list[Heading]:
    """A clerk, to whom a row says neither title nor enterprise, sorts by the others."""
    due = "本单位期限" if asked.units else "答复期限"
    shown = [
        replace(column, label=due) if column.key == "due" else column for column in (NUMBER, TITLE, *columns)
    ]
    sortable = [key for key, sort in sorting.SORTS.items() if not (asked.is_clerk and sort.hides)]
    chosen = asked.given("sort")
    now = sorting.FORMER.get(chosen, chosen) or ("due" if asked.place == "open" else "-number")
    others = query_without(query, "sort", "cursor")
    address = f"{list_url(others)}&" if others else f"{list_url('')}?"
    return headings(shown, sortable=sortable, sort=now, address=address)


def _place_words(found: Page[Any], total: str) -> str:
    """第 26–50 件，共 195 件; the total is that of the tab."""
    if not found.rows:
        return ""
    return f"第 {found.first}–{found.first + len(found.rows) - 1} 件，共 {total} 件"


def _cursor_url(request: HttpRequest, cursor: str) -> str:
    if not cursor:
        return ""
    others = query_without(request.GET, "cursor")
    return list_url(f"{others}&cursor={cursor}" if others else f"cursor={cursor}")


def _choices() -> dict[str, Any]:
    """What is read only when its fragment of the page is not kept; the rest are constants."""
    return {
        "categories": lambda: categories().rows,
        "departments": Department.objects.handling().by_name(),
        "groups": ProfessionalGroup.objects.order_by("order"),
        "stations": Station.objects.order_by("-is_default", "code"),
        "statuses": Status.choices,
        "difficulties": Difficulty.choices,
        "kinds": RequesterKind.choices,
        "sources": Source.choices,
        "dues": DUE,
        "turns": SITUATIONS,
    }
