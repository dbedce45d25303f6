"""A desk's form of a new case that comes again: with other words under the same key, or with the same words anew."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from requests_app.desk.forms.counter import CounterForm
from requests_app.intake import duplicates
from requests_app.intake.intake import Intake


def twin(form: CounterForm, given: Intake, *, scope: str, at: datetime) -> str:
    """受理编号 of the same words for the same person within the hour: mostly, a step back and a second press.

    "" where there is none, where the clerk has been asked, and under a key that has brought something.
    """
    if form.is_meant_again or duplicates.is_acknowledged(scope, form.stamp.key):
        return ""
    said = duplicates.said_before(given.phone, given.masked.text)
    return duplicates.twin_in(said, given.contact, at=at)


def ask_about_other_words(
    request: HttpRequest,
    template: str,
    form: CounterForm,
    context: dict[str, Any],
    *,
    scope: str,
    at: datetime,
) -> HttpResponse:
    """409: the key has brought another body. Everything stands in a form of its own, to be pressed once more."""
    number = duplicates.number_under(scope, form.stamp.key)
    form.restamp(at)
    return render(request, template, {"form": form, "sent_before": number} | context, status=409)
