"""重点督办 of requests."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from casework.models import supervisions
from casework.models.supervisions import SupervisionQuerySet
from requests_app.models.requests import EnterpriseRequest


class Supervision(supervisions.Supervision):
    case = models.ForeignKey(
        EnterpriseRequest, models.PROTECT, related_name="supervisions", verbose_name="诉求"
    )

    objects = SupervisionQuerySet["Supervision"].as_manager()

    class Meta(supervisions.Supervision.Meta):
        verbose_name = verbose_name_plural = "重点督办"
        constraints = [
            *supervisions.Supervision.Meta.constraints,
            models.UniqueConstraint(
                fields=["case"], condition=Q(released_at__isnull=True), name="supervision_one_unreleased"
            ),
        ]
        indexes = [
            models.Index(
                fields=["until_on", "case"],
                condition=Q(released_at__isnull=True),
                name="supervision_until",
            )
        ]
