"""What was found on an activity, entered by the representative, the liaison or staff."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from groups.models import Representative
from office.access import person, role_required
from office.actors import Actor
from office.calendar import local_date
from office.form_stamps import Stamp
from office.models import User
from office.refusals import Refused
from office.roles import Role, has_role
from requests_app.desk import activity_findings
from requests_app.desk.forms.findings import FindingForm
from requests_app.desk.views import sent_before
from requests_app.desk.views.counter import hold_slip
from requests_app.desk.views.opening import see_other
from requests_app.intake import findings
from requests_app.intake.submission import Submitted
from requests_app.models import EnterpriseRequest
from requests_app.models.category_table import top_categories
from stations.models import Station

FINDERS = (Role.REPRESENTATIVE, Role.LIAISON, Role.STAFF, Role.APPROVER)
TEMPLATE = "requests_app/desk_finding.html"
SETTLERS = (Role.LIAISON, Role.STAFF, Role.APPROVER)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@role_required(*FINDERS)
def finding(request: HttpRequest) -> HttpResponse:
    """登记活动中发现的问题; what was settled at once only liaison and staff enter."""
    user, at = person(request), timezone.now()
    form = _form(request, user, local_date(at), at)
    if request.method != "POST":
        return render(request, TEMPLATE, {"form": form})
    form.receive_files(at)
    if form.is_valid():
        return _enter(request, form, user, at)
    return render(request, TEMPLATE, {"form": form}, status=422)


def _enter(request: HttpRequest, form: FindingForm, user: User, at: datetime) -> HttpResponse:
    if twin := sent_before.twin(form, form.to_submit(), scope=findings.SCOPE, at=at):
        return render(request, TEMPLATE, {"form": form, "twin": twin}, status=409)
    try:
        return _entered(request, _record(form, user, at), at)
    except Refused as refused:
        if refused.code == "key_reused":
            return sent_before.ask_about_other_words(request, TEMPLATE, form, {}, scope=findings.SCOPE, at=at)
        form.refuse(refused)
        return render(request, TEMPLATE, {"form": form}, status=422)


def _record(form: FindingForm, user: User, at: datetime) -> Submitted:
    by, key, intake = Actor.of(user), form.stamp.key, form.to_submit()
    if form.is_settled:
        return findings.record_settled(intake, form.settled(), key=key, by=by, at=at)
    return findings.record(intake, form.agreed(), key=key, by=by, at=at)


def _entered(request: HttpRequest, done: Submitted, at: datetime) -> HttpResponse:
    """To the slip where this person may print it; a representative may not see the case before acceptance."""
    messages.success(request, f"已登记，受理编号 {done.case.ledger_number}")
    user = person(request)
    visible = EnterpriseRequest.objects.visible_to(user, local_date(at)).filter(pk=done.case.pk)
    if not has_role(user, *SETTLERS) or not visible.exists():
        return see_other("/desk/")
    hold_slip(request, done.case, done.receipt.token, at)
    return see_other(reverse("requests:slip", args=[done.case.ledger_number]))


def _form(request: HttpRequest, user: User, on: date, at: datetime) -> FindingForm:
    if request.method == "POST":
        form: Any = FindingForm.received(request.POST, request.FILES, on=on, at=at)
    else:
        form = FindingForm(top_categories(on), stamp=Stamp.fresh(at))
        own = Representative.objects.in_office(on).filter(user=user).first()
        form.initial["representative"] = own.code if own else None
    stations = list(Station.objects.open(on).order_by("-is_default", "code"))
    activities = activity_findings.lately(user, on)
    limited: FindingForm = form.limit(stations, at, settles=has_role(user, *SETTLERS), activities=activities)
    if request.method != "POST" and (
        chosen := activities.filter(token=request.GET.get("activity", "")).first()
    ):
        form.initial |= {"occasion": chosen.token, "present": activity_findings.present_at(chosen)}
    return limited
