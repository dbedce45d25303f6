"""Who is there: the host's screen with the code, the scan on a phone, the signed sheet, the second source."""

from __future__ import annotations

import secrets
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from casework import engine
from fieldwork.activities import checking_in, links, rotating_code
from fieldwork.activities.activity_file import ActivityFile
from fieldwork.activities.forms import GuestForm, PeopleForm, ReplyForm
from fieldwork.activities.overview import overview_of
from fieldwork.activities.steps.attendance import AttendanceInputs, GuestInputs, SheetInputs
from fieldwork.activities.steps.replies import ReplyInputs
from fieldwork.models import Activity, CheckIn, Invitation, Participation, ScanOutcome
from fieldwork.views.activities import page_of
from fieldwork.views.opening import READERS, Opened, open_activity, open_for
from groups.models import Representative
from office import throttle
from office.access import role_required
from office.actors import Actor
from office.calendar import local_date
from office.crypto import keyed_hash
from office.documents import qr_svg
from office.downloads import file_of
from office.form_fields import refuse
from office.models import User
from office.refusals import Refused
from office.roles import Role
from stations.qr import address
from stations.scopes import Scopes

DEVICE = "checkin_device"
YEAR = 365 * 24 * 3600
# Six digits, four of them good at a time: guessing is hopeless long before.
TRIES, TRIES_WITHIN = 20, 600
WORDS = {
    ScanOutcome.EXPIRED: "这个码已经过期，请扫主办人屏幕上现在的码。",
    ScanOutcome.REPLAYED: "这一页已经用过，请重新扫码。",
    ScanOutcome.UNINVITED: "您不在这次活动的邀请名单里，请找主办人。",
    ScanOutcome.OUTSIDE: "现在不能签到：活动开始前 30 分钟起到结束前可以签到。",
}


@role_required(*READERS)
@require_safe
@never_cache
def activity_code(request: HttpRequest, token: str) -> HttpResponse:
    """代表扫码签到: for the host's screen; the part with the code is fetched anew by itself."""
    opened = _host(request, token)
    return render(request, "fieldwork/activity_code.html", _code(opened))


@role_required(*READERS)
@require_safe
@never_cache
def activity_code_now(request: HttpRequest, token: str) -> HttpResponse:
    return render(request, "fieldwork/_activity_code.html", _code(_host(request, token)))


@role_required(*READERS)
@require_safe
@never_cache
def activity_code_qr(request: HttpRequest, token: str) -> HttpResponse:
    """What the screen shows now, as a picture."""
    activity = _host(request, token).activity
    code = rotating_code.code_at(activity.token, timezone.now())
    path = reverse("fieldwork:checkin", args=[activity.token])
    return file_of(qr_svg(address(f"{path}?c={code}")), "image/svg+xml", "code.svg", inline=True)


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
    form = ReplyForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            given = ReplyInputs(representative=row.representative, **form.cleaned_data)
            engine.take("reply", row.activity, given, by=by, at=at)
        except Refused as refused:
            refuse(form, refused)
        else:
            row.refresh_from_db()
            form = ReplyForm()
    return _invitation_page(request, row, form)


@role_required(*READERS)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def activity_sheet(request: HttpRequest, token: str) -> HttpResponse:
    """替人补签, from the signed list."""
    opened = open_for(request, token, "enter_sheet")
    there = Participation.objects.filter(activity=opened.activity).values("representative")
    people = Representative.objects.filter(pk__in=list(opened.file.called)).exclude(pk__in=there).by_name()
    form = PeopleForm(request.POST if request.method == "POST" else None, people=people)
    if request.method == "POST" and form.is_valid():
        try:
            opened.take("enter_sheet", SheetInputs(people=tuple(form.cleaned_data["people"])))
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, "已按签到表登记，须由另一个人确认后才计入履职")
            return opened.back()
    context = {
        "opened": opened,
        "activity": opened.activity,
        "form": form,
        "title": "按签到表登记",
        "verb": "登记",
        "note": "按本人签了名的签到表登记。您登记的出席，由另一个人确认。",
    }
    return render(request, "fieldwork/activity_form.html", context, status=422 if form.errors else 200)


