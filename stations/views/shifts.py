"""值班 at the desk: the next four weeks, planning by the station, swaps between representatives."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from groups import recipients
from groups.models import Representative
from office.access import person, role_required
from office.actors import Actor
from office.calendar import local_date
from office.form_fields import refuse
from office.models import User
from office.refusals import Refused
from office.roles import Role
from stations.models import DutyShift, Posting, ShiftPlan, ShiftSwap
from stations.shifts import desk, planning, swapping, tending
from stations.shifts.forms import ONCE, ReasonForm, ShiftForm, SwapForm
from stations.views.reception_day import READERS

PLANNERS = (Role.CLERK, Role.STAFF, Role.APPROVER)


@role_required(*READERS)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def desk_shifts(request: HttpRequest) -> HttpResponse:
    """Who sits when; planning for clerks of the station and staff."""
    user, at = person(request), timezone.now()
    if request.method != "POST":
        return _page(request, user, at)
    stations = desk.stations_of(user, local_date(at))
    if not stations:
        raise Http404
    form = ShiftForm(request.POST, stations=stations, people=_posted(stations, at), today=local_date(at))
    if not form.is_valid():
        return _page(request, user, at, form=form, status=422)
    try:
        _plan(form.cleaned_data, by=Actor.of(user), at=at)
    except Refused as refused:
        refuse(form, refused)
        return _page(request, user, at, form=form, status=409)
    messages.success(request, "已排好")
    return _back()


@role_required(*READERS)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def desk_shift(request: HttpRequest, pk: int) -> HttpResponse:
    """One shift: the station cancels it, whoever has it asks for a swap."""
    user, at = person(request), timezone.now()
    shift = get_object_or_404(desk.visible_to(user, local_date(at)).shown(), pk=pk)
    plans, owns = _plans(user, shift, at), _owns(user, shift.representative, at)
    if not (plans or owns) or shift.status != DutyShift.Status.PLANNED or shift.begins_at <= at:
        raise Http404
    if request.method != "POST":
        return _detail(request, shift, at, plans=plans, owns=owns)
    by = Actor.of(user)
    form: Any = ReasonForm(request.POST) if "reason" in request.POST else _swap_form(shift, at, request.POST)
    if isinstance(form, ReasonForm) != plans and not (plans and owns):
        raise Http404
    if form.is_valid():
        try:
            if isinstance(form, ReasonForm):
                planning.cancel(shift, form.cleaned_data["reason"], by=by, at=at)
            else:
                said = form.cleaned_data
                swapping.ask(shift, said["successor"], in_return=said["in_return"], by=by, at=at)
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, "已取消" if isinstance(form, ReasonForm) else "已提出换班，等对方同意")
            return _back()
    return _detail(request, shift, at, plans=plans, owns=owns, sent=form, status=422)


@role_required(*READERS)
@require_POST
@never_cache
def desk_swap(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    """`agree` by whoever was asked, `consent` by the station, `decline` by any of the three."""
    user, at = person(request), timezone.now()
    swap = get_object_or_404(desk.swaps_for(user, local_date(at)), pk=pk)
    by_station = _plans(user, swap.shift, at)
    may = {
        "agree": _owns(user, swap.successor, at),
        "consent": by_station,
        "decline": by_station or _owns(user, swap.successor, at) or _owns(user, swap.asker, at),
    }
    verbs: dict[str, Callable[..., ShiftSwap]] = {
        "agree": swapping.agree,
        "consent": swapping.consent,
        "decline": swapping.decline,
    }
    if not may.get(act):
        raise Http404
    try:
        verbs[act](swap, by=Actor.of(user), at=at)
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, "已保存，双方会收到通知")
    return _back()


@role_required(*PLANNERS)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def desk_shift_plan_end(request: HttpRequest, pk: int) -> HttpResponse:
    """What ending the plan cancels, before it is done."""
    user, at = person(request), timezone.now()
    plans = ShiftPlan.objects.filter(station__in=desk.stations_of(user, local_date(at)))
    plan = get_object_or_404(plans.select_related("station", "representative"), pk=pk)
    if request.method == "POST":
        planning.end_plan(plan, by=Actor.of(user), at=at)
        messages.success(request, "安排已结束，以后的值班已取消")
        return _back()
    if plan.until is not None:
        return _back()
    ends = list(planning.ends_with(plan, at=at))
    people = {row.representative for row in ends}
    reached = {each for each in people if recipients.own(each)}
    told = sorted(each.name for each in reached)
    untold = sorted(each.name for each in people - reached)
    context = {"plan": plan, "ends": ends, "told": told, "untold": untold}
    return render(request, "stations/desk_shift_plan_end.html", context)


def _plan(said: dict[str, Any], *, by: Actor, at: datetime) -> None:
    hours = {"begins": said["begins"], "ends": said["ends"]}
    if said["often"] == ONCE:
        planning.add(said["station"], said["representative"], on=said["on"], **hours, by=by, at=at)
        return
    plan = planning.repeat(
        said["station"],
        said["representative"],
        weekday=said["on"].weekday(),
        week_of_month=int(said["often"]),
        since=said["on"],
        **hours,
        by=by,
        at=at,
    )
    tending.produce(at, plan)


def _page(
    request: HttpRequest, user: User, at: datetime, *, form: ShiftForm | None = None, status: int = 200
) -> HttpResponse:
    on = local_date(at)
    stations = desk.stations_of(user, on)
    own = desk.representatives_of(user, on)
    swaps = list(desk.swaps_for(user, on))
    plans = ShiftPlan.objects.filter(station__in=stations, until__isnull=True)
    rows = list(desk.coming(user, at))
    named = {row.station for row in rows} | set(stations)
    keys = {each.pk for each in own}
    counters = {each.pk for each in stations}
    context = {
        "weeks": desk.by_week(rows, on),
        "several": len(named) > 1,
        "only": next(iter(named)) if len(named) == 1 else None,
        "own": keys,
        "form": (form or ShiftForm(stations=stations, people=_posted(stations, at), today=local_date(at)))
        if counters
        else None,
        "plans": plans.select_related("station", "representative"),
        "counters": counters,
        "swaps": [
            {
                "swap": swap,
                "agrees": swap.status == "asked" and swap.successor_id in keys,
                "consents": swap.status == "agreed" and swap.shift.station_id in counters,
            }
            for swap in swaps
        ],
    }
    return render(request, "stations/desk_shifts.html", context, status=status)


def _detail(
    request: HttpRequest,
    shift: DutyShift,
    at: datetime,
    *,
    plans: bool,
    owns: bool,
    sent: Any = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "shift": shift,
        "form": sent,
        "cancel": (sent if isinstance(sent, ReasonForm) else ReasonForm()) if plans else None,
        "swap": (sent if isinstance(sent, SwapForm) else _swap_form(shift, at)) if owns else None,
    }
    return render(request, "stations/desk_shift.html", context, status=status)


def _swap_form(shift: DutyShift, at: datetime, data: Any = None) -> SwapForm:
    posted = Posting.objects.serving(shift.shift_on).filter(station=shift.station_id)
    people = Representative.objects.filter(pk__in=posted.values("representative"))
    others = DutyShift.objects.coming(at).filter(station=shift.station_id, begins_at__gt=at)
    return SwapForm(
        data,
        people=people.exclude(pk=shift.representative_id).by_name(),
        shifts=others.exclude(representative=shift.representative_id).shown(),
        today=local_date(at),
    )


def _posted(stations: QuerySet[Any], at: datetime) -> Any:
    posted = Posting.objects.serving(local_date(at)).filter(station__in=stations).values("representative")
    return Representative.objects.filter(pk__in=posted).by_name()


def _plans(user: User, shift: DutyShift, at: datetime) -> bool:
    return desk.stations_of(user, local_date(at)).filter(pk=shift.station_id).exists()


def _owns(user: User, representative: Representative, at: datetime) -> bool:
    return representative in desk.representatives_of(user, local_date(at))


def _back() -> HttpResponse:
    return HttpResponseRedirect(reverse("stations:desk_shifts"), status=303)
