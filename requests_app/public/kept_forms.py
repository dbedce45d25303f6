"""The request's form that was typed and not sent: kept by the server, opened again by its address."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest

from office import form_drafts
from office.calendar import local_date
from requests_app.intake import duplicates
from requests_app.public.forms.intake import IntakeForm

SCOPE = "web"


def keep_typed(request: HttpRequest, form: IntakeForm, at: datetime) -> bool:
    """Keep what was typed for an hour under the form's key. False where nothing was."""
    return form_drafts.keep(request, form.stamp, form.typed_names, at=at)


def reopened(request: HttpRequest, at: datetime) -> tuple[IntakeForm, datetime] | None:
    """The form that the address names, with what was typed into it, and when that was kept; None for a blank one."""
    kept = form_drafts.reopened(request, is_sent=lambda key: duplicates.is_acknowledged(SCOPE, key), at=at)
    if kept is None:
        return None
    return IntakeForm.resumed(kept.stamp, kept.typed, on=local_date(at)), kept.saved_at
