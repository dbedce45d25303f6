"""不是我改的, one tap away for the telephone that was registered before: a page with two buttons, no look-up."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from office import terminals
from office.refusals import Refused
from requests_app.followup import former_phones

SAID = {"undo": former_phones.undo, "agree": former_phones.agree}


@login_not_required
@terminals.opens_elsewhere
@require_http_methods(["GET", "HEAD", "POST"])
def former_phone(request: HttpRequest, token: str) -> HttpResponse:
    """Opening the link does nothing: messengers open links by themselves."""
    at = timezone.now()
    change = former_phones.find(token, at=at)
    if change is None:
        return render(request, "requests_app/public_former_phone.html", {"is_over": True}, status=404)
    context: dict[str, object] = {"change": change, "case": change.case, "station": change.case.station}
    answer = request.POST.get("answer", "")
    if request.method != "POST" or answer not in SAID:
        return render(request, "requests_app/public_former_phone.html", context)
    try:
        SAID[answer](change, token, at=at)
    except Refused as refused:
        context |= {"message": refused.message}
        return render(request, "requests_app/public_former_phone.html", context, status=409)
    return render(request, "requests_app/public_former_phone.html", context | {"answer": answer})
