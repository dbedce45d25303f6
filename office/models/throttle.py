"""Counts of the one limiter (office/throttle.py): a row for each scope, key and window of time."""

from django.db import models
from django.db.models import Q


class ThrottleCounter(models.Model):
    """`key` is a keyed hash: neither an address nor a telephone is found here."""

    scope = models.CharField("范围", max_length=40)
    key = models.CharField("对象（散列）", max_length=64)
    starts_at = models.DateTimeField("时段开始")
    ends_at = models.DateTimeField("时段结束")
    count = models.PositiveIntegerField("次数")

    class Meta:
        verbose_name = "访问计数"
        verbose_name_plural = "访问计数"
        constraints = [
            models.UniqueConstraint(
                fields=["scope", "key", "starts_at", "ends_at"], name="throttlecounter_once_per_window"
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gt=models.F("starts_at")), name="throttlecounter_window_forward"
            ),
        ]
        indexes = [models.Index(fields=["ends_at"], name="throttlecounter_ends")]

    def __str__(self) -> str:
        return f"{self.scope} {self.count}"
