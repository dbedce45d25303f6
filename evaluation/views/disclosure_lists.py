"""The cases behind the numbers of a month: for the office all of them, for a representative the own line."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from casework.paging import NEWEST, page_of
from evaluation import corrections, disclosed_cases, drafting, people_lines
from evaluation.models import Disclosure
from evaluation.views.desk_disclosures import READERS, is_wide, own_code, visible
from groups.models import ProfessionalGroup, Representative
from office import calendar as office_calendar
from office.access import person, role_required
from office.calendar import local_date
from requests_app.desk.views.rows import rows_of, with_parts
from requests_app.models.requests import EnterpriseRequestQuerySet
from requests_app.queues.filters import bound

PAGE_SIZE = 25
LABELS = dict(people_lines.COUNTS)
SUM_LABELS = dict(disclosed_cases.SUMS)


@require_safe
@never_cache
@role_required(*READERS)
def line_cases(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """Those that the reader may open; how many more there are is said."""
    disclosure, user, what = visible(request, pk), person(request), request.GET.get("what", "")
    line = next((row for row in disclosure.figures["representatives"] if row["code"] == code), None)
    if line is None or what not in LABELS or not (is_wide(user) or code == own_code(user)):
        raise Http404
    cases = drafting.cases_of(
        disclosure.station,
        disclosure.period,
        corrections.as_of(disclosure),
        get_object_or_404(Representative, code=code),
        what,
    )
    heading = f"{line['name']}：{LABELS[what]} {line[what]} 件"
    return _page(request, disclosure, cases, heading, counted=line[what], query={"what": what})


@require_safe
@never_cache
@role_required(*READERS)
def figure_cases(request: HttpRequest, pk: int) -> HttpResponse:
    """Behind a sum of the station or of a group, or a part of a rate, for who reads every line."""
    disclosure, what = visible(request, pk), request.GET.get("what", "")
    if not is_wide(person(request)):
        raise Http404
    if what in disclosed_cases.RATES:
        part = request.GET.get("part", "")
        if part not in disclosed_cases.PARTS:
            raise Http404
        number = disclosure.figures["rates"][what][part]
        heading = f"{disclosed_cases.RATES[what][0]}：{disclosed_cases.PARTS[part]} {number or 0} 件"
        cases = disclosed_cases.of_rate(disclosure, what, part)
        return _page(request, disclosure, cases, heading, query={"what": what, "part": part})
    return _sum_page(request, disclosure, what, request.GET.get("group", ""))


def _sum_page(request: HttpRequest, disclosure: Disclosure, what: str, code: str) -> HttpResponse:
    if what not in SUM_LABELS:
        raise Http404
    group = get_object_or_404(ProfessionalGroup, code=code) if code else None
    counted = disclosure.figures["sums"]
    if group is not None:
        counted = next((line for line in disclosure.figures["groups"] if line["code"] == code), None)
        if counted is None:
            raise Http404
    heading = f"{group.name if group else disclosure.station.name}：{SUM_LABELS[what]} {counted[what]} 件"
    query = {"what": what, "group": code} if code else {"what": what}
    cases = disclosed_cases.of_sum(disclosure, what, group)
    return _page(request, disclosure, cases, heading, counted=counted[what], query=query)


def _page(
    request: HttpRequest,
    disclosure: Disclosure,
    cases: EnterpriseRequestQuerySet,
    heading: str,
    *,
    query: dict[str, str],
    counted: int | None = None,
) -> HttpResponse:
    """`counted` is the published number of cases; without it each may weigh less than one, which the page says."""
    user, on = person(request), local_date(timezone.now())
    open_to = cases.visible_to(user, on)
    found = page_of(
        with_parts(bound(open_to, frozenset())), NEWEST, request.GET.get("cursor", ""), size=PAGE_SIZE
    )
    context = {
        "disclosure": disclosure,
        "heading": heading,
        "rows": rows_of(found.rows, user=user, on=on, calendar=office_calendar.load()),
        "others": 0 if counted is None else max(0, counted - open_to.count()),
        "is_weighed": counted is None,
        "back": reverse("evaluation:desk_disclosure", args=[disclosure.pk]),
        "previous_url": _page_url(query, found.previous),
        "next_url": _page_url(query, found.following),
    }
    return render(request, "evaluation/desk_disclosure_list.html", context)


def _page_url(query: dict[str, str], cursor: str) -> str:
    return f"?{urlencode({**query, 'cursor': cursor})}" if cursor else ""
