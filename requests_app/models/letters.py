"""The numbered letters about a request."""

from __future__ import annotations

from django.db import models

from casework.models import letters
from casework.models.letters import LetterKind
from requests_app.models.assignments import Assignment
from requests_app.models.promises import Promise
from requests_app.models.requests import EnterpriseRequest


class Letter(letters.Letter):
    case = models.ForeignKey(EnterpriseRequest, models.PROTECT, related_name="letters", verbose_name="诉求")
    assignment = models.ForeignKey(
        Assignment, models.PROTECT, null=True, blank=True, related_name="letters", verbose_name="承办"
    )
    promise = models.ForeignKey(
        Promise, models.PROTECT, null=True, blank=True, related_name="letters", verbose_name="承诺事项"
    )

    class Meta(letters.Letter.Meta):
        verbose_name = verbose_name_plural = "函件"


__all__ = ["Letter", "LetterKind"]
