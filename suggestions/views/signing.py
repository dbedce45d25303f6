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
from suggestions.steps.signature_links import author_of_link
from suggestions.steps.signing import ByLinkInputs

STEPS = {"sign": "sign_by_link", "refuse": "refuse_by_link"}


@login_not_required
@terminals.opens_elsewhere
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def sign_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """A link that was used, is too old or belongs to no text any more is a 404."""
    at = timezone.now()
    author = author_of_link(token, local_date(at))
    if author is None:
        raise Http404
    refused, status, done = None, 200, ""
    if request.method == "POST":
        step = STEPS.get(request.POST.get("answer", ""))
        if step is None:
            refused, status = Refused("missing", "请选择确认，或者不列名"), 422
        else:
            try:
                engine.take(step, author.suggestion, ByLinkInputs(author), by=Actor.requester("own"), at=at)
                done = "已确认联名" if step == "sign_by_link" else "已登记：不列名"
            except Refused as error:
                refused, status = error, 409
    context = {"author": author, "suggestion": author.suggestion, "refused": refused, "done": done}
    response = render(request, "suggestions/sign_by_link.html", context, status=status)
    response["Referrer-Policy"] = "no-referrer"
    return response
