"""What was learned from decided cases, packed into one row for each purpose."""

from __future__ import annotations

from django.db import models


class Lesson(models.Model):
    """`packed` belongs to requests_app/triage/teaching.py; it holds pieces of words and counts, no texts."""

    kind = models.CharField("用途", max_length=20, unique=True)
    packed = models.BinaryField("内容")
    cases = models.PositiveIntegerField("样本数")
    learned_at = models.DateTimeField("更新时间")

    class Meta:
        verbose_name = verbose_name_plural = "学习结果"

    def __str__(self) -> str:
        return f"{self.kind}（{self.cases} 件）"
