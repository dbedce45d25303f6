"""The visitors' terminal at a station's counter: large, few choices, each visitor's turn counted apart."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from office import terminals
from office.calendar import local_date
from policies.models import InformationKind, Policy
from stations.models import Station


@login_not_required
@require_safe
@never_cache
def counter(request: HttpRequest, code: str) -> HttpResponse:
    """The start page: opening it ends one visitor's turn and begins the next."""
    station = get_object_or_404(Station.objects.open(local_date(timezone.now())), code=code)
    # What was still to be said to the last visitor is not said to the next.
    for _ in messages.get_messages(request):
        continue
    turn = terminals.new_turn(request.path, place=station.code)
    context = {
        "station": station,
        "categories": Policy.Category.choices,
        "kinds": InformationKind.objects.open(),
        "roomy": True,
        "terminal": turn,
    }
    response = render(request, "policies/counter.html", context)
    terminals.begin(turn, request, response)
    return response