@role_required(*READERS)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def activity_attendance(request: HttpRequest, token: str) -> HttpResponse:
    """名单: what each answered, who signed in how, and the second source."""
    opened = open_activity(request, token)
    if not (opened.is_host or "unit" in opened.parties or opened.reads_inside):
        raise Http404
    if request.method == "POST":
        return _decide_attendance(opened)
    return _attendance_page(opened)


@role_required(*READERS)
@require_POST
@never_cache
def activity_guest(request: HttpRequest, token: str, pk: int) -> HttpResponse:
    """Whether a unit or an enterprise came, and who."""
    opened = open_for(request, token, "record_guest")
    guests = Invitation.objects.called().filter(activity=opened.activity, representative__isnull=True)
    row = get_object_or_404(guests, pk=pk)
    form = GuestForm(request.POST)
    if not form.is_valid():
        wrong = Refused("invalid", "；".join(str(each) for errors in form.errors.values() for each in errors))
        return page_of(opened, status=422, refused=wrong)
    try:
        opened.take("record_guest", GuestInputs(invitation=row, **form.cleaned_data))
    except Refused as refused:
        return page_of(opened, status=409, refused=refused)
    messages.success(request, f"已登记：{row}")
    return opened.back()


def _host(request: HttpRequest, token: str) -> Opened:
    opened = open_for(request, token, "enter_sheet")
    if opened.activity.status not in ("confirmed", "held"):
        raise Http404
    return opened


def _code(opened: Opened) -> dict[str, Any]:
    activity, at = opened.activity, opened.at
    code = rotating_code.code_at(activity.token, at)
    left = rotating_code.seconds_left(at)
    found = overview_of(opened.file)
    came = {row.representative_id for row in found.claimed}
    expected = [row for row in opened.file.called.values() if row.state in ("invited", "coming")]
    return {
        "activity": activity,
        "code": f"{code[:3]} {code[3:]}",
        "left": left,
        "share": left * 10,
        "came": len(came),
        "expected": len(expected) + len(came - {row.representative_id for row in expected}),
        "silent": [row.representative for row in expected if row.representative_id not in came],
        "is_open": activity.is_open(at),
    }


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
    context = {
        "row": row,
        "activity": row.activity,
        "form": form,
        "good": good,
        "nonce": secrets.token_urlsafe(12),
        "is_open": row.activity.is_open(timezone.now()),
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


def _decide_attendance(opened: Opened) -> HttpResponse:
    name = "deny_attendance" if "deny" in opened.request.POST else "confirm_attendance"
    keys = [int(key) for key in opened.request.POST.getlist("rows") if key.isdecimal() and len(key) < 18]
    rows = tuple(Participation.objects.filter(activity=opened.activity, pk__in=keys))
    try:
        opened.take(name, AttendanceInputs(rows=rows))
    except Refused as refused:
        return _attendance_page(opened, refused=refused)
    messages.success(opened.request, "已确认" if name == "confirm_attendance" else "已记为没有到场")
    return opened.back()


def _attendance_page(opened: Opened, refused: Refused | None = None) -> HttpResponse:
    file = ActivityFile(opened.activity)
    found = overview_of(file)
    by_person = {row.representative_id: row for row in found.participations}
    scans = CheckIn.objects.filter(activity=opened.activity).select_related("representative")
    shared = {row.representative_id for row in scans if row.same_device}
    context = {
        "opened": opened,
        "activity": opened.activity,
        "rows": [
            (row, by_person.get(row.representative_id), row.representative_id in shared)
            for row in file.invitations
            if row.representative_id is not None
        ],
        "failed": [row for row in scans if row.outcome != ScanOutcome.GOOD],
        "may_confirm": opened.may("confirm_attendance"),
        "may_deny": opened.may("deny_attendance"),
        "refused": refused,
    }
    return render(
        opened.request, "fieldwork/activity_attendance.html", context, status=409 if refused else 200
    )
