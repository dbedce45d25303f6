"""The cases behind a line of a month: for the office every line, for a representative the own one."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from casework.paging import NEWEST, page_of
from evaluation import corrections, drafting, people_lines
from evaluation.views.desk_disclosures import READERS, is_wide, own_code, visible
from groups.models import Representative
from office import calendar as office_calendar
from office.access import person, role_required
from office.calendar import local_date
from requests_app.desk.views.rows import rows_of, with_parts
from requests_app.queues.filters import bound

PAGE_SIZE = 25
LABELS = dict(people_lines.COUNTS)


@require_safe
@never_cache
@role_required(*READERS)
def line_cases(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """Those that the reader may open; how many more there are is said."""
    disclosure, user, what = visible(request, pk), person(request), request.GET.get("what", "")
    line = next((row for row in disclosure.figures["representatives"] if row["code"] == code), None)
    if line is None or what not in LABELS or not (is_wide(user) or code == own_code(user)):
        raise Http404
    on = local_date(timezone.now())
    cases = drafting.cases_of(
        disclosure.station,
        disclosure.period,
        corrections.as_of(disclosure),
        get_object_or_404(Representative, code=code),
        what,
    )
    open_to = cases.visible_to(user, on)
    found = page_of(
        with_parts(bound(open_to, frozenset())), NEWEST, request.GET.get("cursor", ""), size=PAGE_SIZE
    )
    context = {
        "disclosure": disclosure,
        "heading": f"{line['name']}：{LABELS[what]} {line[what]} 件",
        "rows": rows_of(found.rows, user=user, on=on, calendar=office_calendar.load()),
        "others": max(0, line[what] - open_to.count()),
        "back": reverse("evaluation:desk_disclosure", args=[pk]),
        "previous_url": _page_url(what, found.previous),
        "next_url": _page_url(what, found.following),
    }
    return render(request, "evaluation/desk_disclosure_list.html", context)


def _page_url(what: str, cursor: str) -> str:
    return f"?{urlencode({'what': what, 'cursor': cursor})}" if cursor else ""
