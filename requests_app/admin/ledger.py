"""台账: every case that the reader may see; its buttons lead to the desk, where steps are taken."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from office import calendar as office_calendar
from office.admin import ReadOnlyAdmin, Step
from office.calendar import local_date
from office.downloads import record_export, xlsx_file
from office.models import User
from office.sheets import due_cell, write_xlsx
from requests_app.models import EnterpriseRequest

COLUMNS = (
    "受理编号", "标题", "企业或反映人", "来源", "服务站", "类别", "难度", "责任单位", "会办单位", "跟踪小组", "承办代表",
    "收到日期", "答复期限", "预期效果", "状态",
)  # fmt: skip
EXPORTED_AT_MOST = 5000


@admin.register(EnterpriseRequest)
class LedgerAdmin(ReadOnlyAdmin[EnterpriseRequest]):
    list_display = [
        "ledger_number",
        "title",
        "requester_label",
        "source",
        "received_on",
        "lead",
        "expected_outcome",
        "group",
        "answer_due_on",
        "days_left",
        "state",
    ]
    # Counting a ledger of years costs more than its page does.
    show_full_result_count = False
    list_filter = [
        "status",
        "outcome",
        "station",
        "group",
        "category__parent",
        "difficulty",
        "requester_kind",
        "source",
        "received_on",
        "answer_due_on",
    ]
    search_fields = [
        "ledger_number",
        "title",
        "enterprise_name",
        "enterprise__name",
        "enterprise__former_names__name",
    ]
    search_help_text = "按受理编号、标题或企业名称搜索"
    list_select_related = ["station", "group", "category__parent", "representative"]
    ordering = ["-id"]
    actions = ["export"]
    fields = [
        "ledger_number",
        "state",
        "title",
        "text",
        "requester_label",
        "requester_kind",
        "source",
        "station",
        "category",
        "difficulty",
        "group",
        "representative",
        "lead",
        "expected_outcome",
        "received_on",
        "accepted_on",
        "first_due_on",
        "answer_due_on",
        "answered_on",
        "closed_on",
        "round",
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[EnterpriseRequest]:
        if not isinstance(request.user, User):
            return EnterpriseRequest.objects.none()
        on = local_date(timezone.now())
        return EnterpriseRequest.objects.visible_to(request.user, on).for_list()

    def subject(self, obj: EnterpriseRequest) -> str:
        return obj.subject

    @admin.display(description="企业或反映人")
    def requester_label(self, case: EnterpriseRequest) -> str:
        return case.requester_label

    @admin.display(description="责任单位")
    def lead(self, case: EnterpriseRequest) -> str:
        return units(case, lead=True) or "—"

    @admin.display(description="剩余工作日", ordering="answer_due_on")
    def days_left(self, case: EnterpriseRequest) -> str:
        """“超期 3” once it is over; nothing where no date runs."""
        on, due_on = local_date(timezone.now()), case.answer_due_on
        if due_on is None or not case.is_open or case.is_waiting:
            return "—"
        calendar = office_calendar.load()
        return str(calendar.count(on, due_on)) if due_on >= on else f"超期 {calendar.count(due_on, on)}"

    @admin.display(description="状态", ordering="status")
    def state(self, case: EnterpriseRequest) -> str:
        late = "（超期）" if case.is_overdue(local_date(timezone.now())) else ""
        return f"{case.status_label}{late}"

    def steps(self, request: HttpRequest, obj: EnterpriseRequest) -> list[Step]:
        return [Step("在工作台办理", reverse("requests:detail", args=[obj.ledger_number]))]

    @admin.action(description="导出所选诉求（Excel）")
    def export(self, request: HttpRequest, queryset: Any) -> HttpResponse:
        """Text cells only, at most 5,000 rows; that it was taken is recorded."""
        cases = list(queryset.filter(sealed=False)[:EXPORTED_AT_MOST])
        record_export("ledger", rows=len(cases), by=cast(User, request.user), at=timezone.now())
        return xlsx_file(write_xlsx("台账", COLUMNS, (row(case) for case in cases)), "ledger")


def row(case: EnterpriseRequest) -> list[Any]:
    """One line of the ledger, without contact data."""
    return [
        case.ledger_number,
        case.title,
        case.requester_label,
        case.get_source_display(),
        case.station.name,
        case.category.full_name if case.category else "",
        case.get_difficulty_display(),
        units(case, lead=True),
        units(case, lead=False),
        case.group.name if case.group else "",
        case.representative.name if case.representative else "",
        case.received_on,
        due_cell(case.answer_due_on),
        case.expected_outcome,
        case.status_label,
    ]


def units(case: EnterpriseRequest, *, lead: bool) -> str:
    names = [part.department.short_name for part in case.assignments.all() if part.is_lead is lead]
    return "、".join(names)
