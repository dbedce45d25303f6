"""The buttons 转为诉求 and 记到 beside a matter of a reception (stations/receptions/desk.py: `matter_ways`)."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from office.access import person
from office.actors import Actor
from office.calendar import local_date
from office.models import User
from office.refusals import Refused
from requests_app.desk.views.counter import hold_slip
from requests_app.desk.views.opening import see_other
from requests_app.intake import from_receptions
from stations.models import Matter, Reception
from stations.receptions import desk


@require_POST
@never_cache
def from_reception(request: HttpRequest, pk: int) -> HttpResponse:
    """One tap: the matter becomes a request, and the slip is ready to print. For who runs the reception."""
    user, at = person(request), timezone.now()
    matter, reception = _mine(user, pk, at)
    try:
        done = from_receptions.submit(matter, by=Actor.of(user), at=at)
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        hold_slip(request, done.case, done.receipt.token, at)
        messages.success(request, f"已转为诉求，受理编号 {done.case.ledger_number}")
    return see_other(reverse("stations:desk_reception", args=[reception.token]))


@require_POST
@never_cache
def join_request(request: HttpRequest, pk: int) -> HttpResponse:
    """记到: what was said goes to a request that is open already. For who runs the reception."""
    user, at = person(request), timezone.now()
    matter, reception = _mine(user, pk, at)
    number = request.POST.get("number", "")[:12].replace("\x00", "")
    try:
        case = from_receptions.join(matter, number, by=Actor.of(user), at=at)
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, f"已记到诉求 {case.ledger_number}")
    return see_other(reverse("stations:desk_reception", args=[reception.token]))


def _mine(user: User, pk: int, at: datetime) -> tuple[Matter, Reception]:
    rows = Matter.objects.select_related("booking__slot__sitting__reception")
    matter = get_object_or_404(rows, pk=pk)
    reception = matter.booking.slot.sitting.reception
    if not desk.may_run(user, reception, local_date(at)):
        raise Http404
    return matter, reception
