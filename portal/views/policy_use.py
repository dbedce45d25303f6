"""政策查询 on the desk: one month of readings and searches, and which policies did not help."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from evaluation.periods import Month
from office.access import person, role_required
from office.calendar import local_date
from office.downloads import record_export, xlsx_file
from office.roles import Role
from office.sheets import Sheet, write_workbook
from portal import policy_use

READERS = (Role.STAFF, Role.APPROVER, Role.AUDITOR)
SHOWN = 30


@require_safe
@role_required(*READERS)
def policy_readings(request: HttpRequest) -> HttpResponse:
    on = local_date(timezone.now())
    month = _month(request, Month.of(on))
    lines, items = policy_use.by_policy(month), policy_use.by_item(month)
    course = policy_use.by_month(month)
    most = max((count for _, count in course), default=0) or 1
    context = {
        "month": month,
        "lines": lines[:SHOWN],
        "items": items[:SHOWN],
        "kinds": policy_use.by_kind(month),
        "sources": policy_use.by_source(month),
        "course": [(each, count, 100 * count / most) for each, count in course],
        "total": course[-1][1],
        "missed": policy_use.searches(month, in_vain=True),
        "searched": policy_use.searches(month, in_vain=False),
        "failed": policy_use.failed(),
        "failed_from": policy_use.FAILED_AT_LEAST,
        "answerable": policy_use.might_have_answered(month, on=on),
        "is_now": month == Month.of(on),
    }
    return render(request, "portal/policy_readings.html", context)


@require_safe
@role_required(*READERS)
def policy_readings_xlsx(request: HttpRequest) -> HttpResponse:
    month = _month(request, Month.of(local_date(timezone.now())))
    columns = ["标题", "合计", "浏览", "下载", "现场查阅", "扫码", "搜索", "回执推荐", "条件匹配"]
    names = ["view", "download", "onsite", "qr", "search", "receipt", "fit"]
    policies, items = policy_use.by_policy(month), policy_use.by_item(month)
    sheets = [
        Sheet(
            title,
            columns,
            [[line.title, line.total, *(line.counts[name] for name in names)] for line in lines],
        )
        for title, lines in (("惠企政策", policies), ("办事资料", items))
    ]
    sheets += [
        Sheet("按类别", ["类别", "次数"], policy_use.by_kind(month)),
        Sheet("按来源", ["来源", "次数"], policy_use.by_source(month)),
        Sheet("按月", ["月份", "次数"], [(each.label, count) for each, count in policy_use.by_month(month)]),
    ]
    searched = policy_use.searches(month, in_vain=False)
    sheets.append(Sheet("检索词", ["检索词", "次数", "未找到"], searched))
    filters = {"month": str(month)}
    rows = len(policies) + len(items)
    record_export("policy_readings", rows=rows, filters=filters, by=person(request), at=timezone.now())
    return xlsx_file(write_workbook(sheets), f"政策查询-{month}")


def _month(request: HttpRequest, current: Month) -> Month:
    try:
        return min(Month.parse(request.GET.get("month", "")), current)
    except ValueError:
        return current
