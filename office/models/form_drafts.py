"""What a visitor has typed into a public form and not sent yet."""

from __future__ import annotations

from django.db import models

from office.crypto import EncryptedTextField


class FormDraft(models.Model):
    """The typed fields of one form as JSON text, under the keyed hash of the form's key; encrypted, gone in an hour."""

    key = models.CharField("表单键", max_length=64, unique=True)
    data = EncryptedTextField("内容")
    saved_at = models.DateTimeField("保存时间")

    class Meta:
        verbose_name = verbose_name_plural = "未提交的表单"
        indexes = [models.Index(fields=["saved_at"], name="form_draft_by_time")]

    def __str__(self) -> str:
        return f"{self.saved_at}"
