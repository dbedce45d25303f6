"""办理进度表 on the desk: the months, one table with its sentences, what is done with it, PDF and Excel."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from groups.models import Department
from office import publishing
from office.access import person, role_required
from office.actors import Actor
from office.calendar import local_date
from office.downloads import pdf_file, record_export, xlsx_file
from office.models import User
from office.refusals import Refused
from office.roles import Role
from requests_app.desk.views.opening import see_other
from requests_app.models import ProgressRow, ProgressTable
from requests_app.models.progress import LONGEST_SENTENCE
from requests_app.progress_tables import papers, verbs
from requests_app.progress_tables.verbs import PROGRESS_TABLES
from stations.scopes import Scope, Scopes

READERS = (
    Role.REPRESENTATIVE, Role.LIAISON, Role.HANDLER, Role.HEAD, Role.STAFF, Role.APPROVER, Role.AUDITOR,
)  # fmt: skip
LISTED = 60


@require_safe
@never_cache
@role_required(*READERS)
def tables(request: HttpRequest) -> HttpResponse:
    """Newest first; the last five years of one group."""
    rows = ProgressTable.objects.visible_to(_scopes(request)).select_related("group").latest_first()
    return render(request, "requests_app/desk_progress_list.html", {"rows": rows[:LISTED]})


@require_safe
@never_cache
@role_required(*READERS)
def table(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, _visible(request, pk))


@require_POST
@role_required(*READERS)
def write(request: HttpRequest, pk: int) -> HttpResponse:
    """Saves every sentence that was changed, each by itself; what is refused stays as typed beside its row."""
    found = _visible(request, pk)
    acting = _parts(found, _scopes(request), person(request)).get("submit")
    if acting is None:
        raise Http404
    refusals: dict[int, str] = {}
    saved = 0
    for row in found.lines():
        text = request.POST.get(f"text-{row.pk}")
        if text is None or (
            text == row.progress and row.written_at is None and not _is_pressed(request, row)
        ):
            continue
        seen, before = request.POST.get(f"seen-{row.pk}", ""), (row.progress, row.written_at)
        try:
            verbs.write(row, text, seen=seen, by=acting, at=timezone.now())
        except Refused as refused:
            refusals[row.pk] = refused.message
        else:
            row.refresh_from_db()
            saved += (row.progress, row.written_at) != before
    if refusals:
        return _page(request, found, refusals=refusals, status=422)
    messages.success(request, f"已保存 {saved} 行" if saved else "没有改动")
    return see_other(_url(found))


@require_POST
@role_required(*READERS)
def act(request: HttpRequest, pk: int, action: str) -> HttpResponse:
    """One act of `PROGRESS_TABLES`; a refusal comes back on the page with what was typed."""
    found = _visible(request, pk)
    acting = _parts(found, _scopes(request), person(request)).get(action)
    if acting is None:
        raise Http404
    if asked := publishing.question(
        request, PROGRESS_TABLES, action, found, person(request), back=_url(found)
    ):
        return asked
    text = request.POST.get("text", "")
    try:
        following = publishing.take(PROGRESS_TABLES, action, found, text, by=acting, at=timezone.now())
    except Refused as refused:
        return _page(request, found, refused=refused, status=409)
    messages.success(request, PROGRESS_TABLES.acts[action].done)
    return see_other(_url(following))


@require_safe
@never_cache
@role_required(*READERS)
def table_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    found = _visible(request, pk)
    return pdf_file(papers.pdf(found), _name(found))


@require_safe
@never_cache
@role_required(*READERS)
def table_xlsx(request: HttpRequest, pk: int) -> HttpResponse:
    """An export is an event of the one who takes it."""
    found = _visible(request, pk)
    filters = {"table": found.pk}
    rows = found.lines().count()
    record_export("progress", rows=rows, filters=filters, by=person(request), at=timezone.now())
    return xlsx_file(papers.workbook(found), _name(found))


def _parts(found: ProgressTable, scopes: Scopes, user: User) -> dict[str, Actor]:
    """The acts of this person's part, and as whom: staff all, the group's liaison (or for an absent one) sends up."""
    office = _acting(scopes, user, lambda scope: scope.is_staff)
    writer = _acting(scopes, user, lambda scope: scope.is_staff or found.group_id in scope.groups)
    allowed = {"submit": writer, "hand_back": office, "publish": office, "correct": office}
    return {name: actor for name, actor in allowed.items() if actor is not None}


def _acting(scopes: Scopes, user: User, fits: Callable[[Scope], bool]) -> Actor | None:
    if fits(scopes.own):
        return Actor.of(user)
    absent = next((one for one, scope in scopes.stood_in if fits(scope)), None)
    return Actor.of(user, on_behalf_of=absent) if absent else None


def _page(
    request: HttpRequest,
    found: ProgressTable,
    *,
    refused: Refused | None = None,
    refusals: dict[int, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    user, scopes = person(request), _scopes(request)
    rows = list(found.lines().select_related("written_by"))
    acts = publishing.possible(PROGRESS_TABLES, [found], user, _parts(found, scopes, user))
    context = {
        "table": found,
        "rows": [_shown(row, request, refusals or {}) for row in rows],
        "sums": papers.sums_of(rows),
        "unwritten": sum(row.written_at is None for row in rows),
        "changes": publishing.changes(PROGRESS_TABLES, found),
        "longest": LONGEST_SENTENCE,
        "acts": acts,
        "opens_cases": scopes.sees_all or any(scope.groups for scope in scopes.all),
        "paper_units": _paper_units(found) if "correct" in acts else [],
        "refused": refused,
        "wrong": len(refusals or {}),
        "typed": request.POST.get("text", ""),
    }
    return render(request, "requests_app/desk_progress.html", context, status=status)


def _shown(row: ProgressRow, request: HttpRequest, refusals: dict[int, str]) -> dict[str, Any]:
    return {
        "row": row,
        "text": request.POST.get(f"text-{row.pk}", row.shown_progress),
        "error": refusals.get(row.pk, ""),
    }


def _is_pressed(request: HttpRequest, row: ProgressRow) -> bool:
    """The row's own button, and the one for all, take over the proposed sentence as it is."""
    return request.POST.get("row") in (str(row.pk), "all")


def _paper_units(found: ProgressTable) -> list[str]:
    """Units without accounts, to which the paper is carried."""
    units = found.units.filter(mode=Department.Mode.PAPER).by_name()
    return list(units.values_list("short_name", flat=True))


def _scopes(request: HttpRequest) -> Scopes:
    return Scopes.of(person(request), local_date(timezone.now()))


def _visible(request: HttpRequest, pk: int) -> ProgressTable:
    rows = ProgressTable.objects.visible_to(_scopes(request))
    return get_object_or_404(rows.select_related("group", "submitted_by", "approved_by"), pk=pk)


def _name(found: ProgressTable) -> str:
    return f"{found.period.label}{found.group.name}办理进度表{found.edition_label}"


def _url(found: ProgressTable) -> str:
    return reverse("requests:progress_table", args=[found.pk])
