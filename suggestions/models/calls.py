"""Calls of programs that carried an `Idempotency-Key`: each took its step once."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models

from office.form_stamps import LASTS
from suggestions.models.suggestions import Suggestion


class SuggestionCall(models.Model):
    """A key once for a suggestion and an account; of the key a keyed hash, of step and body a fingerprint."""

    suggestion = models.ForeignKey(Suggestion, models.PROTECT, related_name="calls", verbose_name="建议")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="调用账号"
    )
    key = models.CharField("提交键", max_length=64)
    body_sha256 = models.CharField("内容指纹", max_length=64)
    called_at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "接口调用记录"
        constraints = [
            models.UniqueConstraint(fields=["suggestion", "by", "key"], name="suggestioncall_once"),
        ]

    def __str__(self) -> str:
        return f"{self.suggestion_id} {self.called_at:%Y-%m-%d}"


def purge(at: datetime) -> int:
    """Forget keys after the days for which submissions are remembered. Returns how many."""
    return SuggestionCall.objects.filter(called_at__lt=at - LASTS).delete()[0]
