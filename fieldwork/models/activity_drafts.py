"""What somebody has typed into a form of an activity and not sent yet; purged with other drafts."""

from __future__ import annotations

from django.db import models

from casework.models import drafts
from fieldwork.models.activities import Activity


class ActivityDraft(drafts.StepDraft):
    activity = models.ForeignKey(Activity, models.CASCADE, related_name="+", verbose_name="活动")

    class Meta(drafts.StepDraft.Meta):
        verbose_name = verbose_name_plural = "未提交的活动内容"
        constraints = [
            models.UniqueConstraint(fields=["user", "activity", "step"], name="activity_draft_once")
        ]
        indexes = [models.Index(fields=["saved_at"], name="activity_draft_saved")]
