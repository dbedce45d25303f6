"""年度问卷: prepared and approved on the desk, answered behind a private link."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from evaluation.forms import SurveyForm
from evaluation.models import Survey, SurveyInvitation
from evaluation.models.surveys import Asked, Level
from evaluation.surveys import answering, sending
from evaluation.surveys.questions import COLUMNS, QUESTIONS
from evaluation.views.score_queries import WIDE, person_of
from office import form_limits, terminals
from office.access import role_required
from office.actors import Actor
from office.calendar import local_date
from office.form_fields import refuse
from office.refusals import Refused
from office.roles import Role, roles_of

DAYS_OPEN = 21
PAGE_SIZE = 50


@login_not_required
@terminals.opens_elsewhere
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def survey(request: HttpRequest, token: str) -> HttpResponse:
    """Five questions; what was chosen stays where one is missing."""
    at = timezone.now()
    invitation = answering.invitation_of(token, local_date(at))
    if invitation is None:
        return render(request, "evaluation/survey_over.html", status=404)
    if request.method != "POST":
        return _questions(request, invitation)
    if over := form_limits.refused(
        request, lambda message: _questions(request, invitation, message=message), at=at
    ):
        return over
    known = {str(level.value): level for level in Level}
    said = {name: known[value] for name in COLUMNS if (value := request.POST.get(name, "")) in known}
    try:
        answering.answer(invitation, said, by=Actor.requester("own"), at=at)
    except Refused as refused:
        status = 422 if refused.code == "missing" else 409
        return _questions(request, invitation, message=refused.message, status=status)
    return HttpResponseRedirect(request.path, status=303)


@require_safe
@never_cache
@role_required(*WIDE)
def surveys(request: HttpRequest) -> HttpResponse:
    """All years, the newest first, each with what it says."""
    return _desk(request)


@require_safe
@never_cache
@role_required(*WIDE)
def survey_asked(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Who was asked; who answered stands nowhere."""
    row = get_object_or_404(Survey, pk=pk)
    if kind not in Asked.values:
        raise Http404
    page = Paginator(sending.asked_of(row, Asked(kind)), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"survey": row, "label": Asked(kind).label, "page": page}
    return render(request, "evaluation/desk_survey_asked.html", context)


@require_POST
@never_cache
@role_required(Role.STAFF)
def survey_prepare(request: HttpRequest) -> HttpResponse:
    form = SurveyForm(request.POST)
    if not form.is_valid():
        return _desk(request, form=form, status=422)
    try:
        sending.prepare(**form.cleaned_data, by=Actor.of(person_of(request)), at=timezone.now())
    except Refused as refused:
        refuse(form, refused)
        return _desk(request, form=form, status=409)
    messages.success(request, "已拟定，请另一人审签后发送")
    return _back()


@require_POST
@never_cache
@role_required(Role.APPROVER)
def survey_approve(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Survey, pk=pk)
    try:
        sending.approve(row, by=Actor.of(person_of(request)), at=timezone.now())
    except Refused as refused:
        return _desk(request, refused=refused, status=409)
    messages.success(request, "已审签，链接由系统逐家发送")
    return _back()


def _questions(
    request: HttpRequest, invitation: SurveyInvitation, *, message: str = "", status: int = 200
) -> HttpResponse:
    texts = QUESTIONS[Asked(invitation.asked)]
    context = {
        "survey": invitation.survey,
        "is_answered": invitation.answered_on is not None,
        "questions": [
            {"name": name, "text": text, "chosen": request.POST.get(name, "")}
            for name, text in zip(COLUMNS, texts, strict=True)
        ],
        "levels": [(str(level.value), level.label) for level in Level],
        "message": message,
    }
    return render(request, "evaluation/survey.html", context, status=status)


def _desk(
    request: HttpRequest,
    *,
    form: SurveyForm | None = None,
    refused: Refused | None = None,
    status: int = 200,
) -> HttpResponse:
    on, roles = timezone.localdate(), roles_of(request.user)
    initial = {"year": on.year, "closes_on": on + timedelta(days=DAYS_OPEN)}
    rows = list(Survey.objects.select_related("prepared_by", "approved_by"))
    last = next((row for row in rows if row.approved_at is not None), None)
    context = {
        "rows": rows,
        "on": on,
        "last": last,
        "results": answering.results(last, on) if last else [],
        "levels": Level.labels,
        "form": (form or SurveyForm(initial=initial)) if Role.STAFF in roles else None,
        "may_approve": Role.APPROVER in roles,
        "refused": refused,
    }
    return render(request, "evaluation/desk_surveys.html", context, status=status)


def _back() -> HttpResponse:
    return HttpResponseRedirect(reverse("evaluation:surveys"), status=303)
