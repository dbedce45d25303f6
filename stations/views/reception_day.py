"""The desk of a reception: the days, and one day as a list of who comes, who is here and who was here."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from office.access import person, role_required
from office.actors import Actor
from office.calendar import local_date
from office.form_stamps import Stamp
from office.models import User
from office.refusals import Refused
from office.roles import Role
from office.sent_once import sent_once
from office.sort_headings import headings
from office.templatetags.wording import hour
from stations.models import Booking, Matter, Reception, ReceptionStatus, Sitting
from stations.receptions import booking as bookings
from stations.receptions import closing, day, day_list, desk, door
from stations.receptions.desk_forms import EndingForm, HoldForm, MatterForm, SheetForm, WalkInForm

READERS = (Role.STAFF, Role.APPROVER, Role.AUDITOR, Role.CLERK, Role.REPRESENTATIVE)
ACTS: dict[str, Callable[..., object]] = {
    "arrive": day.arrive,
    "miss": day.miss,
    "cancel": bookings.cancel,
    "check": bookings.check,
}
# Who sits says who came; what ends a booking is the clerk's (docs/domain.md § 11).
ACTS_OF_CLERKS = ("miss", "cancel", "check")
BACK = timedelta(days=31)
SHOWN = 60
BLANK_LINES = 6


@role_required(*READERS)
@require_safe
@never_cache
def desk_receptions(request: HttpRequest) -> HttpResponse:
    """From today on, then the last month; `?sort=` as `day_list` has it."""
    user, on, sort = person(request), timezone.localdate(), request.GET.get("sort", "")
    rows = desk.visible_to(user, on).select_related("station").prefetch_related("sittings__representative")
    past = rows.filter(held_on__lt=on, held_on__gte=on - BACK)
    context = {
        "today": on,
        "coming": day_list.listed(rows.filter(held_on__gte=on), sort, usual="day", at_most=SHOWN),
        "past": day_list.listed(past, sort, usual="-day", at_most=SHOWN),
        "headings": headings(day_list.COLUMNS, sortable=day_list.SORTS, sort=sort, address="?"),
        "can_plan": bool(_planning_roles(user, on)),
    }
    return render(request, "stations/desk_receptions.html", context)


@role_required(*READERS)
@require_safe
@never_cache
def desk_reception(request: HttpRequest, token: str) -> HttpResponse:
    return page(request, reception_of(request, token), timezone.now())


@role_required(*READERS)
@require_safe
@never_cache
def desk_reception_print(request: HttpRequest, token: str) -> HttpResponse:
    """登记册: a line for each visitor by time, blank ones for who comes without booking, places to sign."""
    reception = reception_of(request, token)
    register = desk.register_of(reception)
    rows = [*register.here, *register.coming, *register.over]
    is_open = reception.status != ReceptionStatus.HELD
    context = {
        "reception": reception,
        "rows": sorted(rows, key=lambda row: (row.slot.begins_at, row.pk)),
        "blank": range(BLANK_LINES) if is_open else (),
        "sittings": sittings_of(reception),
    }
    return render(request, "stations/desk_reception_print.html", context)


@role_required(*READERS)
@require_POST
@never_cache
def desk_reception_walk_in(request: HttpRequest, token: str) -> HttpResponse:
    reception, at = runnable(request, token), timezone.now()
    stamp = Stamp.read(request.POST.get("stamp", ""), at) or Stamp.fresh(at)
    form = WalkInForm(request.POST, sittings=sittings_of(reception), stamp=stamp)
    if not form.is_valid():
        return page(request, reception, at, walk_in=form, status=422)
    try:
        day.walk_in(
            reception,
            form.visit,
            sitting=form.cleaned_data["sitting"],
            form_key=stamp.key,
            by=Actor.of(person(request)),
            at=at,
        )
    except Refused as refused:
        form.add_error(refused.field if refused.field in form.fields else None, refused.message)
        if refused.code == "key_reused":
            form.stamp = Stamp.fresh(at)
        return page(request, reception, at, walk_in=form, status=409)
    return back(reception)


@role_required(*READERS)
@require_POST
@never_cache
def desk_reception_door(request: HttpRequest, token: str) -> HttpResponse:
    """The scanned 预约码, or the last four digits of the telephone: who that is has arrived."""
    reception, at = runnable(request, token), timezone.now()
    typed = request.POST.get("typed", "")[:40]
    try:
        booking = door.booking_of(reception, typed)
        day.arrive(booking, by=Actor.of(person(request)), at=at)
    except Refused as refused:
        return page(request, reception, at, refused=refused, typed=typed, status=409)
    messages.success(
        request, f"{hour(timezone.localtime(booking.slot.begins_at))} {booking.who} {booking.contact} 已到"
    )
    return back(reception)


@role_required(*READERS)
@require_POST
@never_cache
def desk_booking_act(request: HttpRequest, token: str, pk: int, act: str) -> HttpResponse:
    """到了, 没来, 取消: one tap."""
    reception = runnable(request, token)
    booking = get_object_or_404(Booking, pk=pk, slot__sitting__reception=reception)
    verb = ACTS.get(act)
    is_clerk = desk.may_close(person(request), reception, timezone.localdate())
    if verb is None or (act in ACTS_OF_CLERKS and not is_clerk):
        raise Http404
    return take(request, reception, lambda by, at: verb(booking, by=by, at=at))


@role_required(*READERS)
@require_POST
@never_cache
def desk_booking_phone(request: HttpRequest, token: str, pk: int) -> HttpResponse:
    """显示电话, to call whoever booked: for the clerk, each time recorded."""
    reception, at = runnable(request, token), timezone.now()
    if not desk.may_close(person(request), reception, local_date(at)):
        raise Http404
    booking = get_object_or_404(Booking, pk=pk, slot__sitting__reception=reception)
    number = bookings.show_phone(booking, by=Actor.of(person(request)), at=at)
    return page(request, reception, at, called=(booking.pk, number))


@role_required(*READERS)
@require_POST
@never_cache
@sent_once
def desk_matter_note(request: HttpRequest, token: str, pk: int) -> HttpResponse:
    reception, at = runnable(request, token), timezone.now()
    booking = get_object_or_404(Booking, pk=pk, slot__sitting__reception=reception)
    form = MatterForm(request.POST)
    if not form.is_valid():
        return page(request, reception, at, noted=(booking.pk, form), status=422)
    return take(
        request, reception, lambda by, at: day.note(booking, form.cleaned_data["words"], by=by, at=at)
    )


@role_required(*READERS)
@require_POST
@never_cache
def desk_matter_end(request: HttpRequest, token: str, pk: int) -> HttpResponse:
    reception, at = runnable(request, token), timezone.now()
    matter = get_object_or_404(Matter, pk=pk, booking__slot__sitting__reception=reception)
    form = EndingForm(request.POST)
    if not form.is_valid():
        return page(request, reception, at, ended=(matter.pk, form), status=422)
    return take(request, reception, lambda by, at: day.end_matter(matter, **form.cleaned_data, by=by, at=at))


def reception_of(request: HttpRequest, token: str) -> Reception:
    rows = desk.visible_to(person(request), timezone.localdate()).select_related("station")
    return get_object_or_404(rows, token=token)


def runnable(request: HttpRequest, token: str) -> Reception:
    """For who may write in it; to everybody else the address is not there."""
    reception = reception_of(request, token)
    if not desk.may_run(person(request), reception, timezone.localdate()):
        raise Http404
    return reception


def take(
    request: HttpRequest, reception: Reception, verb: Callable[[Actor, datetime], object]
) -> HttpResponse:
    at = timezone.now()
    try:
        verb(Actor.of(person(request)), at)
    except Refused as refused:
        return page(request, reception, at, refused=refused, status=409)
    messages.success(request, "已登记")
    return back(reception)


def back(reception: Reception) -> HttpResponse:
    return HttpResponseRedirect(reverse("stations:desk_reception", args=[reception.token]), status=303)


def sittings_of(reception: Reception) -> Any:
    return Sitting.objects.open().filter(reception=reception).select_related("representative").order_by("pk")


def _planning_roles(user: User, on: Any) -> bool:
    return bool(user.roles_on(on) & {Role.STAFF, Role.CLERK})


def page(
    request: HttpRequest,
    reception: Reception,
    at: datetime,
    *,
    walk_in: WalkInForm | None = None,
    hold: HoldForm | None = None,
    sheet: SheetForm | None = None,
    typed: str = "",
    called: tuple[int, str] | None = None,
    noted: tuple[int, MatterForm] | None = None,
    ended: tuple[int, EndingForm] | None = None,
    refused: Refused | None = None,
    status: int = 200,
) -> HttpResponse:
    """The day. `noted` and `ended` are the form that was refused, with the key of its booking or matter; `called`
    the booking whose telephone is shown."""
    reception.refresh_from_db()
    on, user = local_date(at), person(request)
    may_run = desk.may_run(user, reception, on)
    register = desk.register_of(reception)
    desk.show_open_cases(register, user, at=at)
    sittings = sittings_of(reception)
    is_open = reception.status == "announced" and reception.held_on <= on
    context = {
        "reception": reception,
        "register": register,
        "tally": [{"label": label, "count": count} for label, count in register.tally],
        "sittings": sittings,
        "may_write": may_run and is_open,
        "may_close": desk.may_close(user, reception, on),
        "may_decide": desk.may_decide(user, on),
        "can_hold": reception.status == "announced" and at >= reception.begins_at,
        "can_add_sheet": reception.status == "held" or (is_open and at >= reception.begins_at),
        "sheets": list(reception.sheets.select_related("file")),
        "sheet_form": sheet or SheetForm(),
        "hold_form": hold or HoldForm(sittings=sittings, reception=reception),
        "missing": closing.what_is_open(reception),
        "sat": list(reception.sittings.of_who_sat().select_related("representative")),
        "typed": typed,
        "called": called,
        "walk_in": walk_in or WalkInForm(sittings=sittings, stamp=Stamp.fresh(at)),
        "matter_form": MatterForm(),
        "ending_form": EndingForm(),
        "noted": noted,
        "ended": ended,
        "ways": list(desk.matter_ways),
        "refused": refused,
        "at": at,
    }
    return render(request, "stations/desk_reception.html", context, status=status)
