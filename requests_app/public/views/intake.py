"""P1: the form that a QR code opens, and what follows a press on 提交留言."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from office import desk_browsers, form_drafts, form_limits, options
from office.actors import Actor
from office.calendar import local_date
from office.form_stamps import Stamp
from office.refusals import Refused
from requests_app.access import keys
from requests_app.access.keys import Receipt
from requests_app.deadlines.options import clock_days
from requests_app.intake import (
    before_sending,
    duplicates,
    entry_points,
    filling_time,
    limits,
    submission,
)
from requests_app.intake.entry_points import EntryPoint
from requests_app.intake.intake import Intake
from requests_app.intake.limits import Counted
from requests_app.intake.submission import Submitted
from requests_app.models.clocks import ClockKind
from requests_app.public import devices, kept_forms
from requests_app.public.admission import Admission
from requests_app.public.forms.intake import IntakeForm
from requests_app.public.kept_forms import SCOPE
from requests_app.public.views.look_up import private
from stations.models import Station

# Statuses of pages that carry what was typed on; over the limit nothing is stored.
COME_BACK = (200, 409, 422)
TOO_MANY = "提交次数较多，请 {}"


def serve(request: HttpRequest, opened: entry_points.Opened) -> HttpResponse:
    """Whatever it shows, the next visitor of the same tablet does not find it with the back button."""
    at = timezone.now()
    if not isinstance(opened, EntryPoint):
        return _dead_end(request, opened, at)
    response = private(
        _receive(request, opened, at) if request.method == "POST" else _open(request, opened, at)
    )
    devices.name_browser(request, response)
    return response


def _open(request: HttpRequest, entry_point: EntryPoint, at: datetime) -> HttpResponse:
    """A blank form, or the one that the address names with what was typed into it."""
    form, kept_at = kept_forms.reopened(request, at) or (None, None)
    return _page(request, entry_point, form, at, kept_at=kept_at)


def _receive(request: HttpRequest, entry_point: EntryPoint, at: datetime) -> HttpResponse:
    """What is not let in is kept for an hour, so that its page may be lost."""
    form = IntakeForm.received(request.POST, request.FILES, on=local_date(at), at=at)
    if form_drafts.KEEP in request.POST:
        if not form.is_stale:
            kept_forms.keep_typed(request, form, at)
        return HttpResponse(status=204)
    response = _answer(request, entry_point, form, at)
    if response.status_code in COME_BACK:
        kept_forms.keep_typed(request, form, at)
    return response


def _answer(request: HttpRequest, entry_point: EntryPoint, form: IntakeForm, at: datetime) -> HttpResponse:
    """Count the try, keep the files, check, ask once where in doubt, submit."""
    # A sound form without files leaves nothing behind: its try is counted with the form itself, in one write.
    counts_alone = form.has_files or not form.is_valid() or "edit" in request.POST
    if counts_alone:
        tried = limits.count_try(request.META["REMOTE_ADDR"], at=at)
        if tried.retry_after:
            return _too_many(request, entry_point, form, tried, at)
    form.receive_files(at, address=request.META["REMOTE_ADDR"])
    if not form.is_valid() or "edit" in request.POST:
        return _page(request, entry_point, form, at, status=422 if form.errors else 200)
    if duplicates.is_acknowledged(SCOPE, form.stamp.key):
        given, by = _given(request, entry_point, form)
        submit = partial(submission.submit, given, by=by)
        return _submit(request, entry_point, form, submit, at) or _confirmation(request, entry_point, form)
    return _weigh(request, entry_point, form, at, with_try=not counts_alone)


def _weigh(
    request: HttpRequest, entry_point: EntryPoint, form: IntakeForm, at: datetime, *, with_try: bool
) -> HttpResponse:
    """Whether it is too much, doubtful, or simply submitted; a person is never dropped in silence."""
    address = request.META["REMOTE_ADDR"]
    if not form.is_confirmed and (before := before_sending.look(form.cleaned_data, form.categories)):
        if with_try:
            limits.count_try(address, at=at)
        if form.give_way(at):
            return _page(request, entry_point, form, at, status=422)
        return _ask_before(request, entry_point, form, before)
    given, by = _given(request, entry_point, form)
    count = limits.form_count(address, given.phone, at=at, with_try=with_try)
    admission = Admission(form, given, count, at)
    submit = partial(submission.submit_admitted, given, admission, by=by)
    response = _submit(request, entry_point, form, submit, at)
    if response is not None:
        return response
    gave_way = form.give_way(at)
    if admission.counted.retry_after:
        return _too_many(request, entry_point, form, admission.counted, at)
    if gave_way:
        return _page(request, entry_point, form, at, status=422)
    if admission.twin:
        return _twin(request, entry_point, form, partial(submission.submit, given, by=by), admission.twin, at)
    return _confirmation(request, entry_point, form)


def _given(request: HttpRequest, entry_point: EntryPoint, form: IntakeForm) -> tuple[Intake, Actor]:
    """What was sent, and as whom: a visitor, or a desk under a visitor's name."""
    given = form.intake_of(entry_point)
    supplier = desk_browsers.supplier_of(request, phone=given.phone, email=given.email)
    return replace(given, origins=supplier.accounts), supplier.actor


def _twin(
    request: HttpRequest,
    entry_point: EntryPoint,
    form: IntakeForm,
    submit: Callable[..., Submitted | None],
    number: str,
    at: datetime,
) -> HttpResponse:
    """Sent a moment ago: by this very form, when two taps came at once, or by another one."""
    response = None
    if duplicates.is_acknowledged(SCOPE, form.stamp.key):
        response = _submit(request, entry_point, form, submit, at)
    return response or _sent_already(request, entry_point, form, number)


