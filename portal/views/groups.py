"""The public pages of groups: the six and the regional ones by unit; one group with its members, plan and activities."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from fieldwork import group_activities
from fieldwork.plans import states
from groups.models import group_with_code
from portal import group_pages

SHOWN = 10


@login_not_required
@require_safe
def group_list(request: HttpRequest) -> HttpResponse:
    on = timezone.localdate()
    units = group_pages.regional_groups(on)
    context = {
        "professional": group_pages.professional_groups(on),
        "units": units,
        "regional_count": sum(len(unit.groups) for unit in units),
    }
    return render(request, "portal/group_list.html", context)


@login_not_required
@require_safe
def group_detail(request: HttpRequest, code: str) -> HttpResponse:
    group = group_with_code(code)
    if group is None:
        raise Http404
    on = timezone.localdate()
    officers = group_pages.officers_of(group, on)
    activities = group_activities.of_group(group, on.year)
    plan = states.plan_of(group, on.year)
    planned = states.states_of(plan, on=on, activities=activities) if plan else []
    context = {
        "group": group,
        "title": group_pages.title_of(group),
        "members": group_pages.members_of(group, officers, on),
        "liaisons": group_pages.liaisons_of(group, on),
        "plan": [state for state in planned if state.item.confirmed_at is not None],
        "activities": [each for each in activities if each.is_told][:SHOWN],
        "published": group_pages.published_line(group),
        "year": on.year,
    }
    return render(request, "portal/group_detail.html", context)
