"""承诺事项: what a B answer to a request promised by a date (docs/domain.md § 3)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from casework.models import promises
from casework.models.promises import ConfirmedBy, PromiseQuerySet
from requests_app.models.answers import Answer
from requests_app.models.requests import EnterpriseRequest


class Promise(promises.Promise):
    case = models.ForeignKey(EnterpriseRequest, models.PROTECT, related_name="promises", verbose_name="诉求")
    answer = models.OneToOneField(Answer, models.PROTECT, related_name="promise", verbose_name="答复")

    objects = PromiseQuerySet["Promise"].as_manager()

    class Meta(promises.Promise.Meta):
        verbose_name = verbose_name_plural = "承诺事项"
        indexes = [
            models.Index(
                fields=["due_on"],
                condition=Q(kept_at__isnull=True, broken_at__isnull=True),
                name="promise_open_due",
            ),
        ]


class PromiseMilestone(promises.Milestone):
    promise = models.ForeignKey(Promise, models.PROTECT, related_name="milestones", verbose_name="承诺事项")

    class Meta(promises.Milestone.Meta):
        verbose_name = verbose_name_plural = "承诺进展"


__all__ = ["ConfirmedBy", "Promise", "PromiseMilestone", "PromiseQuerySet"]
