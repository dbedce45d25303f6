"""The plan of a group for a year: read, written by officers and liaisons, confirmed by staff."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fieldwork.models import GroupPlan, PlanItem
from fieldwork.plans import proposing, states
from fieldwork.plans.forms import ItemForm, ReasonForm
from fieldwork.views.of_groups import answer, carry_out, group_and_part, sent, year_of
from groups.models import of_group
from office.sent_once import sent_once


@require_safe
@never_cache
def plan(request: HttpRequest, code: str) -> HttpResponse:
    group, part = group_and_part(request, code, "read")
    on, year = timezone.localdate(), year_of(request)
    found = states.plan_of(group, year)
    rows = states.states_of(found, on=on) if found else []
    waiting = [row for row in rows if row.item.confirmed_at is None]
    context = {
        "group": group,
        "plan": found,
        "quarters": states.quarters(rows),
        "count": len(rows),
        "done": sum(row.is_done for row in rows),
        "waiting": len(waiting),
        "was_late": found is not None and states.was_late(found),
        "year": year,
        "years": [on.year + 1, on.year, on.year - 1],
        "writes": part.may("propose") and year >= on.year,
        "confirms": part.may("decide") and any(row.item.written_by_id != part.user.pk for row in waiting),
    }
    return render(request, "fieldwork/plan.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@sent_once
def item_new(request: HttpRequest, code: str) -> HttpResponse:
    group, part = group_and_part(request, code, "propose")
    year, form = year_of(request), ItemForm(sent(request))
    return answer(
        request,
        form,
        lambda said, by, at: proposing.add_item(group, year, form.line, by=by, at=at),
        by=part.actor("propose"),
        back=proposing.address_of(group, year),
        title=f"{group}：{year} 年计划加一项",
        verb="加入计划",
        done="已加入计划，等工作人员确认",
    )


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def item_change(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    group, part = group_and_part(request, code, "propose")
    item = get_object_or_404(PlanItem.objects.standing().filter(of_group(group, "plan__")), pk=pk)
    names = ("month", "kind", "theme", "action")
    form = ItemForm(sent(request), initial={name: getattr(item, name) for name in names})
    return answer(
        request,
        form,
        lambda said, by, at: proposing.change_item(item, form.line, by=by, at=at),
        by=part.actor("propose"),
        back=proposing.address_of(group, item.plan.year),
        title=f"{group}：改一项计划",
        verb="保存",
        done="已保存，等工作人员确认",
    )


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def item_drop(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    group, part = group_and_part(request, code, "propose")
    item = get_object_or_404(PlanItem.objects.standing().filter(of_group(group, "plan__")), pk=pk)
    return answer(
        request,
        ReasonForm(sent(request)),
        lambda said, by, at: proposing.drop_item(item, said["reason"], by=by, at=at),
        by=part.actor("propose"),
        back=proposing.address_of(group, item.plan.year),
        title=f"取消“{item.theme}”",
        verb="取消这一项",
        done="已取消",
    )


@require_POST
def plan_confirm(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    group, part = group_and_part(request, code, "decide")
    found = get_object_or_404(GroupPlan.objects.filter(of_group(group)), pk=pk)
    return carry_out(
        request,
        lambda by, at: proposing.confirm(found, by=by, at=at),
        by=part.actor("decide"),
        back=proposing.address_of(group, found.year),
        done="已确认",
    )
