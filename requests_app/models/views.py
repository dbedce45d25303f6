"""Saved views of the desk's list: a name for a set of filters."""

from __future__ import annotations

from django.conf import settings
from django.db import models


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
