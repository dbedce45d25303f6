"""What is typed or uploaded into a form and not sent yet. The app adds the subject, the constraints and indexes."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.datastructures import MultiValueDict

from office.crypto import EncryptedTextField
from office.models import StoredFile


class StepDraft(models.Model):
    """The fields of one person's form of one step of one subject.

    `data` is the typed fields as JSON text: it may hold names and telephones, so it is encrypted.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name="用户")
    step = models.CharField("步骤", max_length=30)
    data = EncryptedTextField("内容")
    saved_at = models.DateTimeField("保存时间")

    class Meta:
        abstract = True
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.step} {self.saved_at}"

    @property
    def typed(self) -> MultiValueDict[str, Any]:
        """The values as a form receives them."""
        return MultiValueDict(json.loads(self.data))


class DraftFile(models.Model):
    """A file of a form that came back with errors, under the keyed hash of the form's key."""

    submission_key = models.CharField("提交键", max_length=64)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", verbose_name="文件")
    kept_at = models.DateTimeField("保存时间")

    class Meta:
        abstract = True
        ordering = ["id"]

    def __str__(self) -> str:
        return self.file.name
