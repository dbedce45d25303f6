"""What was heard and seen: a line in 40 seconds, photographs, the report; the poster and the calendar file."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fieldwork.activities import calendar_file, poster, report
from fieldwork.activities.drafts import ACTIVITY_DRAFTS
from fieldwork.activities.forms import NoteForm, PhotoForm, ReportForm, enterprises_of
from fieldwork.activities.overview import Findings, findings_of
from fieldwork.activities.steps.records import (
    NoteInputs,
    PhotoInputs,
    ReleaseInputs,
    ReportInputs,
    is_noted,
)
from fieldwork.activities.steps.table import STEPS
from fieldwork.models import ActivityPhoto
from fieldwork.views.activities import page_of
from fieldwork.views.activity_opening import READERS, Opened, open_activity, open_for
from office import options
from office.access import role_required
from office.downloads import file_of, pdf_file
from office.files import file_response, store
from office.form_fields import refuse
from office.form_stamps import Stamp
from office.refusals import Refused
from office.sent_once import sent_once
from stations.qr import address

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@role_required(*READERS)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def activity_record(request: HttpRequest, token: str) -> HttpResponse:
    """记一条. The form keeps what is typed on the server, and is the same line however often it is sent."""
    opened = open_for(request, token, "note")
    enterprises = enterprises_of(opened.activity)
    if request.method != "POST":
        return _record_page(opened, _blank(opened, enterprises))
    if "keep" in request.POST:
        # What comes after the form itself was on its way before: it would stand in the next blank form.
        stamp = Stamp.read(request.POST.get("stamp", ""), opened.at)
        if stamp is None or not is_noted(stamp.key):
            ACTIVITY_DRAFTS.keep(opened.activity, STEPS["note"], request.POST, by=opened.user, at=opened.at)
        return HttpResponse(status=204)
    form = NoteForm.received(request.POST, request.FILES, enterprises=enterprises, at=opened.at)
    if not form.is_valid():
        return _record_page(opened, form, status=422)
    try:
        _note(opened, form)
    except Refused as refused:
        refused.field = "photo" if refused.field == "file" else refused.field
        refuse(form, refused)
        if refused.code == "key_reused":
            form.stamp = Stamp.fresh(opened.at)
        return _record_page(opened, form, status=409)
    ACTIVITY_DRAFTS.discard(opened.activity, STEPS["note"], opened.user)
    messages.success(request, "已记下")
    return opened.back()


@role_required(*READERS)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@sent_once
def activity_photos(request: HttpRequest, token: str) -> HttpResponse:
    opened = open_for(request, token, "add_photo")
    form = PhotoForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            stored = store(said["photo"], by=opened.user, at=opened.at)
            opened.take("add_photo", PhotoInputs(photo=stored, caption=said["caption"], basis=said["basis"]))
        except Refused as refused:
            refused.field = "photo"
            refuse(form, refused)
        else:
            messages.success(request, "已上传。照片不公开，公开须由另一个人确定")
            return opened.back()
    context = {
        "opened": opened,
        "activity": opened.activity,
        "form": form,
        "title": "上传照片",
        "verb": "上传",
        "files": True,
        "note": "拍摄时间、地点等信息会去掉。入镜的人没有同意的，请先模糊或选“仅内部”。",
    }
    return render(request, "fieldwork/activity_form.html", context, status=422 if form.errors else 200)


@role_required(*READERS)
@require_safe
@never_cache
def activity_photo(request: HttpRequest, token: str, photo: str) -> HttpResponse:
    opened = open_activity(request, token)
    if not opened.reads_inside:
        raise Http404
    row = get_object_or_404(
        ActivityPhoto.objects.select_related("file"), activity=opened.activity, token=photo
    )
    return file_response(row.file, inline=True)  # type: ignore[return-value]


@role_required(*READERS)
@require_POST
@never_cache
def activity_photo_act(request: HttpRequest, token: str, photo: str, act: str) -> HttpResponse:
    """公开, 不再公开: each by one tap, the first by a second person."""
    if act not in ("release", "withhold"):
        raise Http404
    opened = open_for(request, token, f"{act}_photo")
    row = get_object_or_404(ActivityPhoto, activity=opened.activity, token=photo)
    basis = request.POST.get("basis", "")
    given = ReleaseInputs(photo=row, basis=basis if basis in ActivityPhoto.Basis.values else "")
    try:
        opened.take(f"{act}_photo", given)
    except Refused as refused:
        return page_of(opened, status=409, refused=refused)
    messages.success(request, "已可公开" if act == "release" else "已不再公开")
    return opened.back()


@role_required(*READERS)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def activity_report(request: HttpRequest, token: str) -> HttpResponse:
    """The report: what was written, else what the record gives by itself."""
    opened = open_for(request, token, "write_report")
    if not opened.may("write_report") and not opened.activity.report:
        raise Http404
    text = opened.activity.report or report.draft(opened.file, _findings(opened))
    form = ReportForm(request.POST if request.method == "POST" else None, initial={"report": text})
    if request.method == "POST" and form.is_valid():
        try:
            opened.take("write_report", ReportInputs(report=form.cleaned_data["report"]))
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, "报告已保存，由代表工作机构另一位工作人员确认")
            return opened.back()
    context = {
        "opened": opened,
        "activity": opened.activity,
        "form": form,
        "title": "活动报告",
        "verb": "保存报告",
        "note": "正文由活动记录自动生成，请核对并修改。",
    }
    return render(request, "fieldwork/activity_form.html", context, status=422 if form.errors else 200)


@role_required(*READERS)
@require_safe
@never_cache
def activity_docx(request: HttpRequest, token: str) -> HttpResponse:
    """The report as Word; before it is written, as the record gives it."""
    opened = open_activity(request, token)
    if not opened.reads_inside:
        raise Http404
    text = opened.activity.report or report.draft(opened.file, _findings(opened))
    content = report.word(opened.activity, text, issuer=str(options.value("working_body_name", opened.on)))
    return file_of(content, DOCX, f"{opened.activity.number}活动报告.docx")


@role_required(*READERS)
@require_safe
@never_cache
def activity_ics(request: HttpRequest, token: str) -> HttpResponse:
    opened = open_activity(request, token)
    if opened.activity.begins_at is None:
        raise Http404
    link = address(reverse("fieldwork:activity", args=[token]))
    content = calendar_file.of_activity(opened.activity, link=link, at=timezone.now())
    return file_of(content, calendar_file.CONTENT_TYPE, f"{opened.activity.number}.ics")


@role_required(*READERS)
@require_safe
@never_cache
def activity_poster(request: HttpRequest, token: str) -> HttpResponse:
    """The A4 poster with /a/<code>/."""
    opened = open_for(request, token, "invite")
    return pdf_file(poster.poster(opened.activity, on=opened.on), f"{opened.activity.number}海报")


def _blank(opened: Opened, enterprises: Any) -> NoteForm:
    draft = ACTIVITY_DRAFTS.find(opened.activity, STEPS["note"], opened.user)
    initial = {name: values[0] for name, values in draft.typed.lists() if values} if draft else {}
    return NoteForm(enterprises=enterprises, stamp=Stamp.fresh(opened.at), initial=initial)


def _note(opened: Opened, form: NoteForm) -> None:
    """The photograph is written before the step's transaction begins."""
    said = form.cleaned_data
    photo = store(said["photo"], by=opened.user, at=opened.at) if said.get("photo") else None
    given = NoteInputs(
        words=said["words"],
        form_key=form.stamp.key,
        enterprise=form.visited,
        place="" if form.visited else said["place"],
        met=said["met"],
        photo=photo,
    )
    opened.take("note", given)


def _record_page(opened: Opened, form: NoteForm, *, status: int = 200) -> HttpResponse:
    context = {"opened": opened, "activity": opened.activity, "form": form, "stamp": form.stamp}
    return render(opened.request, "fieldwork/activity_record.html", context, status=status)


def _findings(opened: Opened) -> Findings:
    return next((find(opened.activity, opened.user, opened.on) for find in findings_of), Findings())
