"""What the desk keeps for one person: saved views of the list, drafts of steps."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from casework.models import drafts
from requests_app.models.requests import EnterpriseRequest


class SavedView(models.Model):
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name="用户")
    page = models.CharField("页面", max_length=20)
    name = models.CharField("名称", max_length=20)
    query = models.CharField("条件", max_length=500, blank=True)
    created_at = models.DateTimeField("保存时间")

    class Meta:
        verbose_name = verbose_name_plural = "常用视图"
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["user", "page", "name"], name="saved_view_once")]

    def __str__(self) -> str:
        return self.name


class StepDraft(drafts.StepDraft):
    """What somebody has typed into a step's form of a case and not sent yet; purged with other drafts."""

    case = models.ForeignKey(EnterpriseRequest, models.CASCADE, related_name="+", verbose_name="诉求")

    class Meta(drafts.StepDraft.Meta):
        verbose_name = verbose_name_plural = "未提交的办理内容"
        constraints = [models.UniqueConstraint(fields=["user", "case", "step"], name="step_draft_once")]
        indexes = [models.Index(fields=["saved_at"], name="step_draft_saved")]
