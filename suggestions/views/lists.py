"""The list of suggestions on the desk: tabs, filters, pages by key, Excel."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from casework.queues.columns import Column
from casework.queues.fields import CodeField, choice_field
from casework.queues.listing import Listing, SortedBy
from groups.models import Department, ProfessionalGroup
from office import calendar as office_calendar
from office.access import person, role_required
from office.roles import Role, has_role
from office.search.columns import searched
from requests_app.deadlines.display import chip_of
from stations.scopes import Scopes
from suggestions.models import Author, Suggestion, SuggestionAssignment, SuggestionClock
from suggestions.models.suggestions import Occasion, Status
from suggestions.queue import waiting_for
from suggestions.views.detail import tone_of
from suggestions.views.opening import READERS, WRITERS
from suggestions.visibility import visible

LEADS = SuggestionAssignment.objects.current().filter(part="lead")
LISTING = Listing(
    (
        Column("number", "编号", "c-no"),
        Column("title", "建议", ""),
        Column("authors", "提出人", "c-2"),
        Column("group", "专业小组", "c-2"),
        Column("lead", "主办单位", "c-2"),
        Column("due", "期限", "c-who"),
        Column("state", "状态", "c-3"),
    ),
    {
        "number": SortedBy("pk", "number"),
        "title": SortedBy("title"),
        "group": SortedBy("group__order", "number"),
        "lead": SortedBy(
            Subquery(
                LEADS.filter(suggestion=OuterRef("pk")).order_by("pk").values("department__short_name")[:1]
            )
        ),
        "due": SortedBy(
            Subquery(
                SuggestionClock.objects.ticking()
                .filter(suggestion=OuterRef("pk"))
                .order_by("due_on")
                .values("due_on")[:1]
            ),
            "date",
        ),
        "state": SortedBy("status"),
    },
)
OPEN = (
    Status.DRAFTING, Status.SIGNING, Status.SUBMITTED, Status.RETURNED, Status.REGISTERED, Status.MERGED,
    Status.ASSIGNED, Status.HANDLING, Status.ANSWERED,
)  # fmt: skip
TABS = (("mine", "等我办理"), ("open", "在办"), ("closed", "已办结"), ("all", "全部"))


class SuggestionFilter(forms.Form):
    """Shared with the API: what cannot be read is named beside its field."""

    q = forms.CharField(required=False, label="标题或编号", max_length=60)
    status = choice_field("状态", Status.choices)
    occasion = choice_field("提出时间", Occasion.choices)
    group = CodeField(ProfessionalGroup.objects.order_by("order"), "专业小组")
    department = CodeField(Department.objects.open().by_name(), "承办单位")
    year = forms.IntegerField(required=False, label="年度", min_value=2000, max_value=2099)
    late = forms.BooleanField(required=False, label="只看超期")
    tab = forms.CharField(required=False, widget=forms.HiddenInput)

    def narrowed(self, rows: QuerySet[Suggestion], *, on: Any) -> QuerySet[Suggestion]:
        """The rows that fit; of a field that cannot be read nothing fits."""
        if not self.is_valid():
            return rows.none()
        said = self.cleaned_data
        for name in ("status", "occasion", "group", "year"):
            if said[name]:
                rows = rows.filter(**{name: said[name]})
        if said["q"]:
            rows = searched(rows, said["q"], "title", "number")
        if said["department"]:
            part = SuggestionAssignment.objects.current().filter(
                suggestion=OuterRef("pk"), department=said["department"]
            )
            rows = rows.filter(Exists(part.order_by()))
        if said["late"]:
            late = SuggestionClock.objects.overdue(on).filter(suggestion=OuterRef("pk"))
            rows = rows.filter(Exists(late.order_by()))
        return rows


@role_required(*READERS)
@require_safe
@never_cache
def desk_list(request: HttpRequest) -> HttpResponse:
    """What waits for the reader first; without a tab the first that holds something."""
    user, on = person(request), timezone.localdate()
    scopes = Scopes.of(user, on)
    form = SuggestionFilter(request.GET)
    rows = form.narrowed(visible_rows(request), on=on)
    mine = waiting_for(scopes)
    tab = request.GET.get("tab", "")
    if tab not in dict(TABS):
        tab = "mine" if mine else "open"
    if opened := _named_whole(form, rows):
        return redirect("suggestions:desk_detail", opened.address)
    listed = LISTING.of(request, in_tab(rows, tab, mine).select_related("group"), usual="-number")
    context = listed | {
        "form": form,
        "tabs": [
            {"label": label, "url": f"?{urlencode({'tab': key})}", "current": key == tab,
             "count": len(mine) if key == "mine" else None}
            for key, label in TABS
        ],
        "rows": rows_of(listed["rows"], on),
        "may_write": has_role(user, *WRITERS),
        "may_record": has_role(user, Role.LIAISON, Role.STAFF),
        "export_url": f"export/?{request.GET.urlencode()}",
        "session_url": f"list.docx?{request.GET.urlencode()}",
    }  # fmt: skip
    return render(request, "suggestions/desk_list.html", context)


def _named_whole(form: SuggestionFilter, rows: QuerySet[Suggestion]) -> Suggestion | None:
    """The one whose number is all that was typed."""
    number = form.cleaned_data.get("q", "") if form.is_valid() else ""
    return rows.filter(number__iexact=number).first() if number else None


def visible_rows(request: HttpRequest) -> QuerySet[Suggestion]:
    user = person(request)
    return visible(user, Scopes.of(user, timezone.localdate()))


def in_tab(rows: QuerySet[Suggestion], tab: str, mine: set[int]) -> QuerySet[Suggestion]:
    """`mine` are the keys of those that wait for the reader."""
    if tab == "mine":
        return rows.filter(pk__in=mine)
    if tab == "open":
        return rows.filter(status__in=OPEN)
    return rows.filter(status=Status.CLOSED) if tab == "closed" else rows


def rows_of(found: list[Suggestion], on: Any) -> list[dict[str, Any]]:
    """Each with its lead author, its leading units and its nearest date: three queries, however many rows."""
    keys = [row.pk for row in found]
    calendar = office_calendar.load()
    clocks: dict[int, SuggestionClock] = {}
    for clock in SuggestionClock.objects.ticking().filter(suggestion__in=keys).order_by("-due_on", "-pk"):
        clocks[clock.suggestion_id] = clock
    units: dict[int, list[str]] = {}
    for part in LEADS.filter(suggestion__in=keys).select_related("department"):
        units.setdefault(part.suggestion_id, []).append(part.department.short_name)
    authors = _authors(keys)
    return [
        {
            "row": row,
            "tone": tone_of(row.status, row.outcome),
            "authors": authors.get(row.pk, ""),
            "units": "、".join(units.get(row.pk, ())),
            "chip": chip_of(clocks[row.pk].due_on, on, calendar) if row.pk in clocks else None,
        }
        for row in found
    ]


def _authors(keys: list[int]) -> dict[int, str]:
    """毕敏等 3 人"""
    names: dict[int, list[str]] = {}
    for author in Author.objects.standing().filter(suggestion__in=keys).select_related("representative"):
        names.setdefault(author.suggestion_id, []).append(author.representative.name)
    return {key: found[0] + (f"等 {len(found)} 人" if len(found) > 1 else "") for key, found in names.items()}
