"""Files of a subject."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from office.models import StoredFile


class Attachment(models.Model):
    """The app adds the subject, the assignment and `purpose`: a file stands once with a subject."""

    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", verbose_name="文件")
    for_enterprise = models.BooleanField("企业可见", default=False)
    added_at = models.DateTimeField("添加时间")
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="添加人",
    )

    class Meta:
        abstract = True
        ordering = ["id"]

    def __str__(self) -> str:
        return self.file.name
