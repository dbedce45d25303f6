"""履职公示 on the desk: the own line for representatives, the way to publication for staff and approver."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from evaluation import disclosed_cases, disclosing, late_entries, people_lines, station_figures, tones
from evaluation.disclosing import DISCLOSURES
from evaluation.disclosure_papers import reading_counts
from evaluation.forms import DisclosureFilter
from evaluation.models import Disclosure, Objection
from groups.models import Representative
from office import publishing
from office.access import role_required
from office.actors import Actor
from office.calendar import local_date
from office.models import User
from office.refusals import Refused
from office.roles import Role, roles_of
from requests_app.deadlines.display import deadline

READERS = (Role.REPRESENTATIVE, Role.STAFF, Role.APPROVER, Role.AUDITOR)
PAGE = 24
# What each role's part allows.
ACTS_OF: dict[str, tuple[str, ...]] = {
    Role.REPRESENTATIVE: ("object",),
    Role.STAFF: ("submit", "correct"),
    Role.APPROVER: ("hand_back", "publish"),
}
WIDE = frozenset({Role.STAFF, Role.APPROVER, Role.AUDITOR})


@require_safe
@role_required(*READERS)
def disclosures(request: HttpRequest) -> HttpResponse:
    """Newest first, by pages; a representative's are those of the own stations."""
    form = DisclosureFilter(request.GET)
    rows = Disclosure.objects.filter(**form.chosen).select_related("station").latest_first()
    if not is_wide(request.user):
        rows = rows.filter(station__postings__representative__code=own_code(request.user)).distinct()
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "rows": [
            {"disclosure": row, "tone": tones.of_disclosure(row), "words": row.get_status_display()}
            for row in page
        ],
        "is_filtered": bool(form.chosen),
    }
    return render(request, "evaluation/desk_disclosures.html", context)


@require_safe
@role_required(*READERS)
def disclosure(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, visible(request, pk))


@require_POST
@role_required(*READERS)
def act(request: HttpRequest, pk: int, action: str) -> HttpResponse:
    """An objection, or one act of `DISCLOSURES`; a refusal comes back on the page with what was typed."""
    row, text, at = visible(request, pk), request.POST.get("text", ""), timezone.now()
    if action not in _may_take(request.user):
        raise Http404
    back = reverse("evaluation:desk_disclosure", args=[row.pk])
    if asked := publishing.question(request, DISCLOSURES, action, row, _person(request), back=back):
        return asked
    try:
        if action == "object":
            _object(row, request, text, at)
        else:
            row = publishing.take(DISCLOSURES, action, row, text, by=Actor.of(_person(request)), at=at)
    except Refused as refused:
        return _page(request, row, refused=refused, status=409)
    done = "异议已提交，答复后会通知您" if action == "object" else DISCLOSURES.acts[action].done
    messages.success(request, done)
    return redirect("evaluation:desk_disclosure", pk=row.pk)


@require_POST
@role_required(Role.STAFF, Role.APPROVER)
def answer_objection(request: HttpRequest, pk: int, objection: int) -> HttpResponse:
    row = visible(request, pk)
    raised = get_object_or_404(
        Objection.objects.select_related("disclosure__station"), pk=objection, disclosure=row
    )
    try:
        disclosing.answer_objection(
            raised,
            request.POST.get("answer", ""),
            recount=request.POST.get("recount") == "yes",
            by=Actor.of(_person(request)),
            at=timezone.now(),
        )
    except Refused as refused:
        return _page(request, row, refused=refused, status=409)
    messages.success(request, "已答复异议")
    return redirect("evaluation:desk_disclosure", pk=row.pk)


def _object(row: Disclosure, request: HttpRequest, text: str, at: datetime) -> None:
    representative = get_object_or_404(Representative, user=request.user)
    if representative.code not in {line["code"] for line in row.figures["representatives"]}:
        raise Refused("not_named", "这份公示没有您的数据")
    disclosing.raise_objection(row, representative, text, by=Actor.of(_person(request)), at=at)


def _page(
    request: HttpRequest, row: Disclosure, *, refused: Refused | None = None, status: int = 200
) -> HttpResponse:
    person, may, code = _person(request), _may_take(request.user), own_code(request.user)
    sees_all = is_wide(request.user)
    own = [line for line in row.figures["representatives"] if line["code"] == code]
    on = local_date(timezone.now())
    shown = row.status == Disclosure.Status.SHOWN
    objections = row.objections.select_related("representative", "answered_by")
    context = {
        "disclosure": row,
        "cases": reverse("evaluation:disclosure_cases", args=[row.pk]),
        "sums": _sums(row),
        "late": late_entries.of(row.figures),
        "late_hint": late_entries.HINT,
        "readings": reading_counts(row.figures),
        "station_life": station_figures.lines(row.figures),
        "own": [_own_numbers(row, line) for line in own] if not sees_all else [],
        "lines": people_lines.shown(row.figures) if sees_all else own,
        "without": people_lines.without_record(row.figures) if sees_all else 0,
        "wide": sees_all,
        "objections": objections if sees_all else objections.filter(representative__code=code),
        "changes": publishing.changes(DISCLOSURES, row) if sees_all else [],
        "acts": publishing.possible(DISCLOSURES, [row], person, may),
        "may_object": shown and "object" in may and on <= row.objections_until,
        "object_until": deadline(row.objections_until, started_on=local_date(row.drafted_at)),
        "may_answer": shown and bool(may - {"object"}),
        "refused": refused,
        "typed": request.POST.get("text", ""),
        "typed_answer": request.POST.get("answer", ""),
    }
    return render(request, "evaluation/desk_disclosure.html", context, status=status)


def _sums(row: Disclosure) -> list[tuple[str, int, str]]:
    """(label, number, address of the cases behind it) of the station."""
    page = reverse("evaluation:disclosure_cases", args=[row.pk])
    sums = row.figures["sums"]
    return [(label, sums[name], f"{page}?what={name}") for name, label in disclosed_cases.SUMS]


def _own_numbers(row: Disclosure, line: dict[str, Any]) -> list[tuple[str, int, str]]:
    """(label, number, address of the cases behind it) of one line."""
    page = reverse("evaluation:disclosure_line", args=[row.pk, line["code"]])
    return [(label, line[name], f"{page}?what={name}") for name, label in people_lines.COUNTS]


def visible(request: HttpRequest, pk: int) -> Disclosure:
    """Wide readers see all, a representative those that name them; a stranger gets 404."""
    row = get_object_or_404(
        Disclosure.objects.select_related("station", "submitted_by", "approved_by"), pk=pk
    )
    named = {line["code"] for line in row.figures["representatives"]}
    if not is_wide(request.user) and own_code(request.user) not in named:
        raise Http404
    return row


def _may_take(user: Any) -> set[str]:
    return {action for role in roles_of(user) for action in ACTS_OF.get(role, ())}


def is_wide(user: Any) -> bool:
    """Whether somebody reads every line."""
    return bool(roles_of(user) & WIDE)


def own_code(user: Any) -> str:
    """Of the representative whose account it is; of anybody else nothing."""
    return Representative.objects.filter(user=user).values_list("code", flat=True).first() or ""


def _person(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise Http404
    return request.user
