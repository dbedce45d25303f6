"""What the analysis has counted, kept where counting takes long (evaluation/analysis/kept.py)."""

from __future__ import annotations

from django.db import models


class KeptAnalysis(models.Model):
    """The numbers of one set of filters on the local date `on`, as the first `events` events of the site leave them.

    `asked` are the filters in one line; `looked_on` is the last day on which somebody looked. Numbers and keys only:
    it can be counted anew at any time, and names nobody.
    """

    asked = models.CharField("筛选", max_length=120, unique=True)
    on = models.DateField("统计日")
    counted_at = models.DateTimeField("统计时间")
    events = models.PositiveBigIntegerField("已计入的操作数")
    numbers = models.JSONField("数")
    looked_on = models.DateField("最近查看")

    class Meta:
        verbose_name = verbose_name_plural = "综合分析的统计"
        ordering = ["asked"]

    def __str__(self) -> str:
        return f"{self.asked} {self.on}"
