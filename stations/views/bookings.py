"""A visitor's own booking behind its private link: look, move, cancel, take an offered seat, put into the calendar."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse_lazy
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from office import form_limits, terminals
from office.actors import Actor
from office.calendar import local_date
from office.calendar_files import CONTENT_TYPE
from office.documents import qr_png
from office.downloads import file_of
from office.refusals import Refused
from stations.models import Booking
from stations.receptions import booking as bookings
from stations.receptions import calendar_file, free, keys, limits, messages, waiting
from stations.receptions.forms import FindForm, MoveForm

# What the bar above marks: a booking has no place of its own there.
NAV_URL = reverse_lazy("stations:reception_list")
MOVED_OFTEN = "改了多次，请 {}"
ELSEWHERE = "这里是公用的机器，不显示预约。请在自己的手机上查，或到柜台办理。"
R = TypeVar("R", bound=HttpResponseBase)
SHOWN = 24
LOOKED_OFTEN = "查询次数较多，请 {}"
WHOLE_PHONE = "；把后四位改填为完整的联系电话也可以继续查询"
NOT_FOUND = "没有找到：请核对预约码和联系电话后四位"


def private(response: R) -> R:
    """Neither kept by a browser or proxy, nor found by a search, nor told to another site."""
    response["Cache-Control"] = "private, no-store"
    response["Referrer-Policy"] = "same-origin"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def find(request: HttpRequest) -> HttpResponse:
    """Another phone: 预约码 and the last four digits lead to the private page, which no terminal shows."""
    form = FindForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and terminals.turn_of(request) is not None:
        form.add_error(None, ELSEWHERE)
    if request.method != "POST" or not form.is_valid():
        status = 422 if request.method == "POST" else 200
        return private(
            render(request, "stations/booking_find.html", {"form": form, "nav_url": NAV_URL}, status=status)
        )
    at, code = timezone.now(), form.cleaned_data["code"]
    digits = form.cleaned_data["last_four"]
    tried = limits.count_lookup(request.META["REMOTE_ADDR"], code, digits, at=at)
    if tried.wait:
        words = LOOKED_OFTEN.format(form_limits.when_again(tried.wait, at=at))
        form.add_error(None, words if len(digits) > limits.LAST_DIGITS else words + WHOLE_PHONE)
        response = render(
            request, "stations/booking_find.html", {"form": form, "nav_url": NAV_URL}, status=429
        )
        response["Retry-After"] = str(tried.wait)
        return private(response)
    booking = keys.booking_with(code, digits)
    if booking is None:
        form.add_error(None, NOT_FOUND)
        return private(
            render(request, "stations/booking_find.html", {"form": form, "nav_url": NAV_URL}, status=422)
        )
    tried.succeeded()
    return private(HttpResponseRedirect(keys.ticket_of(booking).path, status=303))


@login_not_required
@terminals.opens_elsewhere
@require_safe
def booking(request: HttpRequest, token: str) -> HttpResponse:
    return _page(request, _booking(token), timezone.now())


@login_not_required
@terminals.opens_elsewhere
@require_safe
def booking_ics(request: HttpRequest, token: str) -> HttpResponse:
    row = _booking(token)
    text = calendar_file.of(
        row,
        organiser=row.slot.sitting.reception.station.name,
        link=keys.ticket_of(row).link,
        at=timezone.now(),
    )
    return file_of(text, CONTENT_TYPE, "接待预约.ics")


@login_not_required
@terminals.opens_elsewhere
@require_safe
def booking_qr(request: HttpRequest, token: str) -> HttpResponse:
    """The own code, for the counter's scanner."""
    code = keys.ticket_of(_booking(token)).code
    return HttpResponse(qr_png(code), content_type="image/png")


@login_not_required
@terminals.opens_elsewhere
@require_POST
def booking_cancel(request: HttpRequest, token: str) -> HttpResponse:
    return _act(request, token, lambda row, by, at: bookings.cancel(row, by=by, at=at))


@login_not_required
@terminals.opens_elsewhere
@require_POST
def booking_take(request: HttpRequest, token: str) -> HttpResponse:
    return _act(request, token, lambda row, by, at: waiting.take(row, by=by, at=at))


@login_not_required
@terminals.opens_elsewhere
@require_http_methods(["GET", "HEAD", "POST"])
def booking_move(request: HttpRequest, token: str) -> HttpResponse:
    """Another time: the nearest free slots first."""
    row, at = _booking(token), timezone.now()
    form, wait = MoveForm(request.POST if request.method == "POST" else None), 0
    if request.method == "POST" and form.is_valid() and (wait := limits.count_move(row, at=at)):
        form.add_error(None, MOVED_OFTEN.format(form_limits.when_again(wait, at=at)))
    if request.method == "POST" and form.is_valid():
        try:
            bookings.move(row, form.cleaned_data["slot"], by=_visitor(row), at=at)
        except Refused as refused:
            form.add_error("slot", refused.message)
        else:
            return HttpResponseRedirect(keys.ticket_of(row).path, status=303)
    context = {
        "booking": row,
        "ticket": keys.ticket_of(row),
        "form": form,
        "slots": free.nearest(row.slot, at, limit=SHOWN, enterprise_name=row.enterprise_name),
        "station": row.slot.sitting.reception.station,
        "can_change": row.is_changeable(at),
        "nav_url": NAV_URL,
    }
    status = 429 if wait else 409 if form.errors else 200
    response = render(request, "stations/booking_move.html", context, status=status)
    if wait:
        response["Retry-After"] = str(wait)
    return response


def _act(
    request: HttpRequest, token: str, verb: Callable[[Booking, Actor, datetime], object]
) -> HttpResponse:
    row, at = _booking(token), timezone.now()
    try:
        verb(row, _visitor(row), at)
    except Refused as refused:
        return _page(request, row, at, refused=refused, status=409)
    return HttpResponseRedirect(keys.ticket_of(row).path, status=303)


def _booking(token: str) -> Booking:
    row = keys.booking_of(token)
    if row is None:
        raise Http404
    return row


def _visitor(row: Booking) -> Actor:
    return Actor.requester(row.phone_grade)


def _page(
    request: HttpRequest, row: Booking, at: datetime, *, refused: Refused | None = None, status: int = 200
) -> HttpResponse:
    ticket, reception = keys.ticket_of(row), row.slot.sitting.reception
    context = {
        "booking": row,
        "ticket": ticket,
        "reception": reception,
        "station": reception.station,
        "can_change": row.is_changeable(at),
        "nav_url": NAV_URL,
        "waiting": row.slot.bookings.filter(status="waiting").count(),
        "takes_text": messages.takes_text(row),
        "will_be_reminded": bool(row.phone) and reception.held_on > local_date(at),
        "matters": list(row.matters.exclude(ending="").order_by("pk")),
        "refused": refused,
    }
    return render(request, "stations/booking_detail.html", context, status=status)
