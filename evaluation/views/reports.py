"""工作报告 on the desk: the list, one report with its words, comments and deeds, Word and PDF."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from evaluation import tones
from evaluation.forms import ReportFilter
from evaluation.models import Report
from evaluation.models.reports import OUT
from evaluation.reports import papers, readers, word_texts, writing
from evaluation.reports.access import may_comment, visible_reports
from evaluation.reports.owners import owner_of
from evaluation.reports.tables import BASIS, tables_of
from evaluation.reports.writing import LONGEST_COMMENT, LONGEST_SECTION, REPORTS
from office import files, publishing
from office.access import person, role_required
from office.actors import Actor
from office.calendar import local_date
from office.downloads import docx_file, pdf_file
from office.models import User
from office.refusals import Refused
from office.roles import Role, roles_of
from office.sent_once import sent_once
from requests_app.desk.views.opening import see_other

# Whoever may be named as a reader.
READERS = tuple(role for role in Role if role != Role.ADMINISTRATOR)
OFFICE = frozenset({Role.STAFF, Role.APPROVER})
ACTS_OF: dict[str, tuple[str, ...]] = {
    Role.STAFF: ("submit", "correct"),
    Role.APPROVER: ("hand_back", "publish"),
}
PAGE = 24


@require_safe
@never_cache
@role_required(*READERS)
def reports(request: HttpRequest) -> HttpResponse:
    """Newest first, narrowed by kind, scope and stage."""
    form = ReportFilter(request.GET)
    rows = visible_reports(person(request), timezone.localdate()).defer("figures").filter(**form.chosen)
    page = Paginator(rows.latest_first(), PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "rows": [{"report": row, "tone": tones.of_report(row)} for row in page],
        "is_filtered": bool(form.chosen),
        "is_office": bool(roles_of(request.user) & OFFICE),
    }
    return render(request, "evaluation/desk_reports.html", context)


@require_safe
@never_cache
@role_required(*READERS)
def report(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, _visible(request, pk))


@require_POST
@role_required(Role.STAFF)
def write(request: HttpRequest, pk: int) -> HttpResponse:
    """Saves every section that was changed, each by itself; what is refused stays as typed beside its heading."""
    found, by, at = _visible(request, pk), Actor.of(person(request)), timezone.now()
    refusals: dict[str, str] = {}
    for section in found.sections.all():
        text = request.POST.get(section.kind)
        if text is None:
            continue
        try:
            writing.write(section, text, seen=request.POST.get(f"seen-{section.kind}", ""), by=by, at=at)
        except Refused as refused:
            refusals[section.kind] = refused.message
    if refusals:
        return _page(request, found, refusals=refusals, status=422)
    if "submit" in request.POST:
        return _take(request, found, "submit")
    messages.success(request, "已保存")
    return see_other(_url(found))


@require_POST
@role_required(Role.STAFF)
def read_word(request: HttpRequest, pk: int) -> HttpResponse:
    """What a clerk wrote in Word stands in the form again, to be looked at and saved; nothing is saved yet."""
    found, upload = _visible(request, pk), request.FILES.get("word")
    if "submit" not in publishing.possible(REPORTS, [found], person(request), _may_take(request)):
        raise Http404
    try:
        if upload is None or (upload.size or 0) > files.BYTES_AT_MOST:
            raise Refused("missing", "请选择 10 MB 以内的 Word 文件（.docx）", field="word")
        texts = word_texts.texts_of(upload.read())
    except Refused as refused:
        return _page(request, found, refusals={"word": refused.message}, status=422)
    long = {
        kind: f"请控制在 {LONGEST_SECTION} 字以内"
        for kind, text in texts.items()
        if len(text) > LONGEST_SECTION
    }
    messages.info(request, "已读入 Word 里的文字，请核对后保存。表格和数字以平台为准，没有读入。")
    return _page(request, found, texts=texts, refusals=long)


@require_POST
@role_required(*READERS)
def read(request: HttpRequest, pk: int) -> HttpResponse:
    """已阅."""
    found = _visible(request, pk)
    try:
        readers.confirm_reading(found, by=Actor.of(person(request)), at=timezone.now())
    except Refused as refused:
        return _page(request, found, refused=refused, status=409)
    messages.success(request, "已登记为已阅")
    return see_other(_url(found))


@require_POST
@role_required(Role.STAFF, Role.APPROVER)
def act(request: HttpRequest, pk: int, action: str) -> HttpResponse:
    """One act of `REPORTS`; a refusal comes back on the page with what was typed."""
    return _take(request, _visible(request, pk), action)


@require_POST
@role_required(*READERS)
@sent_once
def comment(request: HttpRequest, pk: int) -> HttpResponse:
    found, user, at = _visible(request, pk), person(request), timezone.now()
    if not may_comment(found, user, local_date(at)):
        raise Http404
    try:
        writing.comment(found, request.POST.get("comment", ""), by=Actor.of(user), at=at)
    except Refused as refused:
        return _page(request, found, refusals={"comment": refused.message}, status=409)
    messages.success(request, "意见已提交，处理后会通知您")
    return see_other(_url(found))


@require_POST
@role_required(Role.STAFF)
def answer(request: HttpRequest, pk: int, comment: int) -> HttpResponse:
    found = _visible(request, pk)
    row = get_object_or_404(found.comments.all(), pk=comment)
    try:
        writing.answer(row, request.POST.get("answer", ""), by=Actor.of(person(request)), at=timezone.now())
    except Refused as refused:
        return _page(request, found, refusals={f"answer-{row.pk}": refused.message}, status=409)
    messages.success(request, "已登记处理情况")
    return see_other(_url(found))


@require_safe
@never_cache
@role_required(*READERS)
def report_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """`?head=red` puts the red head of an official paper above it."""
    found = _visible(request, pk)
    return pdf_file(papers.pdf(found, letterhead=request.GET.get("head") == "red"), str(found))


@require_safe
@never_cache
@role_required(*READERS)
def report_docx(request: HttpRequest, pk: int) -> HttpResponse:
    found = _visible(request, pk)
    return docx_file(papers.docx(found), str(found))


def _take(request: HttpRequest, found: Report, action: str) -> HttpResponse:
    user = person(request)
    if action not in _may_take(request):
        raise Http404
    if asked := publishing.question(request, REPORTS, action, found, user, back=_url(found)):
        return asked
    text = request.POST.get("text", "")
    try:
        following = publishing.take(REPORTS, action, found, text, by=Actor.of(user), at=timezone.now())
    except Refused as refused:
        refusals = {refused.field: refused.message} if refused.field == "work" else {}
        return _page(request, found, refused=refused, refusals=refusals, status=409)
    messages.success(request, REPORTS.acts[action].done)
    return see_other(_url(following))


def _page(
    request: HttpRequest,
    found: Report,
    *,
    refused: Refused | None = None,
    refusals: dict[str, str] | None = None,
    texts: Mapping[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    """`texts` stand in the form in place of what was saved."""
    user, on, errors = person(request), timezone.localdate(), refusals or {}
    found.refresh_from_db()
    acts = publishing.possible(REPORTS, [found], user, _may_take(request))
    is_office = bool(roles_of(user) & OFFICE)
    is_open = found.status not in OUT
    comments = found.comments.select_related("written_by", "answered_by")
    context = {
        "report": found,
        "tone": tones.of_report(found),
        "tables": tables_of(found.figures),
        "basis": BASIS,
        "sections": [
            _section(row, {**request.POST.dict(), **(texts or {})}, errors)
            for row in found.sections.select_related("written_by").order_by("pk")
        ],
        "comments": [{"row": row, "error": errors.get(f"answer-{row.pk}", "")} for row in comments],
        "may_comment": is_open and may_comment(found, user, on),
        "may_answer": is_office and is_open and "submit" in _may_take(request),
        "comment_error": errors.get("comment", ""),
        "acts": acts,
        "changes": publishing.changes(REPORTS, found),
        "readers": readers.read_by(found, on) if is_office else [],
        "may_confirm": not is_open and _waits_for(found, user, on),
        "word_error": errors.get("word", ""),
        "owner": owner_of(found, on),
        "longest": LONGEST_SECTION,
        "longest_comment": LONGEST_COMMENT,
        "refused": refused,
        "wrong": len(errors),
        "typed": request.POST.get("text", ""),
        "typed_comment": request.POST.get("comment", ""),
        "typed_answer": request.POST.get("answer", ""),
    }
    return render(request, "evaluation/desk_report.html", context, status=status)


def _section(row: Any, typed: Mapping[str, str], errors: dict[str, str]) -> dict[str, Any]:
    return {"row": row, "text": typed.get(row.kind, row.text), "error": errors.get(row.kind, "")}


def _waits_for(found: Report, user: User, on: date) -> bool:
    """Whether this reader has not said 已阅 yet."""
    return user in readers.readers_of(found, on) and not found.readings.filter(user=user).exists()


def _visible(request: HttpRequest, pk: int) -> Report:
    return get_object_or_404(visible_reports(person(request), timezone.localdate()), pk=pk)


def _may_take(request: HttpRequest) -> set[str]:
    return {action for role in roles_of(request.user) for action in ACTS_OF.get(role, ())}


def _url(found: Report) -> str:
    return reverse("evaluation:report", args=[found.pk])
