"""The button 转为诉求 beside a consultation, and under its form (stations/consultations/desk.py)."""

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
from office.refusals import Refused
from requests_app.desk.views.counter import hold_slip
from requests_app.desk.views.opening import see_other
from requests_app.intake import from_consultations
from stations.consultations import desk
from stations.models import Consultation


@require_POST
@never_cache
def from_consultation(request: HttpRequest, number: str) -> HttpResponse:
    """One tap: it becomes a request, and the slip is ready to print. For whoever serves the counter."""
    user, at = person(request), timezone.now()
    row = get_object_or_404(desk.visible_to(user, local_date(at)), number=number)
    if not desk.may_write(user, row, local_date(at)):
        raise Http404
    return turn(request, row, at)


def turn(request: HttpRequest, row: Consultation, at: datetime) -> HttpResponse:
    """For whoever may write in `row`, which the caller has seen."""
    try:
        done = from_consultations.submit(row, by=Actor.of(person(request)), at=at)
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        hold_slip(request, done.case, done.receipt.token, at)
        messages.success(request, f"咨询 {row.number} 已转为诉求，受理编号 {done.case.ledger_number}")
    return see_other(reverse("stations:desk_consultations"))