def _submit(
    request: HttpRequest,
    entry_point: EntryPoint,
    form: IntakeForm,
    submit: Callable[..., Submitted | None],
    at: datetime,
) -> HttpResponse | None:
    """On to the receipt; None where `submit` did not let it in."""
    try:
        browser = devices.browser_of(request)
        done = submit(scope=SCOPE, key=form.stamp.key, at=at, browser=browser)
    except Refused as refused:
        return _refused(request, entry_point, form, refused, at)
    if done is None:
        return None
    if done.is_repeat and not _was_sent_here(request, form, at):
        form.restamp(at)
        return _sent_already(request, entry_point, form, done.case.ledger_number)
    response = HttpResponseRedirect(reverse("requests:receipt", args=[done.receipt.token]), status=303)
    devices.open_on_terminal(request, response, done.receipt.token)
    return response


def _was_sent_here(request: HttpRequest, form: IntakeForm, at: datetime) -> bool:
    """Whether the receipt of what is acknowledged under this form's key may be shown to who sends it now."""
    browser, phone = devices.browser_of(request), form.cleaned_data.get("phone", "")
    return duplicates.was_sent_from(browser, scope=SCOPE, key=form.stamp.key, phone=phone, at=at)


def _refused(
    request: HttpRequest, entry_point: EntryPoint, form: IntakeForm, refused: Refused, at: datetime
) -> HttpResponse:
    """Mostly: the back button, and other words under the same key. The text goes on as a form of its own."""
    if refused.code == "key_reused":
        own = _was_sent_here(request, form, at)
        earlier = keys.shown_receipt(keys.receipt_for(SCOPE, form.stamp.key).token) if own else None
        form.restamp(at)
        return _page(request, entry_point, form, at, status=409, earlier=earlier, sent_before=True)
    form.refuse(refused)
    return _page(request, entry_point, form, at, status=422)


def _page(
    request: HttpRequest,
    entry_point: EntryPoint,
    form: IntakeForm | None,
    at: datetime,
    *,
    status: int = 200,
    earlier: Receipt | None = None,
    sent_before: bool = False,
    kept_at: datetime | None = None,
) -> HttpResponse:
    on = local_date(at)
    context = {
        "form": form,
        "blank": lambda: IntakeForm.blank(on, at),
        "stamp": form.stamp if form else Stamp.fresh(at),
        "door": entry_point,
        "station": entry_point.station,
        "card": _card(entry_point, on),
        "clause": entry_point.clause,
        "validity": entry_point.clause.validity(on) if entry_point.clause else None,
        "minutes": filling_time.MINUTES,
        "days": clock_days(ClockKind.ACCEPT, "", on) + clock_days(ClockKind.CONTACT, "", on),
        "earlier": earlier,
        "sent_before": sent_before,
        "kept_at": kept_at,
        "nav_url": reverse("requests:new"),
        "is_desk": desk_browsers.is_desk(request),
    }
    return render(request, "requests_app/public_form.html", context, status=status)


def _card(entry_point: EntryPoint, on: date) -> dict[str, Any] | None:
    """The scanned representative as components/person_card.html shows one."""
    if entry_point.representative is None:
        return None
    return {
        "name": entry_point.representative.name,
        "title": f"{options.value('county_name', on)}人大代表",
        "lines": [entry_point.group_name] if entry_point.group_name else [],
    }


def _confirmation(request: HttpRequest, entry_point: EntryPoint, form: IntakeForm) -> HttpResponse:
    context = {"form": form, "station": entry_point.station, "confirmation": form.stamp.confirmation}
    return render(request, "requests_app/public_confirm.html", context)


def _sent_already(
    request: HttpRequest, entry_point: EntryPoint, form: IntakeForm, number: str
) -> HttpResponse:
    """The same words from the same person, a moment ago: the number and nothing more, as anybody may have typed it."""
    context = {"form": form, "station": entry_point.station, "number": number}
    return render(request, "requests_app/public_twin.html", context, status=409)


def _ask_before(
    request: HttpRequest, entry_point: EntryPoint, form: IntakeForm, before: before_sending.Before
) -> HttpResponse:
    """One page more, once: others' public cases of the same matter, or where such a matter is at home."""
    context = {
        "form": form,
        "station": entry_point.station,
        "confirmation": form.stamp.confirmation,
        "matches": before.matches,
        "can_follow": any(match.is_going_on for match in before.matches),
        "elsewhere": before.other_body,
    }
    return render(request, "requests_app/public_before.html", context)


def _too_many(
    request: HttpRequest, entry_point: EntryPoint, form: IntakeForm, counted: Counted, at: datetime
) -> HttpResponse:
    """Nothing is stored, nothing that was typed is lost."""
    form.add_error(None, TOO_MANY.format(form_limits.when_again(counted.retry_after, at=at)))
    response = _page(request, entry_point, form, at, status=429)
    response["Retry-After"] = str(counted.retry_after)
    return response


def _dead_end(request: HttpRequest, closed: entry_points.ClosedStation | None, at: datetime) -> HttpResponse:
    context = {
        "closed": closed.station if closed else None,
        "stations": Station.objects.open(local_date(at)),
    }
    return render(request, "requests_app/public_dead_end.html", context, status=410 if closed else 404)
