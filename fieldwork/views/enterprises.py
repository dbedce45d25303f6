"""What an enterprise opens by its private link: agreeing to a pairing, saying whether a visit took place."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from fieldwork.models import Pairing, PairingStatus, Visit
from fieldwork.models.visits import Answer
from fieldwork.pairings import pairing
from fieldwork.pairings.forms import ConsentForm
from fieldwork.visits import asking
from office import form_drafts, form_limits, terminals
from office.actors import Actor
from office.form_stamps import Stamp
from office.refusals import Refused
from stations.models import QRCode

ANSWERS = (
    (Answer.CAME, "来过", "primary"),
    (Answer.NOT_CAME, "没来过", ""),
    (Answer.UNSURE, "不记得", ""),
)


@login_not_required
@terminals.opens_elsewhere
@require_http_methods(["GET", "HEAD", "POST"])
def pairing_consent(request: HttpRequest, token: str) -> HttpResponse:
    row = pairing.pairing_of_link(token)
    if row is None or row.approved_at is None:
        raise Http404
    at = timezone.now()
    if request.method != "POST":
        kept = form_drafts.restored(request, ConsentForm, at=at)
        return _consent(request, row, kept[0], stamp=kept[1], kept_at=kept[2])
    form = ConsentForm(request.POST)
    stamp, is_kept = form_drafts.received(request, form, at=at)
    if is_kept:
        return HttpResponse(status=204)
    response = _agreed(request, row, form, stamp, at)
    if response.status_code in form_drafts.COME_BACK:
        form_drafts.keep(request, stamp, form.fields, at=at)
    return response


def _agreed(
    request: HttpRequest, row: Pairing, form: ConsentForm, stamp: Stamp, at: datetime
) -> HttpResponse:
    page = partial(_consent, request, row, form, stamp=stamp)
    if over := form_limits.refused(request, lambda message: page(message=message), at=at):
        return over
    if not form.is_valid():
        return page(status=422)
    by = Actor.requester("desk")
    try:
        if request.POST.get("say") == "no":
            pairing.decline(row, by=by, at=at)
        elif request.POST.get("say") == "yes":
            pairing.agree(row, **form.cleaned_data, by=by, at=at)
        else:
            return page(message="请选择同意或不同意。", status=422)
    except Refused as refused:
        return page(message=refused.message, status=409)
    form_drafts.forget(request, stamp)
    return HttpResponseRedirect(request.path, status=303)


@login_not_required
@terminals.opens_elsewhere
@require_http_methods(["GET", "HEAD", "POST"])
def visit_answer(request: HttpRequest, token: str) -> HttpResponse:
    row, at = asking.visit_of_link(token), timezone.now()
    if row is None:
        raise Http404
    if request.method != "POST":
        return _visit(request, row)
    if over := form_limits.refused(request, lambda message: _visit(request, row, message=message), at=at):
        return over
    try:
        asking.answer(row, request.POST.get("answer", ""), by=Actor.requester("desk"), at=at)
    except Refused as refused:
        status = 422 if refused.code == "unknown" else 409
        return _visit(request, row, message=refused.message, status=status)
    return HttpResponseRedirect(request.path, status=303)


def _consent(
    request: HttpRequest,
    row: Pairing,
    form: ConsentForm,
    *,
    stamp: Stamp,
    kept_at: datetime | None = None,
    message: str = "",
    status: int = 200,
) -> HttpResponse:
    context = {
        "pairing": row,
        "form": form,
        "stamp": stamp,
        "kept_at": kept_at,
        "is_asked": row.status == PairingStatus.PROPOSED,
        "message": message,
    }
    return render(request, "fieldwork/pairing_consent.html", context, status=status)


def _visit(request: HttpRequest, row: Visit, *, message: str = "", status: int = 200) -> HttpResponse:
    people = [part.representative for part in row.parts.all()]
    code = QRCode.objects.filter(representative__in=people, until=None).order_by("pk").first()
    context = {
        "visit": row,
        "people": people,
        "answers": [{"value": value, "label": label, "look": look} for value, label, look in ANSWERS],
        "is_asked": row.status != "withdrawn" and row.answer in ("", Answer.UNSURE),
        # The request form is a page of a higher app; a printed code leads to it with the representative.
        "form_url": f"/r/{code.code}/" if code else "/new/",
        "message": message,
    }
    return render(request, "fieldwork/visit_answer.html", context, status=status)
