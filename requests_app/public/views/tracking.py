"""P3's door: 查询码 and the telephone's last four digits, by POST; and leaving again on a shared device."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from office import terminals
from requests_app.access import tracking
from requests_app.access.tracking import HeldKeys
from requests_app.intake import limits
from requests_app.public import devices
from requests_app.public.forms.track import NO_MATCH, NO_MATCH_WITHOUT, TrackForm
from requests_app.public.views.access import Access, for_requester, keep_in
from requests_app.public.views.look_up import look_up_page, private

TOO_MANY = "查询次数较多，请 {minutes} 分钟后再试；用回执上的链接可以直接打开{or_whole}"
WHOLE_PHONE = "，把后四位改填为完整的联系电话也可以继续查询"


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def track(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return look_up_page(request, TrackForm())
    at = timezone.now()
    form = TrackForm(request.POST)
    if not form.is_valid():
        return look_up_page(request, form, status=422)
    code, digits = form.cleaned_data["code"], form.cleaned_data["last4"]
    tried = limits.count_lookup(request.META["REMOTE_ADDR"], code, digits, at=at)
    if tried.wait:
        return _too_many(request, form, tried.wait, is_whole=len(digits) > tracking.LAST_DIGITS)
    held = tracking.look_up(code, digits, at)
    if held is None:
        form.add_error(None, NO_MATCH if digits else NO_MATCH_WITHOUT)
        return look_up_page(request, form, status=422)
    tried.succeeded()
    return _enter(request, held, at)


def _too_many(request: HttpRequest, form: TrackForm, wait: int, *, is_whole: bool) -> HttpResponse:
    or_whole = "" if is_whole else WHOLE_PHONE
    form.add_error(None, TOO_MANY.format(minutes=-(-wait // 60), or_whole=or_whole))
    response = look_up_page(request, form, status=429)
    response["Retry-After"] = str(wait)
    return response


def _enter(request: HttpRequest, held: HeldKeys, at: datetime) -> HttpResponse:
    number = held.case.ledger_number
    response = HttpResponseRedirect(reverse("requests:case", args=[number]), status=303)
    keep_in(response, request, held, number, at)
    return private(response)


@login_not_required
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """完成，清除本机, after a look-up on a telephone that others use as well."""
    return _left(request, reverse("requests:track"))


@require_POST
@for_requester
def leave_receipt(request: HttpRequest, access: Access) -> HttpResponse:
    """The same of a private link, which opens in this browser no more."""
    return _left(request, "/", token=access.token)


def _left(request: HttpRequest, target: str, *, token: str = "") -> HttpResponse:
    """A terminal goes on with the next visitor."""
    turn = terminals.turn_of(request)
    if turn is None:
        messages.success(request, "本机已清除。再查进度，请用查询码和电话后四位。")
    response = HttpResponseRedirect(turn.home if turn else target, status=303)
    devices.clear(request, response, token)
    return response
