"""签到 on a representative's own phone: by the account, or by the private link of the invitation."""

from __future__ import annotations

import secrets
from typing import Any, cast

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from casework import engine
from fieldwork.activities import checking_in, links
from fieldwork.activities.forms import ReplyForm
from fieldwork.activities.steps.replies import ReplyInputs
from fieldwork.models import Activity, ActivityPaper, CheckIn, Invitation, ScanOutcome
from fieldwork.models.activities import FROM_DOORS_OPEN
from fieldwork.own_links import pages_of
from groups.models import Representative
from office import form_drafts, terminals, throttle
from office.access import role_required
from office.actors import Actor
from office.calendar import local_date
from office.crypto import keyed_hash
from office.form_fields import refuse
from office.form_stamps import Stamp
from office.models import User
from office.refusals import Refused
from office.roles import Role
from stations.scopes import Scopes

DEVICE = "checkin_device"
YEAR = 365 * 24 * 3600
# Six digits, four of them good at a time: guessing is hopeless long before.
TRIES, TRIES_WITHIN = 20, 600
WORDS = {
    ScanOutcome.EXPIRED: "这个码已经过期，请扫主办人屏幕上现在的码。",
    ScanOutcome.REPLAYED: "这一页已经用过，请重新扫码。",
    ScanOutcome.UNINVITED: "您不在这次活动的邀请名单里，请找主办人。",
    ScanOutcome.OUTSIDE: f"现在不能签到：{FROM_DOORS_OPEN}到结束前可以签到。",
}


@role_required(Role.REPRESENTATIVE)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def checkin(request: HttpRequest, token: str) -> HttpResponse:
    """签到 on the representative's own phone. The scanned address carries the code; it may be typed as well."""
    user, at = cast(User, request.user), timezone.now()
    activity = get_object_or_404(Activity.objects.told(), token=token)
    held = Scopes.of(user, local_date(at)).own.representatives
    person = Representative.objects.filter(pk__in=held).first()
    if person is None:
        raise Http404
    if request.method != "POST":
        return _checkin_page(request, activity, person, code=request.GET.get("c", ""))
    return _scanned(request, activity, person, Actor.of(user))


@login_not_required
@terminals.opens_elsewhere
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def invitation(request: HttpRequest, ticket: str) -> HttpResponse:
    """The private link of a representative without an account: reply, and sign in on the day."""
    at = timezone.now()
    row = links.invitation_of(ticket, on=local_date(at))
    if row is None or row.representative is None or row.activity.confirmed_at is None:
        raise Http404
    by = Actor.requester("own")
    if "code" in request.POST:
        return _scanned(request, row.activity, row.representative, by, ticket=ticket)
    if request.method != "POST":
        kept = form_drafts.restored(request, ReplyForm, at=at)
        return _invitation_page(request, row, kept[0], stamp=kept[1], kept_at=kept[2])
    form = ReplyForm(request.POST)
    stamp, is_kept = form_drafts.received(request, form, at=at)
    if is_kept:
        return HttpResponse(status=204)
    if form.is_valid():
        try:
            given = ReplyInputs(representative=row.representative, **form.cleaned_data)
            engine.take("reply", row.activity, given, by=by, at=at)
        except Refused as refused:
            refuse(form, refused)
        else:
            form_drafts.forget(request, stamp)
            return HttpResponseRedirect(request.path, status=303)
    form_drafts.keep(request, stamp, form.fields, at=at)
    return _invitation_page(request, row, form, stamp=stamp)


def _checkin_page(
    request: HttpRequest, activity: Activity, person: Representative, *, code: str = "", **more: Any
) -> HttpResponse:
    good = CheckIn.objects.filter(activity=activity, representative=person, outcome=ScanOutcome.GOOD).first()
    context = {
        "activity": activity,
        "person": person,
        "code": code[:6] if code.isascii() and code.isdigit() else "",
        "nonce": secrets.token_urlsafe(12),
        "good": good,
        "place": checking_in.place_of(good) if good else 0,
        "programme": [line for line in activity.programme.splitlines() if line.strip()],
    }
    status = int(more.pop("status", 200))
    return _named(request, render(request, "fieldwork/checkin.html", context | more, status=status))


def _invitation_page(request: HttpRequest, row: Invitation, form: ReplyForm, **more: Any) -> HttpResponse:
    good = CheckIn.objects.filter(
        activity=row.activity, representative=row.representative, outcome=ScanOutcome.GOOD
    ).first()
    on, ticket = timezone.localdate(), links.ticket_of(row)
    own = links.own_link_of(ticket, on)
    context = {
        "row": row,
        "activity": row.activity,
        "form": form,
        "good": good,
        "nonce": secrets.token_urlsafe(12),
        "stamp": Stamp.fresh(timezone.now()),
        "is_open": row.activity.is_open(timezone.now()),
        "papers": row.activity.papers.standing().filter(kind=ActivityPaper.Kind.PAPER),
        "ticket": ticket,
        "own_pages": pages_of(own, on) if own else [],
        "programme": [line for line in row.activity.programme.splitlines() if line.strip()],
    }
    status = int(more.pop("status", 422 if form.errors else 200))
    return _named(request, render(request, "fieldwork/invitation.html", context | more, status=status))


def _scanned(
    request: HttpRequest, activity: Activity, person: Representative, by: Actor, *, ticket: str = ""
) -> HttpResponse:
    """One scan; a failed one is on record, and says what to do."""
    at = timezone.now()
    verdict = throttle.hit("checkin", f"{activity.pk}:{person.pk}", limit=TRIES, seconds=TRIES_WITHIN, at=at)
    typed = "".join(each for each in request.POST.get("code", "") if each.isdigit())[:6]
    nonce = request.POST.get("nonce", "").replace("\x00", "")[: checking_in.NONCE_AT_MOST]
    if not verdict.allowed:
        words = f"次数较多，请 {-(-verdict.retry_after // 60)} 分钟后再试，或请主办人按签到表登记。"
        return _again(request, activity, person, words, 429, ticket)
    found = checking_in.scan(activity, person, typed, nonce, device=_device(request), by=by, at=at)
    if found.outcome != ScanOutcome.GOOD:
        return _again(request, activity, person, WORDS[ScanOutcome(found.outcome)], 409, ticket)
    return _again(request, activity, person, "", 200, ticket)


def _again(
    request: HttpRequest, activity: Activity, person: Representative, refused: str, status: int, ticket: str
) -> HttpResponse:
    if not ticket:
        return _checkin_page(request, activity, person, refused=refused, status=status)
    row = Invitation.objects.get(activity=activity, representative=person)
    return _invitation_page(request, row, ReplyForm(), refused=refused, status=status)


def _device(request: HttpRequest) -> str:
    name = request.COOKIES.get(DEVICE, "")
    return keyed_hash("checkin_device", name) if name else ""


def _named(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The phone gets a random name, so that a second person on it is marked 同一设备."""
    if DEVICE not in request.COOKIES:
        response.set_cookie(
            DEVICE,
            secrets.token_urlsafe(16),
            max_age=YEAR,
            httponly=True,
            samesite="Lax",
            secure=request.is_secure(),
        )
    return response
