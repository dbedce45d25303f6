"""Uploaded files that passed office/files.py; the bytes lie outside the web root under a random name."""

import secrets

from django.conf import settings
from django.db import models
from django.db.models import Q

from office.crypto import EncryptedTextField


def new_token() -> str:
    return secrets.token_urlsafe(16)


class StoredFile(models.Model):
    """Written after its bytes are on disk. Served only by the view of whatever it belongs to."""

    token = models.CharField("标识", max_length=22, unique=True, default=new_token, editable=False)
    path = models.CharField("存放位置", max_length=100, unique=True, editable=False)
    # What the sender called it, with the extension that fits the content.
    name = EncryptedTextField("原文件名")
    content_type = models.CharField("类型", max_length=80)
    size = models.PositiveIntegerField("大小（字节）")
    sha256 = models.CharField("校验值", max_length=64)
    created_at = models.DateTimeField("上传时间")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="上传人",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
    )

    class Meta:
        verbose_name = "文件"
        verbose_name_plural = "文件"
        constraints = [models.CheckConstraint(condition=Q(size__gt=0), name="storedfile_not_empty")]
        indexes = [models.Index(fields=["created_at"], name="storedfile_created")]

    def __str__(self) -> str:
        return f"{self.content_type} {self.token}"

    @property
    def is_image(self) -> bool:
        return self.content_type.startswith("image/")

    @property
    def is_pdf(self) -> bool:
        return self.content_type == "application/pdf"
