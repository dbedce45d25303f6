"""履职公示 on the desk: the own line for representatives, the way to publication for staff and approver."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from evaluation import disclosing, tones
from evaluation.disclosure_papers import readings_told
from evaluation.forms import DisclosureFilter
from evaluation.models import Disclosure, Objection
from groups.models import Representative
from office.access import role_required
from office.actors import Actor
from office.calendar import local_date
from office.models import User
from office.refusals import Refused
from office.roles import Role, roles_of
from requests_app.deadlines.display import deadline

READERS = (Role.REPRESENTATIVE, Role.STAFF, Role.APPROVER, Role.AUDITOR)
PAGE = 24
WIDE = frozenset({Role.STAFF, Role.APPROVER, Role.AUDITOR})


@require_safe
@role_required(*READERS)
def disclosures(request: HttpRequest) -> HttpResponse:
    """Newest first, by pages; a representative's are those of the own stations."""
    form = DisclosureFilter(request.GET)
    rows = Disclosure.objects.filter(**form.chosen).select_related("station").latest_first()
    if not _is_wide(request.user):
        rows = rows.filter(station__postings__representative__code=_own_code(request.user)).distinct()
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
    return _page(request, _visible(request, pk))


@require_POST
@role_required(*READERS)
def act(request: HttpRequest, pk: int, deed: str) -> HttpResponse:
    """One deed of the table below by POST; a refusal comes back on the page with what was typed."""
    row = _visible(request, pk)
    if deed not in DEEDS or not (roles_of(request.user) & DEEDS[deed][0]):
        raise Http404
    try:
        DEEDS[deed][1](row, request)
    except Refused as refused:
        return _page(request, row, refused=refused, status=409)
    messages.success(request, DEEDS[deed][2])
    return redirect("evaluation:desk_disclosure", pk=_latest(row).pk)


@require_POST
@role_required(Role.STAFF, Role.APPROVER)
def answer_objection(request: HttpRequest, pk: int, objection: int) -> HttpResponse:
    row = _visible(request, pk)
    raised = get_object_or_404(
        Objection.objects.select_related("disclosure__station"), pk=objection, disclosure=row
    )
    try:
        disclosing.answer_objection(
            raised,
            request.POST.get("answer", ""),
            recount=request.POST.get("recount") == "yes",
            by=_actor(request),
            at=timezone.now(),
        )
    except Refused as refused:
        return _page(request, row, refused=refused, status=409)
    messages.success(request, "已答复异议")
    return redirect("evaluation:desk_disclosure", pk=row.pk)


def _object(row: Disclosure, request: HttpRequest) -> None:
    representative = get_object_or_404(Representative, user=request.user)
    if representative.code not in {line["code"] for line in row.figures["representatives"]}:
        raise Refused("not_named", "这份公示没有您的数据")
    disclosing.raise_objection(
        row, representative, request.POST.get("text", ""), by=_actor(request), at=timezone.now()
    )


def _submit(row: Disclosure, request: HttpRequest) -> None:
    disclosing.submit(row, by=_actor(request), at=timezone.now())


def _publish(row: Disclosure, request: HttpRequest) -> None:
    disclosing.publish(row, by=_actor(request), at=timezone.now())


def _hand_back(row: Disclosure, request: HttpRequest) -> None:
    disclosing.hand_back(row, request.POST.get("text", ""), by=_actor(request), at=timezone.now())


def _correct(row: Disclosure, request: HttpRequest) -> None:
    disclosing.correct(row, request.POST.get("text", ""), by=_actor(request), at=timezone.now())


DEEDS: dict[str, tuple[frozenset[str], Any, str]] = {
    "object": (frozenset({Role.REPRESENTATIVE}), _object, "异议已提交，答复后会通知您"),
    "submit": (frozenset({Role.STAFF}), _submit, "已送审"),
    "publish": (frozenset({Role.APPROVER}), _publish, "已公示"),
    "hand_back": (frozenset({Role.APPROVER}), _hand_back, "已退回"),
    "correct": (frozenset({Role.STAFF}), _correct, "已生成更正版，请核对后送审"),
}


def _page(
    request: HttpRequest, row: Disclosure, *, refused: Refused | None = None, status: int = 200
) -> HttpResponse:
    roles, code = roles_of(request.user), _own_code(request.user)
    lines = row.figures["representatives"]
    on = local_date(timezone.now())
    shown = row.status == Disclosure.Status.SHOWN
    objections = row.objections.select_related("representative", "answered_by")
    context = {
        "disclosure": row,
        "readings": readings_told(row.figures),
        "lines": lines if _is_wide(request.user) else [line for line in lines if line["code"] == code],
        "wide": _is_wide(request.user),
        "objections": objections if _is_wide(request.user) else objections.filter(representative__code=code),
        "may_object": shown and Role.REPRESENTATIVE in roles and on <= row.objections_until,
        "object_until": deadline(row.objections_until, started_on=local_date(row.drafted_at)),
        "may_submit": shown and Role.STAFF in roles,
        "may_publish": row.status == Disclosure.Status.SUBMITTED and Role.APPROVER in roles,
        "may_correct": row.status == Disclosure.Status.PUBLISHED and Role.STAFF in roles,
        "may_answer": shown and bool(roles & {Role.STAFF, Role.APPROVER}),
        "refused": refused,
        "typed": request.POST.get("text", ""),
        "typed_answer": request.POST.get("answer", ""),
    }
    return render(request, "evaluation/desk_disclosure.html", context, status=status)


def _visible(request: HttpRequest, pk: int) -> Disclosure:
    """Wide readers see all, a representative those that name them; a stranger gets 404."""
    row = get_object_or_404(
        Disclosure.objects.select_related("station", "submitted_by", "approved_by"), pk=pk
    )
    named = {line["code"] for line in row.figures["representatives"]}
    if not _is_wide(request.user) and _own_code(request.user) not in named:
        raise Http404
    return row


def _latest(row: Disclosure) -> Disclosure:
    rows = Disclosure.objects.of(row.period).filter(station=row.station)
    return rows.latest("edition")


def _is_wide(user: Any) -> bool:
    return bool(roles_of(user) & WIDE)


def _own_code(user: Any) -> str:
    return Representative.objects.filter(user=user).values_list("code", flat=True).first() or ""


def _actor(request: HttpRequest) -> Actor:
    if not isinstance(request.user, User):
        raise Http404
    return Actor.of(request.user)
