"""The public forms of this app, refused before a view read them: what was typed is kept for an hour."""

from __future__ import annotations

from django.forms import BaseForm
from django.http import HttpRequest
from django.urls import ResolverMatch
from django.utils import timezone

from fieldwork.activities.forms import ReplyForm
from fieldwork.pairings.forms import ConsentForm
from office import unsent_forms
from office.ports import UnsentForm

PUBLIC: dict[str, type[BaseForm]] = {"pairing_consent": ConsentForm, "invitation": ReplyForm}


def unsent_form(request: HttpRequest, match: ResolverMatch) -> UnsentForm | None:
    """None for other addresses."""
    form = PUBLIC.get(match.url_name or "") if match.namespace == "fieldwork" else None
    return unsent_forms.kept(request, form, at=timezone.now()) if form is not None else None
