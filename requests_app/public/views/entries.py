"""The addresses that open the form: what was scanned, or none."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from office.calendar import local_date
from requests_app.intake import entry_points
from requests_app.public import scanned
from requests_app.public.views.intake import serve
from stations.models import QRCode

form_methods = require_http_methods(["GET", "HEAD", "POST"])


@login_not_required
@form_methods
def station_form(request: HttpRequest, code: str) -> HttpResponse:
    on = local_date(timezone.now())
    scanned.note(request, QRCode.Kind.STATION, code, on=on)
    return serve(request, entry_points.station_entry(code, on=on))


@login_not_required
@form_methods
def representative_form(request: HttpRequest, code: str) -> HttpResponse:
    on = local_date(timezone.now())
    scanned.note(request, QRCode.Kind.REPRESENTATIVE, code, on=on)
    return serve(request, entry_points.representative_entry(code, on=on))


@login_not_required
@form_methods
def policy_form(request: HttpRequest, code: str) -> HttpResponse:
    """没享受到这条政策：the clause goes with the request."""
    return serve(request, entry_points.policy_entry(code, on=local_date(timezone.now())))


@login_not_required
@form_methods
def activity_form(request: HttpRequest, code: str) -> HttpResponse:
    """What somebody says who has scanned an activity's poster."""
    return serve(request, entry_points.activity_entry(code, on=local_date(timezone.now())))


@login_not_required
@form_methods
def new(request: HttpRequest) -> HttpResponse:
    """The form without a scan."""
    return serve(request, entry_points.web_entry())
