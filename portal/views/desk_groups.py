"""The desk's pages of groups: the crossing of the six with the regional ones, one crossing, one group, its roll."""

from __future__ import annotations

from datetime import date
from typing import Any, cast

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from fieldwork import group_activities
from fieldwork.crossing import counting, drawing
from fieldwork.crossing.counting import Asked, Crossing
from fieldwork.crossing.forms import CrossingForm
from fieldwork.group_parts import own_groups, part_of
from fieldwork.models import Budget, Material, PaperRequest
from fieldwork.plans import states
from groups.models import Group, ProfessionalGroup, RegionalGroup, group_with_code
from office import calendar as office_calendar
from office.access import role_required
from office.downloads import codes_of, record_export, xlsx_file
from office.models import User
from office.roles import Role, has_role
from portal import group_desk, group_pages
from portal.group_outcomes import outcomes_of

READERS = (Role.STAFF, Role.APPROVER, Role.AUDITOR, Role.LIAISON, Role.REPRESENTATIVE)
ARRANGERS = (Role.LIAISON, Role.STAFF, Role.APPROVER)
# The address of regional groups that stand under no unit.
NO_UNIT = "fields"
SHOWN_MEMBERS = 8
SHOWN_ACTIVITIES = 6
SHOWN_MATERIALS = 3


@role_required(*READERS)
@require_safe
@never_cache
def crossing(request: HttpRequest) -> HttpResponse:
    user, on = cast(User, request.user), timezone.localdate()
    form, found = _asked(request, on)
    context = {
        "form": form,
        "asked": form.asked,
        "crossing": found,
        "strips": _strips(found),
        "own": own_groups(user, on),
        "arranges": has_role(user, *ARRANGERS),
        "query": request.GET.urlencode(),
    }
    return render(request, "portal/desk_groups.html", context)


@role_required(*READERS)
@require_safe
@never_cache
def crossing_xlsx(request: HttpRequest) -> HttpResponse:
    form, found = _asked(request, timezone.localdate())
    record_export(
        "group_crossing",
        rows=found.groups,
        filters=codes_of(form.cleaned_data),
        by=cast(User, request.user),
        at=timezone.now(),
    )
    return xlsx_file(group_desk.crossing_xlsx(found), f"groups-{form.asked.year}")


@role_required(*READERS)
@require_safe
@never_cache
def crossing_cell(request: HttpRequest, code: str, unit: str) -> HttpResponse:
    """One professional group with the regional groups of one unit: their members in both, what they did together."""
    on = timezone.localdate()
    group = get_object_or_404(ProfessionalGroup, code=code)
    regional = RegionalGroup.objects.filter(unit__isnull=True) if unit == NO_UNIT else _of_unit(unit)
    rows = list(regional.order_by("code"))
    if not rows:
        raise Http404
    keys = {row.pk for row in rows}
    counted = counting.count(Asked(year=on.year, on=on))
    together = [
        each
        for each in group_activities.of_group(group, on.year)
        if each.is_held and not keys.isdisjoint(each.regional)
    ]
    context = {
        "group": group,
        "unit": rows[0].unit,
        "cells": [cell for cell in counted.cells if cell.professional == group and cell.regional.pk in keys],
        "people": group_pages.pair_members(group, rows, on),
        "activities": together,
        "year": on.year,
    }
    return render(request, "portal/desk_group_cell.html", context)


@role_required(*READERS)
@require_safe
@never_cache
def group(request: HttpRequest, code: str) -> HttpResponse:
    user, on = cast(User, request.user), timezone.localdate()
    found, calendar = _group(code), office_calendar.load()
    officers = group_pages.officers_of(found, on)
    members = group_pages.members_of(found, officers, on)
    part = part_of(user, found, on=on)
    activities = [
        each for each in group_activities.of_group(found, on.year) if each.is_told or part.may("read")
    ]
    context: dict[str, Any] = {
        "group": found,
        "title": group_pages.title_of(found),
        "officers": officers,
        "liaisons": group_pages.liaisons_of(found, on),
        "tallies": group_desk.tallies_of(
            found, user, len(members), len(activities), on=on, calendar=calendar
        ),
        "members": members[:SHOWN_MEMBERS],
        "more_members": members[SHOWN_MEMBERS:],
        "member_count": len(members),
        "tracked": group_desk.tracked(found, user, on=on, calendar=calendar),
        "activities": activities[:SHOWN_ACTIVITIES],
        "next_activity": _next(activities, on),
        "arranges": part.may("keep") and has_role(user, *ARRANGERS),
        "changes": group_desk.member_changes(found, on),
        "year": on.year,
    }
    if part.may("read"):
        context |= _plan(found, activities, on)
        context["handed"] = Material.objects.of(found)[:SHOWN_MATERIALS]
    if part.may("funds"):
        context |= {"sees_funds": True, "budget": Budget.objects.of(found, on.year).first()}
        context["asked"] = PaperRequest.objects.of(found).waiting().select_related("representative")
    if isinstance(found, ProfessionalGroup):
        counted = counting.count(Asked(year=on.year, on=on))
        context["outcomes"] = outcomes_of(found, on.year)
        context["strips"] = group_desk.strips_of(found, counted)
        context["total"] = counted.totals[counted.professional.index(found)]
    return render(request, "portal/desk_group.html", context)


@role_required(*READERS)
@require_safe
@never_cache
def members_xlsx(request: HttpRequest, code: str) -> HttpResponse:
    on, found = timezone.localdate(), _group(code)
    members = group_pages.members_of(found, group_pages.officers_of(found, on), on)
    record_export(
        "group_members",
        rows=len(members),
        filters={"group": found.code},
        by=cast(User, request.user),
        at=timezone.now(),
    )
    others = "current_regional" if isinstance(found, ProfessionalGroup) else "current_professional"
    content = group_desk.members_xlsx(group_pages.title_of(found), members, others)
    return xlsx_file(content, f"members-{found.code}")


def _plan(found: Group, activities: list[group_activities.GroupActivity], on: date) -> dict[str, Any]:
    """The year's plan by quarter, and how much of it is done."""
    plan = states.plan_of(found, on.year)
    rows = states.states_of(plan, on=on, activities=activities) if plan else []
    done = sum(row.is_done for row in rows)
    return {"sees_plan": True, "quarters": states.quarters(rows), "planned": len(rows), "done": done}


def _next(
    activities: list[group_activities.GroupActivity], on: date
) -> group_activities.GroupActivity | None:
    """The first that is still to be held."""
    coming = [each for each in activities if not each.is_held and each.on >= on]
    return min(coming, key=lambda each: each.on, default=None)


def _asked(request: HttpRequest, on: date) -> tuple[CrossingForm, Crossing]:
    form = CrossingForm({"year": on.year, **request.GET.dict()}, today=on)
    form.is_valid()
    return form, counting.count(form.asked)


def _strips(
    found: Crossing,
) -> list[tuple[ProfessionalGroup, list[tuple[str, str, drawing.Strip]], counting.Tally]]:
    """A row of the picture for each professional group: its drawings by unit, and its sum."""
    return [
        (
            group,
            [(line.code or NO_UNIT, line.name, drawing.strip(line.blocks[place])) for line in found.lines],
            found.totals[place],
        )
        for place, group in enumerate(found.professional)
    ]


def _of_unit(code: str) -> Any:
    return RegionalGroup.objects.filter(unit__code=code).select_related("unit")


def _group(code: str) -> Group:
    found = group_with_code(code)
    if found is None:
        raise Http404
    return found
