"""The public pages of reception days: which there are, booking a slot in one POST."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from office import desk_browsers, form_drafts, form_limits, terminals
from office.calendar import local_date
from office.calendar_files import CONTENT_TYPE
from office.downloads import file_of
from office.form_stamps import Stamp
from office.refusals import Refused
from office.typed import phones
from stations.models import Reception, Slot, Station
from stations.receptions import about, calendar_file, elsewhere, free, limits
from stations.receptions import booking as bookings
from stations.receptions.booking import Booked
from stations.receptions.elsewhere import Elsewhere
from stations.receptions.forms import BookingForm
from stations.shifts import desk as on_duty
from stations.views.bookings import private

TOO_MANY = "预约次数较多，请 {}"
DAYS = 30
# Statuses of pages that carry what was typed on; over the limit nothing is stored.
COME_BACK = (409, 422)


@login_not_required
@require_safe
def reception_list(request: HttpRequest) -> HttpResponse:
    mark = request.GET.get("about", "")
    context = {
        "days": free.days(timezone.now()).prefetch_related(free.receivers())[:DAYS],
        "about": mark if about.read(mark) else "",
        "number": about.read(mark),
        "on_duty": on_duty.today_everywhere(timezone.now()),
        "stations": Station.objects.open(timezone.localdate()).order_by("-is_default", "code"),
    }
    return render(request, "stations/reception_list.html", context)


@login_not_required
@require_safe
def station_ics(request: HttpRequest, code: str) -> HttpResponse:
    """The reception days of a station as a calendar feed; a closed station has none."""
    at = timezone.now()
    station = get_object_or_404(Station.objects.open(local_date(at)), code=code)
    text = calendar_file.of_station(station, at=at)
    return file_of(text, CONTENT_TYPE, f"{station.name}接待日.ics")


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def reception_detail(request: HttpRequest, token: str) -> HttpResponse:
    """One day: who receives, which times are free, and the form. A day that is over or not announced is a 404."""
    at = timezone.now()
    day = get_object_or_404(Reception.objects.public(at).select_related("station"), token=token)
    if request.method == "POST":
        return private(_receive(request, day, at))
    kept = form_drafts.reopened(request, is_sent=bookings.is_made, at=at)
    if kept is not None:
        form = BookingForm.resumed(kept.stamp, kept.typed)
    else:
        form = BookingForm(stamp=Stamp.fresh(at), initial={"about": request.GET.get("about", "")})
    return private(_page(request, day, form, at, kept_at=kept.saved_at if kept else None))


def _receive(request: HttpRequest, day: Reception, at: datetime) -> HttpResponse:
    """What is not let in is kept for an hour, so that its page may be lost."""
    form = BookingForm.received(request.POST, at)
    if form_drafts.KEEP in request.POST:
        if not form.is_stale:
            form_drafts.keep(request, form.stamp, form.fields, at=at)
        return HttpResponse(status=204)
    response = _answer(request, day, at)
    if response.status_code in COME_BACK and not form.is_stale:
        form_drafts.keep(request, form.stamp, form.fields, at=at)
    return response


def _answer(request: HttpRequest, day: Reception, at: datetime) -> HttpResponse:
    lost = Slot.objects.filter(code=request.POST.get("wait", "")[:32].replace("\x00", "")).first()
    form = BookingForm.received(request.POST, at, waits_for=lost)
    address = request.META["REMOTE_ADDR"]
    if wait := form_limits.count_try(address, at=at):
        return _too_many(request, day, form, wait, at)
    if not form.is_valid():
        return _page(request, day, form, at, status=422)
    if told := _elsewhere(form):
        return _page(request, day, form, at, status=409, elsewhere=told)
    if wait := limits.count_booking(address, form.cleaned_data["phone"], at=at):
        return _too_many(request, day, form, wait, at)
    supplier = desk_browsers.supplier_of(request, phone=phones.stored(form.visit.phone).number)
    try:
        done = bookings.book(
            form.cleaned_data["slot"],
            form.visit,
            form_key=form.stamp.key,
            waits=lost is not None,
            by=supplier.actor,
            at=at,
        )
    except Refused as refused:
        return _refused(request, day, form, refused, at)
    return _done(request, done)


def _elsewhere(form: BookingForm) -> Elsewhere | None:
    """Told once; a form that was sent before is not asked about."""
    if form.is_confirmed or bookings.is_made(form.stamp.key):
        return None
    return elsewhere.told(form.cleaned_data["matter"])


def _done(request: HttpRequest, done: Booked) -> HttpResponse:
    """On to the private page. A terminal is everybody's: there the page stands in this answer alone, and once."""
    if terminals.turn_of(request) is None:
        return HttpResponseRedirect(done.ticket.path, status=303)
    booking = done.booking
    reception = booking.slot.sitting.reception
    context = {
        "booking": booking,
        "ticket": None if done.is_repeat else done.ticket,
        "reception": reception,
        "station": reception.station,
    }
    return render(request, "stations/booking_on_terminal.html", context)


def _refused(
    request: HttpRequest, day: Reception, form: BookingForm, refused: Refused, at: datetime
) -> HttpResponse:
    """A lost race keeps every word and shows the next three free slots; all else stands beside its field."""
    if refused.code == "slot_taken":
        slot = form.cleaned_data["slot"]
        lost = {
            "slot": slot,
            "nearest": free.nearest(slot, at, enterprise_name=form.cleaned_data["enterprise_name"]),
        }
        return _page(request, day, form, at, status=409, lost=lost)
    form.add_error(refused.field if refused.field in form.fields else None, refused.message)
    return _page(request, day, form, at, status=409)


def _too_many(
    request: HttpRequest, day: Reception, form: BookingForm, wait: int, at: datetime
) -> HttpResponse:
    form.is_valid()
    form.add_error(None, TOO_MANY.format(form_limits.when_again(wait, at=at)))
    response = _page(request, day, form, at, status=429)
    response["Retry-After"] = str(wait)
    return response


def _page(
    request: HttpRequest,
    day: Reception,
    form: BookingForm,
    at: datetime,
    *,
    status: int = 200,
    lost: dict[str, Any] | None = None,
    kept_at: datetime | None = None,
    elsewhere: Elsewhere | None = None,
) -> HttpResponse:
    slots = list(free.slots_of(day, at))
    nearest = lost["nearest"] if lost else []
    chosen = nearest[0].code if nearest else form["slot"].value()
    context = {
        "form": form,
        "stamp": form.stamp,
        "reception": day,
        "station": day.station,
        "slots": slots,
        "has_free": any(slot.is_free for slot in slots),  # type: ignore[attr-defined]
        "chosen": chosen,
        "lost": lost,
        "number": about.read(form["about"].value() or ""),
        "kept_at": kept_at,
        "elsewhere": elsewhere,
    }
    return render(request, "stations/reception_detail.html", context, status=status)
