"""An author without an account reads the text by a link of the own and confirms it, or does not."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from casework import engine
from fieldwork import own_links
from office import terminals
from office.actors import Actor
from office.calendar import local_date
from office.files import file_response
from office.refusals import Refused
from suggestions.models.attachments import Purpose
from suggestions.models.authors import AuthorState
from suggestions.steps.signature_links import author_of_link, own_link
from suggestions.steps.signing import ByLinkInputs

STEPS = {"sign": "sign_by_link", "refuse": "refuse_by_link"}
ANSWERED = {AuthorState.SIGNED: "已确认联名", AuthorState.REFUSED: "已登记：不列名"}


@login_not_required
@terminals.opens_elsewhere
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def sign_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """A link that is too old or belongs to no text any more is a 404; one that was used says what was answered."""
    at = timezone.now()
    author = author_of_link(token, local_date(at))
    if author is None:
        raise Http404
    refused, status, done = None, 200, ANSWERED.get(AuthorState(author.state), "")
    if request.method == "POST" and not done:
        step = STEPS.get(request.POST.get("answer", ""))
        if step is None:
            refused, status = Refused("missing", "请选择确认，或者不列名"), 422
        else:
            try:
                engine.take(step, author.suggestion, ByLinkInputs(author), by=Actor.requester("own"), at=at)
                author.refresh_from_db()
                done = ANSWERED[AuthorState(author.state)]
            except Refused as error:
                refused, status = error, 409
    files = [
        {
            "name": row.file.name,
            "url": reverse("suggestions:link_file", args=[token, row.file.token]),
            "about": row.get_purpose_display(),
        }
        for row in author.suggestion.attachments.filter(purpose=Purpose.TEXT).select_related("file")
    ]
    own = own_link(token, local_date(at))
    context = {
        "own_pages": own_links.pages_of(own, local_date(at)) if own else [],
        "files": files,
        "author": author,
        "suggestion": author.suggestion,
        "refused": refused,
        "done": done,
    }
    response = render(request, "suggestions/sign_by_link.html", context, status=status)
    response["Referrer-Policy"] = "no-referrer"
    return response


@login_not_required
@terminals.opens_elsewhere
@require_safe
@never_cache
def link_file(request: HttpRequest, token: str, file: str) -> HttpResponseBase:
    """A file that belongs to the text which the link asks to sign; Http404 as `sign_by_link`."""
    author = author_of_link(token, local_date(timezone.now()))
    if author is None:
        raise Http404
    rows = author.suggestion.attachments.filter(purpose=Purpose.TEXT).select_related("file")
    return file_response(get_object_or_404(rows, file__token=file).file, inline=True)
