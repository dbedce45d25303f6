"""会诊: what is written down of units at one table, whatever they were called together for."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Minuted(models.Model):
    """Minutes with one outcome, by whom and when; all empty until it was held."""

    minutes = models.TextField("会诊纪要", blank=True)
    outcome = models.CharField("会诊结论", max_length=200, blank=True)
    recorded_at = models.DateTimeField("记录时间", null=True, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="记录人",
    )

    class Meta:
        abstract = True
