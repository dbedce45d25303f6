"""`/`: the first page of everybody, with what may be done here and what came of it this month."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from evaluation import figures
from evaluation.periods import Month
from office.calendar import local_date
from portal.demo_guide import ELSE, STORY
from stations.models import Station


@require_safe
@login_not_required
def home(request: HttpRequest) -> HttpResponse:
    on = local_date(timezone.now())
    station = Station.objects.filter(is_default=True).first()
    month = Month.of(on)
    context = {
        "station": station,
        "month": month.from_on,
        "sums": figures.received(month, as_of=figures.AsOf(on), station=station.pk) if station else None,
        "story": STORY if settings.DEMO else (),
        "elsewhere": ELSE,
    }
    return render(request, "portal/home.html", context)
