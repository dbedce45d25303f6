"""The button 转为诉求 on a visit (fieldwork/pairings/desk.py: `visit_ways`)."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from fieldwork.pairings import desk
from fieldwork.reach import reach_of
from office.access import person
from office.actors import Actor
from office.calendar import local_date
from office.refusals import Refused
from requests_app.desk.views.counter import hold_slip
from requests_app.desk.views.opening import see_other
from requests_app.intake import from_visits


@require_POST
@never_cache
def from_visit(request: HttpRequest, token: str) -> HttpResponse:
    """One tap, for who came or serves who came: the visit becomes a request, and the slip is ready to print."""
    user, at = person(request), timezone.now()
    reach = reach_of(user, local_date(at))
    visit = get_object_or_404(desk.visits_for(reach).prefetch_related("parts"), token=token)
    if not any(reach.enters_for(part.representative_id) for part in visit.parts.all()):
        raise Http404
    try:
        done = from_visits.submit(visit, by=Actor.of(user), at=at)
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        hold_slip(request, done.case, done.receipt.token, at)
        messages.success(request, f"已转为诉求，受理编号 {done.case.ledger_number}")
    return see_other(reverse("fieldwork:desk_visit", args=[token]))
