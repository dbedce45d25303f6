"""Who is there: the host's screen with the code, the scan on a phone, the signed sheet, the second source."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fieldwork.activities import rotating_code
from fieldwork.activities.activity_file import ActivityFile
from fieldwork.activities.forms import GuestForm, PeopleForm
from fieldwork.activities.overview import overview_of
from fieldwork.activities.steps.attendance import AttendanceInputs, GuestInputs, SheetInputs
from fieldwork.activities.steps.papers import PaperInputs
from fieldwork.models import CheckIn, Invitation, Participation, ScanOutcome
from fieldwork.models.activities import FROM_DOORS_OPEN
from fieldwork.views.activities import page_of
from fieldwork.views.activity_opening import READERS, Opened, open_activity, open_for
from groups.models import Representative
from office.access import role_required
from office.documents import qr_svg
from office.downloads import file_of
from office.files import store
from office.form_fields import refuse
from office.refusals import Refused
from stations.qr import address


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


@role_required(*READERS)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def activity_sheet(request: HttpRequest, token: str) -> HttpResponse:
    """替人补签, from the signed list."""
    opened = open_for(request, token, "enter_sheet")
    there = Participation.objects.filter(activity=opened.activity).values("representative")
    people = Representative.objects.filter(pk__in=list(opened.file.called)).exclude(pk__in=there).by_name()
    sent = request.POST if request.method == "POST" else None
    form = PeopleForm(sent, request.FILES or None, people=people, today=timezone.localdate())
    if request.method == "POST" and form.is_valid():
        try:
            _enter_sheet(opened, form.cleaned_data)
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
        "files": True,
    }
    return render(request, "fieldwork/activity_form.html", context, status=422 if form.errors else 200)


def _enter_sheet(opened: Opened, said: dict[str, Any]) -> None:
    """Who signed, and the sheet itself. Raises what the step and the file refuse, with nothing entered."""
    upload = said.get("signed")
    try:
        stored = store(upload, by=opened.user, at=opened.at) if upload else None
    except Refused as refused:
        refused.field = "signed"
        raise
    with transaction.atomic():
        opened.take("enter_sheet", SheetInputs(people=tuple(said["people"])))
        if stored is not None:
            opened.take("add_paper", PaperInputs(file=stored, title="签到表", kind="signed"))


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
        "share": left * 300 // rotating_code.CHANGES_AFTER,
        "changes_after": rotating_code.CHANGES_AFTER,
        "from_doors_open": FROM_DOORS_OPEN,
        "came": len(came),
        "expected": len(expected) + len(came - {row.representative_id for row in expected}),
        "silent": [row.representative for row in expected if row.representative_id not in came],
        "is_open": activity.is_open(at),
    }


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


def _uninvited(file: ActivityFile, came: Iterable[Participation]) -> list[Invitation]:
    """Who entered the own presence and was never invited: a line of the list, no invitation."""
    known = {row.representative_id for row in file.invitations}
    return [
        Invitation(activity=file.activity, representative=row.representative, state="")
        for row in came
        if row.representative_id not in known
    ]


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
            for row in [*file.invitations, *_uninvited(file, found.participations)]
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
