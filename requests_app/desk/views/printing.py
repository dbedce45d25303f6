"""台账 on paper: the list as it is filtered, all its rows on one page for the browser to print."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from casework.paging import page_of
from casework.queues.listing import query_without
from office.access import person, role_required
from office.calendar import local_date
from office.downloads import codes_of, record_export
from requests_app.desk.views.list_settings import READERS, chosen_rows
from requests_app.desk.views.lists import filter_of
from requests_app.desk.views.rows import rows_of, with_parts
from requests_app.queues.filters import RequestFilter
from requests_app.queues.ledger import LEDGER

PRINTED_AT_MOST = 500
# What is said above the table: which filters stand behind it.
SAID = (
    "q", "tab", "queue", "due", "due_on", "status", "outcome", "category", "group", "department", "station",
    "difficulty", "kind", "source", "since", "until",
)  # fmt: skip


@require_safe
@never_cache
@role_required(*READERS)
@chosen_rows
def print_list(request: HttpRequest) -> HttpResponse:
    """Without contacts and sealed cases, as the export; that it was taken is recorded as one."""
    user, at = person(request), timezone.now()
    on = local_date(at)
    asked = filter_of(request, user, on)
    if asked.is_clerk:
        raise Http404
    # 台账 on paper says unit, date and expected outcome, whatever a narrow screen leaves out.
    on_paper = (*LEDGER.standard(restricted=False), "expected")
    columns = LEDGER.chosen(request.GET.getlist("column") or on_paper, restricted=False)
    show = {column.key: True for column in columns}
    cases = with_parts(asked.rows().filter(sealed=False), beside=show.keys())
    found = page_of(cases, asked.order, "", size=PRINTED_AT_MOST)
    rows = rows_of(found.rows, user=user, on=on, calendar=asked.calendar)
    filters = codes_of(asked.cleaned_data)
    record_export("print", rows=len(rows), filters=filters, words=asked.given("q"), by=user, at=at)
    context = {
        "rows": rows,
        "columns": columns,
        "show": show,
        "due_label": "本单位期限" if asked.units else "答复期限",
        "said": list(_said(asked)),
        "at": at,
        "has_more": bool(found.following),
        "at_most": PRINTED_AT_MOST,
        "query": query_without(request.GET, "cursor"),
    }
    return render(request, "requests_app/desk_print.html", context)


def _said(asked: RequestFilter) -> Iterator[str]:
    """责任单位：财政局, for each filter that could be read."""
    for name in SAID:
        value = asked.given(name)
        if not value:
            continue
        field = asked.fields[name]
        choices = dict(getattr(field, "choices", ())) if isinstance(value, str) else {}
        yield f"{field.label}：{choices.get(value, value)}"
