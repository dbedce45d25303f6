"""At the desk: a new reception day, and what changes one: announce, move, cancel, somebody else sits."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from groups.models import Representative
from office.access import person, role_required
from office.actors import Actor
from office.form_stamps import Stamp
from office.models.notices import Channel
from office.notifications.hints import if_set_up
from office.refusals import Refused
from office.roles import Role
from stations.models import Booking, BookingStatus, Posting, Reception, Sitting, Station
from stations.receptions import booking as bookings
from stations.receptions import changes, desk, free, planning, stand_ins
from stations.receptions.desk_forms import ChangeForm, DeskBookingForm, ReceptionForm, ReplaceForm
from stations.receptions.planning import Timetable
from stations.views.reception_day import reception_of

WRITERS = (Role.STAFF, Role.CLERK)
TOLD = if_set_up(Channel.SMS, "来访人会收到短信", "短信没有开通，请打电话告诉来访人")
ACTS_OF_STAFF = ("announce", "cancel")
ACTS = {"announce": "公告", "move": "改期", "cancel": "取消接待"}


@role_required(*WRITERS)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def desk_reception_new(request: HttpRequest) -> HttpResponse:
    user, at = person(request), timezone.now()
    on = timezone.localdate()
    stations = Station.objects.visible_to(user, on).open(on)
    posted = Posting.objects.serving(on).filter(station__in=stations).values("representative")
    people = Representative.objects.filter(pk__in=posted).by_name()
    form = ReceptionForm(_sent(request), stations=stations, people=people, today=timezone.localdate())
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        names = ("held_on", "begins", "ends", "place", "kind", "topic", "slot_minutes", "seats")
        timetable = Timetable(**{name: said[name] for name in names})
        try:
            made = planning.plan(said["station"], timetable, list(said["people"]), by=Actor.of(user), at=at)
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, refused.message)
        else:
            messages.success(request, "已排好，公告后可以预约")
            return _to(made)
    return render(
        request, "stations/desk_reception_form.html", {"form": form}, status=422 if form.errors else 200
    )


@role_required(*WRITERS)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def desk_reception_change(request: HttpRequest, token: str, act: str) -> HttpResponse:
    """公告, 改期, 取消: one form each, with the reason that is told."""
    reception = _mine(request, token)
    if act not in ACTS or (
        act in ACTS_OF_STAFF and not desk.may_decide(person(request), timezone.localdate())
    ):
        raise Http404
    form = ChangeForm(_sent(request))
    if act == "move":
        form.fields["held_on"].required = True
    else:
        del form.fields["held_on"]
    form.fields["reason"].required = act != "announce" or planning.is_too_late(reception, timezone.now())
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        verbs: dict[str, Callable[[Actor, datetime], Reception]] = {
            "announce": lambda by, at: planning.announce(reception, by=by, at=at, reason=said["reason"]),
            "move": lambda by, at: changes.move(reception, said["held_on"], said["reason"], by=by, at=at),
            "cancel": lambda by, at: changes.cancel(reception, said["reason"], by=by, at=at),
        }
        words = "已公告" if act == "announce" else _saved(reception)
        if (done := _done(request, form, verbs[act], words)) is not None:
            return done
    return _form(request, reception, form, ACTS[act], tells=act != "announce")


@role_required(*WRITERS)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def desk_reception_replace(request: HttpRequest, token: str) -> HttpResponse:
    """换人: among those who are posted there, in office, there on the day and free at the hours."""
    reception = _mine(request, token)
    people = changes.available(reception, reception.held_on, since=timezone.now())
    form = ReplaceForm(
        _sent(request),
        sittings=Sitting.objects.open().filter(reception=reception).select_related("representative"),
        people=Representative.objects.filter(pk__in=[each.pk for each in people]),
        today=timezone.localdate(),
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data

        def replace(by: Actor, at: datetime) -> Reception:
            return stand_ins.replace(said["sitting"], said["successor"], by=by, at=at).reception

        if (done := _done(request, form, replace, _saved(reception))) is not None:
            return done
    return _form(request, reception, form, "换一位代表")


@role_required(*WRITERS)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def desk_reception_book(request: HttpRequest, token: str) -> HttpResponse:
    """电话预约: by the clerk, also for whoever may not book by the page any more."""
    reception, at = _mine(request, token), timezone.now()
    stamp = Stamp.read(request.POST.get("stamp", ""), at) or Stamp.fresh(at)
    # Sent again, the form finds the seat that it has taken itself.
    own = bookings.slot_of(stamp.key) if request.method == "POST" else None
    offered = free.slots_of(reception, at)
    slots = [slot for slot in offered if slot.is_free or slot.pk == own]  # type: ignore[attr-defined]
    form = DeskBookingForm(_sent(request), slots=slots, stamp=stamp)
    if request.method == "POST" and form.is_valid():

        def book(by: Actor, at: datetime) -> Reception:
            slot = form.slots[form.cleaned_data["slot"]]
            bookings.book(slot, form.visit, form_key=stamp.key, by=by, at=at)
            return reception

        if (done := _done(request, form, book, f"已保存，{TOLD}")) is not None:
            return done
    context = {
        "reception": reception,
        "form": form,
        "verb": "电话预约",
        "told": f"{TOLD}。",
        "stamp": form.stamp,
    }
    return render(request, "stations/desk_reception_change.html", context, status=422 if form.errors else 200)


def _sent(request: HttpRequest) -> QueryDict | None:
    """An empty form that was sent is refused in words, not shown as new."""
    return request.POST if request.method == "POST" else None


def _mine(request: HttpRequest, token: str) -> Reception:
    reception = reception_of(request, token)
    if not desk.may_close(person(request), reception, timezone.localdate()):
        raise Http404
    return reception


def _done(
    request: HttpRequest, form: Any, verb: Callable[[Actor, datetime], Reception], words: str
) -> HttpResponse | None:
    """On to the day that comes of it, with the `words`; None where the verb refused, which the form then says."""
    try:
        done = verb(Actor.of(person(request)), timezone.now())
    except Refused as refused:
        form.add_error(refused.field if refused.field in form.fields else None, refused.message)
        if refused.code == "key_reused":
            form.stamp = Stamp.fresh(timezone.now())
        return None
    messages.success(request, words)
    return _to(done)


def _form(
    request: HttpRequest, reception: Reception, form: Any, verb: str, *, tells: bool = True
) -> HttpResponse:
    told = _whom_it_touches(reception) if tells else ""
    context = {"reception": reception, "form": form, "verb": verb, "told": told}
    return render(request, "stations/desk_reception_change.html", context, status=422 if form.errors else 200)


def _saved(reception: Reception) -> str:
    """Asked before the deed: afterwards who had booked stands elsewhere."""
    return f"已保存，{TOLD}" if _open_bookings(reception) else "已保存"


def _whom_it_touches(reception: Reception) -> str:
    """Before it is done: how many have booked or wait for what has not begun, and how they hear of it."""
    statuses = _open_bookings(reception)
    if not statuses:
        return "还没有人预约。"
    waiting = statuses.count(BookingStatus.WAITING)
    waits = f"，{waiting} 位候补" if waiting else ""
    return f"这一天 {len(statuses) - waiting} 位已约{waits}，{TOLD}。"


def _open_bookings(reception: Reception) -> list[str]:
    rows = Booking.objects.open().filter(
        slot__sitting__reception=reception, slot__begins_at__gt=timezone.now()
    )
    return list(rows.values_list("status", flat=True))


def _to(reception: Reception) -> HttpResponse:
    return HttpResponseRedirect(reverse("stations:desk_reception", args=[reception.token]), status=303)
