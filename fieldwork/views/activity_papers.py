"""Papers of an activity: put there by its hosts, read by whoever is called, by account or by the private link."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fieldwork.activities import links
from fieldwork.activities.forms import PaperForm
from fieldwork.activities.steps.papers import PaperInputs, WithdrawInputs
from fieldwork.models import ActivityPaper
from fieldwork.views.activities import page_of
from fieldwork.views.activity_opening import READERS, open_activity, open_for
from office import terminals
from office.access import role_required
from office.calendar import local_date
from office.files import file_response, shown_response, store
from office.form_fields import refuse
from office.refusals import Refused
from office.sent_once import sent_once


@role_required(*READERS)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@sent_once
def activity_papers(request: HttpRequest, token: str) -> HttpResponse:
    """上传材料. A file without a name has its own."""
    opened = open_for(request, token, "add_paper")
    form = PaperForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            stored = store(said["file"], by=opened.user, at=opened.at)
            title = said["title"] or stored.name.rpartition(".")[0][:60] or stored.name[:60]
            opened.take("add_paper", PaperInputs(file=stored, title=title, kind=said["kind"]))
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, "已上传")
            return opened.back()
    context = {
        "opened": opened,
        "activity": opened.activity,
        "form": form,
        "title": "上传材料",
        "verb": "上传",
        "files": True,
    }
    return render(request, "fieldwork/activity_form.html", context, status=422 if form.errors else 200)


@role_required(*READERS)
@require_safe
@never_cache
def activity_paper(request: HttpRequest, token: str, paper: str) -> HttpResponseBase:
    opened = open_activity(request, token)
    row = get_object_or_404(opened.papers.select_related("file"), token=paper)
    return shown_response(request, row.file)


@role_required(*READERS)
@require_POST
@never_cache
def activity_paper_withdraw(request: HttpRequest, token: str, paper: str) -> HttpResponse:
    opened = open_for(request, token, "withdraw_paper")
    row = get_object_or_404(ActivityPaper, activity=opened.activity, token=paper)
    try:
        opened.take("withdraw_paper", WithdrawInputs(paper=row))
    except Refused as refused:
        return page_of(opened, status=409, refused=refused)
    messages.success(request, "已撤下，不能再看了")
    return opened.back()


@login_not_required
@terminals.opens_elsewhere
@require_safe
@never_cache
def invitation_paper(request: HttpRequest, ticket: str, paper: str) -> HttpResponseBase:
    """For who has no account, behind the private link of the invitation."""
    row = links.invitation_of(ticket, on=local_date(timezone.now()))
    if row is None or row.representative is None or row.activity.confirmed_at is None:
        raise Http404
    papers = row.activity.papers.standing().filter(kind=ActivityPaper.Kind.PAPER)
    return file_response(get_object_or_404(papers.select_related("file"), token=paper).file, inline=True)
