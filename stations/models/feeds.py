"""A person's own calendar feed: one open at a time, ended by its owner."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from stations.models.tokens import new_token


class CalendarFeed(models.Model):
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="calendar_feeds", verbose_name="人员"
    )
    # The link follows from the salt and a key of the server; only its hash is stored.
    salt = models.CharField(max_length=32, default=new_token, editable=False)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    opened_at = models.DateTimeField("开通时间")
    ended_at = models.DateTimeField("停用时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "日历订阅"
        ordering = ["-opened_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(ended_at__isnull=True), name="calendar_feed_one_open"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user}"
