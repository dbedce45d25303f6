"""The visitors' terminal at a station's counter: large, few choices, each visitor's turn counted apart."""

import secrets

from django.contrib.auth.decorators import login_not_required
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from office.calendar import local_date
from policies.models import InformationKind, Policy
from policies.visits import COUNTER_COOKIE, COUNTER_SALT
from stations.models import Station

TURN_LASTS = 3600


@login_not_required
@require_safe
@never_cache
def counter(request: HttpRequest, code: str) -> HttpResponse:
    """The start page: opening it begins the next visitor's turn."""
    station = get_object_or_404(Station.objects.open(local_date(timezone.now())), code=code)
    context = {
        "station": station,
        "categories": Policy.Category.choices,
        "kinds": InformationKind.objects.open(),
        "roomy": True,
    }
    response = render(request, "policies/counter.html", context)
    response.set_cookie(
        COUNTER_COOKIE,
        signing.dumps([station.code, secrets.token_urlsafe(9)], salt=COUNTER_SALT),
        max_age=TURN_LASTS,
        httponly=True,
        samesite="Lax",
        secure=request.is_secure(),
    )
    return response
