"""The desk of the committee's agenda: items, who is asked, what came; the evidence pack; the list in Excel."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from office.access import person, role_required
from office.actors import Actor
from office.calendar import local_date
from office.downloads import docx_file, record_export, xlsx_file
from office.form_fields import refuse
from office.refusals import Refused
from office.roles import Role
from office.sent_once import sent_once
from office.sheets import due_cell, write_xlsx
from office.templatetags.wording import short_deadline_day
from suggestions.models import AgendaItem, AskedGroup, ExpertOpinion
from suggestions.opinions import agenda, evidence, parts
from suggestions.opinions.forms import AgendaForm, DropForm, SpanForm

SHOWN = 100
COLUMNS = (
    "会议",
    "议题",
    "会议日期",
    "提交期限",
    "小组",
    "状态",
    "提交日期",
    "采纳情况",
    "决议",
    "文号",
    "文件日期",
)


def item_of(request: HttpRequest, token: str, at: datetime) -> AgendaItem:
    """The item where this reader may see it; else 404."""
    rows = parts.visible_to(person(request), local_date(at))
    return get_object_or_404(rows, token=token)


@require_safe
@never_cache
@role_required(*parts.READERS)
def items(request: HttpRequest) -> HttpResponse:
    on = timezone.localdate()
    context = {
        "items": _with_groups(request, on)[:SHOWN],
        "today": on,
        "plans": parts.plans(person(request)),
        "exports": bool(person(request).roles_on(on) & {Role.STAFF, Role.APPROVER, Role.AUDITOR}),
    }
    return render(request, "suggestions/desk_agenda.html", context)


def _with_groups(request: HttpRequest, on: Any) -> Any:
    asked = AskedGroup.objects.select_related("group", "opinion").order_by("group__order")
    rows = parts.visible_to(person(request), on).by_date()
    return rows.prefetch_related(Prefetch("asked", asked, to_attr="groups_asked"))


@require_safe
@never_cache
@role_required(Role.STAFF, Role.APPROVER, Role.AUDITOR)
def export(request: HttpRequest) -> HttpResponse:
    """A line for each asked group; that it was taken is recorded."""
    at = timezone.now()
    rows = [
        _cells(item, asked) for item in _with_groups(request, local_date(at)) for asked in item.groups_asked
    ]
    record_export("opinions", rows=len(rows), by=person(request), at=at)
    return xlsx_file(write_xlsx("专业意见", COLUMNS, rows), f"专业意见-{local_date(at):%Y%m%d}")


def _cells(item: AgendaItem, asked: AskedGroup) -> list[Any]:
    opinion: ExpertOpinion | None = getattr(asked, "opinion", None)
    told = [item.meeting, item.title, item.held_on, due_cell(item.due_on), str(asked.group)]
    if opinion is None:
        return [*told, "未起草", None, "", "", "", None]
    return [
        *told,
        opinion.get_status_display(),
        opinion.submitted_on,
        opinion.reason,
        opinion.decision_title,
        opinion.decision_number,
        opinion.decision_on,
    ]


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@role_required(Role.STAFF)
@sent_once
def new_item(request: HttpRequest) -> HttpResponse:
    # A topic that the analysis proposes comes with its words.
    proposed = {name: request.GET.get(name, "")[:length] for name, length in (("title", 60), ("note", 300))}
    form = AgendaForm(request.POST or None, initial=proposed)
    if request.method == "POST" and form.is_valid():
        try:
            item = agenda.plan(**form.cleaned_data, by=Actor.of(person(request)), at=timezone.now())
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, f"已登记议题，各小组在{short_deadline_day(item.due_on)}前提交意见")
            return redirect("suggestions:agenda_item", token=item.token)
    status = 422 if request.method == "POST" else 200
    return render(request, "suggestions/desk_agenda_form.html", {"form": form}, status=status)


@require_safe
@never_cache
@role_required(*parts.READERS)
def item(request: HttpRequest, token: str) -> HttpResponse:
    at = timezone.now()
    return item_page(request, item_of(request, token, at), at)


@require_POST
@never_cache
@role_required(Role.STAFF)
def drop(request: HttpRequest, token: str) -> HttpResponse:
    at = timezone.now()
    found = item_of(request, token, at)
    form = DropForm(request.POST)
    if form.is_valid():
        try:
            agenda.drop(found, reason=form.cleaned_data["reason"], by=Actor.of(person(request)), at=at)
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, "议题已取消，已告知各小组")
            return redirect("suggestions:agenda_item", token=token)
    return item_page(request, found, at, drop_form=form, status=422)


def item_page(
    request: HttpRequest,
    found: AgendaItem,
    at: datetime,
    *,
    drop_form: DropForm | None = None,
    evidence_form: SpanForm | None = None,
    status: int = 200,
) -> HttpResponse:
    user, on = person(request), local_date(at)
    asked = AskedGroup.objects.filter(item=found).select_related("group", "opinion").order_by("group__order")
    mine = parts.liaison_groups(user, on) | parts.member_groups(user, on)
    is_office = bool(user.roles_on(on) & {Role.STAFF, Role.APPROVER, Role.AUDITOR})
    context = {
        "item": found,
        "rows": [(row, row.group_id in mine or is_office, row.group_id in mine) for row in asked],
        "today": on,
        "plans": parts.plans(user) and found.dropped_at is None,
        "drop_form": drop_form or DropForm(),
        "evidence_form": evidence_form or (SpanForm(on=on) if is_office else None),
    }
    return render(request, "suggestions/desk_agenda_item.html", context, status=status)


@require_safe
@never_cache
@role_required(Role.STAFF, Role.APPROVER, Role.AUDITOR)
def evidence_pack(request: HttpRequest, token: str) -> HttpResponse:
    """参阅材料 in Word, of a category and a span of days; that it was taken is recorded."""
    at = timezone.now()
    found, on = item_of(request, token, at), local_date(at)
    form = SpanForm(request.GET, on=on)
    if not form.is_valid():
        return item_page(request, found, at, evidence_form=form, status=422)
    given = form.cleaned_data
    pack = evidence.gather(given["category"], given["since"], given["until"], on=on)
    submitted = ExpertOpinion.objects.filter(asked__item=found, submitted_at__isnull=False).with_item()
    filters = {"category": given["category"].code, "since": given["since"], "until": given["until"]}
    record_export("evidence", rows=pack.received, filters=filters, by=person(request), at=at)
    # Eight megabytes, in each web worker, for a file that few ever ask for.
    from suggestions.opinions import word

    content = word.document(found, pack, list(submitted.order_by("asked__group__order")), on=on)
    return docx_file(content, f"参阅材料-{on:%Y%m%d}")
