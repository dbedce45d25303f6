"""An author without an account reads the text by a link of the own and confirms it, or does not."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from casework import engine
from office import terminals
from office.actors import Actor
from office.calendar import local_date
from office.refusals import Refused
from suggestions.models.authors import AuthorState
from suggestions.steps.signature_links import author_of_link
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
    context = {"author": author, "suggestion": author.suggestion, "refused": refused, "done": done}
    response = render(request, "suggestions/sign_by_link.html", context, status=status)
    response["Referrer-Policy"] = "no-referrer"
    return response
