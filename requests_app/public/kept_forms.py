"""The public form that was typed and not sent: kept by the server, opened again by its address."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlencode

from django.http import HttpRequest

from office import terminals
from office.calendar import local_date
from office.form_stamps import Stamp
from requests_app.intake import form_drafts
from requests_app.public.forms.intake import IntakeForm

SCOPE = "web"
# In the address: which form it is. In a body: only keep what was typed.
FORM, KEEP = "form", "keep"


def keep_typed(request: HttpRequest, form: IntakeForm, at: datetime) -> bool:
    """Keep what was typed for an hour under the form's key. False where nothing was."""
    return form_drafts.keep(
        form.stamp.key,
        request.POST,
        form.typed_names,
        turn=_turn(request),
        address=request.META["REMOTE_ADDR"],
        at=at,
    )


def reopened(request: HttpRequest, at: datetime) -> tuple[IntakeForm, datetime] | None:
    """The form that the address names, with what was typed into it, and when that was kept; None for a blank one."""
    stamp = Stamp.read(request.GET.get(FORM, ""), at) if FORM in request.GET else None
    kept = form_drafts.find(stamp.key, scope=SCOPE, turn=_turn(request), at=at) if stamp else None
    if stamp is None or kept is None:
        return None
    return IntakeForm.resumed(stamp, kept.typed, on=local_date(at)), kept.saved_at


def address_of(request: HttpRequest, form: IntakeForm) -> str:
    """Where the form opens with what was kept of it."""
    return f"{request.path}?{urlencode({FORM: form.stamp.text})}"


def _turn(request: HttpRequest) -> str:
    turn = terminals.turn_of(request)
    return turn.key if turn is not None else ""
