"""Files of a suggestion: what its authors hand in with it, and what units send with an opinion or an answer."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from casework.models import drafts
from casework.models.constraints import known
from office.models import StoredFile
from suggestions.models.assignments import SuggestionReply
from suggestions.models.suggestions import Suggestion


class Purpose(models.TextChoices):
    TEXT = "text", "建议附件"
    OPINION = "opinion", "会办意见附件"
    ANSWER = "answer", "答复附件"
    PROOF = "proof", "兑现材料"


class SuggestionAttachment(models.Model):
    """Read by whoever reads what it belongs to; by visitors once it was proposed and released with the publication."""

    Purpose = Purpose

    suggestion = models.ForeignKey(
        Suggestion, models.PROTECT, related_name="attachments", verbose_name="建议"
    )
    reply = models.ForeignKey(
        SuggestionReply,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="attachments",
        verbose_name="答复",
    )
    purpose = models.CharField("用途", max_length=8, choices=Purpose.choices)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", verbose_name="文件")
    release_asked = models.BooleanField("提请公开", default=False)
    released = models.BooleanField("已公开", default=False)
    added_at = models.DateTimeField("添加时间")
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="添加人"
    )

    class Meta:
        verbose_name = verbose_name_plural = "建议附件"
        ordering = ["id"]
        constraints = [
            known("purpose", Purpose, "suggestionattachment_purpose_known"),
            models.UniqueConstraint(fields=["suggestion", "file"], name="suggestionattachment_file_once"),
            models.CheckConstraint(
                condition=Q(purpose="text", reply__isnull=True) | ~Q(purpose="text") & Q(reply__isnull=False),
                name="suggestionattachment_of_text_or_reply",
            ),
            models.CheckConstraint(
                condition=Q(released=False) | Q(release_asked=True),
                name="suggestionattachment_released_once_asked",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.file.name}（{self.get_purpose_display()}）"


class SuggestionDraftFile(drafts.DraftFile):
    """A file of a step's form that was not sent yet: kept for some days (`keep_draft_days`)."""

    class Meta(drafts.DraftFile.Meta):
        verbose_name = verbose_name_plural = "未提交的附件"
        indexes = [models.Index(fields=["submission_key"], name="suggestiondraftfile_key")]
        constraints = [
            models.UniqueConstraint(fields=["submission_key", "file"], name="suggestiondraftfile_once"),
        ]
