"""The desk of service mechanisms: the list, a proposal, one mechanism with its years, the list in Excel."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from office.access import person, role_required
from office.actors import Actor
from office.calendar import local_date
from office.downloads import record_export, xlsx_file
from office.form_fields import refuse
from office.refusals import Refused
from office.roles import Role
from office.sent_once import sent_once
from office.sheets import write_xlsx
from requests_app.models import EnterpriseRequest
from suggestions.mechanisms import effects, lifecycle, parts, yearly
from suggestions.mechanisms.forms import EndForm, InForceForm, ProposalForm, ReportForm
from suggestions.mechanisms.lifecycle import Proposal
from suggestions.models import ServiceMechanism
from suggestions.models.mechanisms import MechanismStatus

SHOWN = 200
COLUMNS = (
    "名称",
    "领域",
    "建立单位",
    "诉求类别",
    "状态",
    "起始日期",
    "文号",
    "来源诉求",
    "最近年度",
    "使用次数",
    "终止日期",
    "终止原因",
)


@dataclass(frozen=True)
class Act:
    form: type[forms.Form] | None
    run: Callable[[ServiceMechanism, dict[str, Any], Actor, datetime], object]
    done: str


ACTS: dict[str, Act] = {
    "put-in-force": Act(
        InForceForm,
        lambda row, given, by, at: lifecycle.put_in_force(row, **given, by=by, at=at),
        "已核对，机制开始运行并公开",
    ),
    "report": Act(
        ReportForm, lambda row, given, by, at: yearly.report(row, **given, by=by, at=at), "已填报，请另一人核对"
    ),
    "confirm": Act(
        None, lambda row, given, by, at: yearly.confirm(_waiting(row), by=by, at=at), "已核对使用情况"
    ),
    "end": Act(EndForm, lambda row, given, by, at: lifecycle.end(row, **given, by=by, at=at), "已终止，公开页写明原因"),
}  # fmt: skip


def _waiting(row: ServiceMechanism) -> Any:
    """The report that waits for its check; 404 where there is none."""
    found = row.checks.filter(confirmed_at__isnull=True).order_by("year").first()
    if found is None:
        raise Http404
    return found


@require_safe
@never_cache
@role_required(*parts.READERS)
def mechanisms(request: HttpRequest) -> HttpResponse:
    user, on = person(request), timezone.localdate()
    rows = parts.visible_to(user, on).select_related("department").order_by("-status", "-pk")
    context = {
        "rows": rows[:SHOWN],
        "proposes": parts.proposes(user, on),
        "exports": bool(user.roles_on(on) & {Role.STAFF, Role.APPROVER, Role.AUDITOR}),
    }
    return render(request, "suggestions/desk_mechanisms.html", context)


@require_safe
@never_cache
@role_required(Role.STAFF, Role.APPROVER, Role.AUDITOR)
def export(request: HttpRequest) -> HttpResponse:
    """All of them; that it was taken is recorded."""
    at = timezone.now()
    found = ServiceMechanism.objects.select_related("department", "category__parent")
    rows = [_cells(row) for row in found.prefetch_related("checks", "sources").order_by("pk")]
    record_export("mechanisms", rows=len(rows), by=person(request), at=at)
    content = write_xlsx("常态化服务机制", COLUMNS, rows)
    return xlsx_file(content, f"服务机制-{local_date(at):%Y%m%d}")


def _cells(row: ServiceMechanism) -> list[Any]:
    confirmed = [check for check in row.checks.all() if check.confirmed_at is not None]
    last = max(confirmed, key=lambda check: check.year) if confirmed else None
    return [
        row.title,
        row.get_field_display(),
        row.department.short_name,
        row.category.full_name,
        row.get_status_display(),
        row.in_force_on,
        row.document_number,
        len(row.sources.all()),
        last.year if last else None,
        last.uses if last else None,
        row.ended_on,
        row.ended_because,
    ]


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@role_required(Role.STAFF, Role.LIAISON, Role.HANDLER, Role.HEAD)
@sent_once
def new_mechanism(request: HttpRequest) -> HttpResponse:
    at = timezone.now()
    user, on = person(request), local_date(at)
    seen = EnterpriseRequest.objects.visible_to(user, on).unsealed()
    form = ProposalForm(request.POST or None, units=parts.units(user, on), seen=seen, on=on)
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        cases = given.pop("sources")
        try:
            row = lifecycle.propose(Proposal(**given), sources=cases, by=Actor.of(user), at=at)
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, "已提出，请工作人员核对")
            return redirect("suggestions:desk_mechanism", token=row.token)
    status = 422 if request.method == "POST" else 200
    return render(request, "suggestions/desk_mechanism_form.html", {"form": form}, status=status)


@require_safe
@never_cache
@role_required(*parts.READERS)
def mechanism(request: HttpRequest, token: str) -> HttpResponse:
    at = timezone.now()
    return _page(request, _found(request, token, at), at)


@require_POST
@never_cache
@role_required(*parts.READERS)
def act(request: HttpRequest, token: str, action: str) -> HttpResponse:
    """One act of ACTS; what it refuses stands beside its field, with everything typed."""
    at = timezone.now()
    row = _found(request, token, at)
    chosen = ACTS.get(action)
    if chosen is None:
        raise Http404
    form = chosen.form(request.POST) if chosen.form else None
    if form is not None and not form.is_valid():
        return _page(request, row, at, bound=(action, form), status=422)
    try:
        chosen.run(row, form.cleaned_data if form else {}, Actor.of(person(request)), at)
    except Refused as refused:
        if form is not None:
            refuse(form, refused)
            return _page(request, row, at, bound=(action, form), status=422)
        return _page(request, row, at, refused=refused.message, status=409)
    messages.success(request, chosen.done)
    return redirect("suggestions:desk_mechanism", token=token)


def _found(request: HttpRequest, token: str, at: datetime) -> ServiceMechanism:
    rows = parts.visible_to(person(request), local_date(at))
    related = ("department", "category__parent", "proposed_by", "checked_by")
    return get_object_or_404(rows.select_related(*related), token=token)


def _page(
    request: HttpRequest,
    row: ServiceMechanism,
    at: datetime,
    *,
    bound: tuple[str, forms.Form] | None = None,
    refused: str = "",
    status: int = 200,
) -> HttpResponse:
    """Each form is there where its act can be taken by this reader now."""
    user, on = person(request), local_date(at)
    shown = dict([bound]) if bound else {}
    is_proposed, is_in_force = (
        row.status == MechanismStatus.PROPOSED,
        row.status == MechanismStatus.IN_FORCE,
    )
    checks = list(row.checks.select_related("reported_by", "confirmed_by"))
    waiting = [check for check in checks if check.confirmed_at is None]
    number = {"document_number": row.document_number}
    start = shown.get("put-in-force") or InForceForm(initial=number)
    can_start = is_proposed and parts.checks(user) and row.proposed_by_id != user.pk
    can_report = is_in_force and parts.reports(user, row, on)
    context = {
        "mechanism": row,
        "checks": checks,
        "waiting": waiting[0] if waiting else None,
        "confirms": bool(waiting) and parts.confirms(user) and waiting[0].reported_by_id != user.pk,
        "sources": _seen_sources(row, request, on),
        "effect": effects.of(row, on=on),
        "due_on": yearly.due_on(row),
        "today": on,
        "start_form": start if can_start else None,
        "report_form": (shown.get("report") or ReportForm(initial={"year": on.year})) if can_report else None,
        "end_form": (shown.get("end") or EndForm()) if is_in_force and parts.checks(user) else None,
        "refused": refused,
    }
    return render(request, "suggestions/desk_mechanism.html", context, status=status)


def _seen_sources(row: ServiceMechanism, request: HttpRequest, on: Any) -> dict[str, Any]:
    """Numbers of those that this reader may see, and how many there are."""
    keys = row.sources.values("case")
    seen = EnterpriseRequest.objects.visible_to(person(request), on).filter(pk__in=keys).order_by("pk")
    return {"count": row.sources.count(), "numbers": list(seen.values_list("ledger_number", flat=True))}
