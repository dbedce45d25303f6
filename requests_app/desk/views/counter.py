"""The counter: a matter entered for somebody, the slip that goes home with it, a lost code issued anew."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from cryptography.fernet import InvalidToken
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from office.access import person, role_required
from office.actors import Actor
from office.calendar import local_date
from office.crypto import decrypt, encrypt
from office.downloads import pdf_file
from office.form_fields import refuse
from office.form_stamps import Stamp
from office.models import User
from office.refusals import Refused
from requests_app.access import keys
from requests_app.access.keys import Receipt
from requests_app.desk.forms.counter import CounterForm
from requests_app.desk.forms.desk import ReissueForm
from requests_app.desk.views import sent_before
from requests_app.desk.views.lists import INTAKE_ROLES
from requests_app.desk.views.opening import Opened, open_case, see_other
from requests_app.intake import submission
from requests_app.models import EnterpriseRequest
from requests_app.models.category_table import top_categories
from requests_app.notifications import slips_pdf
from requests_app.personal_data import reissue
from stations.models import Station
from stations.scopes import Scopes

SCOPE = "desk"
TEMPLATE = "requests_app/desk_intake.html"
SLIPS = "slips"
# A slip is printed while its owner waits; whoever comes later asks for a new one, which is recorded.
SLIP_LASTS = timedelta(minutes=30)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@role_required(*INTAKE_ROLES)
def intake(request: HttpRequest) -> HttpResponse:
    user, at = person(request), timezone.now()
    on = local_date(at)
    stations = stations_of(user, on)
    if not stations:
        raise Http404
    form = _form(request, stations, on, at)
    if request.method != "POST":
        return render(request, TEMPLATE, {"form": form, "stations": stations})
    form.receive_files(at)
    if form.is_valid():
        return _enter(request, form, stations, user, at)
    return render(request, TEMPLATE, {"form": form, "stations": stations}, status=422)


def _enter(
    request: HttpRequest, form: CounterForm, stations: Sequence[Station], user: User, at: datetime
) -> HttpResponse:
    given, context = form.to_submit(), {"form": form, "stations": stations}
    if twin := sent_before.twin(form, given, scope=SCOPE, at=at):
        return render(request, TEMPLATE, context | {"twin": twin}, status=409)
    try:
        done = submission.submit(given, scope=SCOPE, key=form.stamp.key, by=Actor.of(user), at=at)
    except Refused as refused:
        if refused.code == "key_reused":
            return sent_before.ask_about_other_words(request, TEMPLATE, form, context, scope=SCOPE, at=at)
        form.refuse(refused)
        return render(request, TEMPLATE, context, status=422)
    hold_slip(request, done.case, done.receipt.token, at)
    messages.success(request, f"已登记，受理编号 {done.case.ledger_number}")
    return see_other(reverse("requests:slip", args=[done.case.ledger_number]))


@require_safe
@never_cache
def slip(request: HttpRequest, ledger_number: str) -> HttpResponse:
    """回执单 for thirty minutes after it was made; `?pdf` prints it, which is recorded."""
    opened = open_case(request, ledger_number, timezone.now())
    if not opened.access.reissues:
        raise Http404
    receipt = _held(request, opened)
    if receipt is None:
        return see_other(reverse("requests:reissue", args=[ledger_number]))
    if "pdf" in request.GET:
        reissue.print_slip(opened.case, by=opened.user, at=opened.at)
        return _slip_pdf(opened, receipt)
    context = {"opened": opened, "case": opened.case, "receipt": receipt, "from_slip": True}
    context["lasts"] = SLIP_LASTS // timedelta(minutes=1)
    return render(request, "requests_app/desk_slip.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def reissue_code(request: HttpRequest, ledger_number: str) -> HttpResponse:
    """A lost 查询码, after the clerk has said how the person was recognised."""
    opened = open_case(request, ledger_number, timezone.now())
    if not opened.access.reissues or opened.case.sealed:
        raise Http404
    form = ReissueForm(request.POST or None, has_phone=bool(opened.case.phone))
    if request.method == "POST" and form.is_valid():
        try:
            token = reissue.renew(opened.case, by=opened.user, at=opened.at, **form.cleaned_data)
        except Refused as refused:
            refuse(form, refused)
        else:
            return _reissued(request, opened, token)
    context = {"opened": opened, "case": opened.case, "form": form}
    return render(request, "requests_app/desk_reissue.html", context, status=422 if form.errors else 200)


def stations_of(user: User, on: date) -> list[Station]:
    """Where this person may enter: a clerk at the own counters, liaisons and staff at every open station."""
    scopes = Scopes.of(user, on)
    rows = Station.objects.open(on).order_by("-is_default", "code")
    if any(scope.is_staff or scope.groups for scope in scopes.all):
        return list(rows)
    counters = frozenset[int]().union(*(scope.stations for scope in scopes.all))
    return list(rows.filter(pk__in=counters))


def _form(request: HttpRequest, stations: Sequence[Station], on: date, at: datetime) -> CounterForm:
    if request.method == "POST":
        form: Any = CounterForm.received(request.POST, request.FILES, on=on, at=at)
    else:
        form = CounterForm(top_categories(on), stamp=Stamp.fresh(at))
    limited: CounterForm = form.limit(stations, at)
    return limited


def _reissued(request: HttpRequest, opened: Opened, token: str) -> HttpResponse:
    if not token:
        messages.success(request, "新的查询码和链接已发到登记电话；评价链接不受影响")
        return see_other(opened.url)
    hold_slip(request, opened.case, token, opened.at)
    return see_other(reverse("requests:slip", args=[opened.case.ledger_number]))


def hold_slip(request: HttpRequest, case: EnterpriseRequest, token: str, at: datetime) -> None:
    """Keep the slip's secret in this session, encrypted, for as long as it takes to print."""
    held = request.session.get(SLIPS, {})
    held[case.ledger_number] = [encrypt(token), int(at.timestamp())]
    request.session[SLIPS] = dict(list(held.items())[-5:])


def _held(request: HttpRequest, opened: Opened) -> Receipt | None:
    token, made = request.session.get(SLIPS, {}).get(opened.case.ledger_number, ("", 0))
    if not token or opened.at.timestamp() - made > SLIP_LASTS.total_seconds():
        return None
    try:
        return keys.shown_receipt(decrypt(token))
    except InvalidToken:
        return None


def _slip_pdf(opened: Opened, receipt: Receipt) -> HttpResponse:
    content = slips_pdf.slip(opened.case, receipt, calendar=opened.calendar, on=opened.on)
    return pdf_file(content, "slip", inline=True)
