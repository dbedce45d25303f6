"""The two numbers and the idempotency of intake. Of key, token and 查询码 only keyed hashes are stored."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from casework.models.constraints import known
from requests_app.models.grades import Grade
from requests_app.models.requests import EnterpriseRequest


class LedgerCounter(models.Model):
    """Last 受理编号 given out in a year; its row is the lock under which the next one is taken."""

    year = models.PositiveSmallIntegerField(unique=True)
    last = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.year}: {self.last}"


class AccessKey(models.Model):
    """What opens a case to its requester: a private link, a 查询码, or both. To judge takes a `VerdictKey`."""

    case = models.ForeignKey(
        EnterpriseRequest, models.PROTECT, related_name="access_keys", verbose_name="诉求"
    )
    token_hash = models.CharField(max_length=64, unique=True)
    code_hash = models.CharField(max_length=64, unique=True, null=True, blank=True)
    grade = models.CharField("来源", max_length=8, choices=Grade.choices)
    round = models.PositiveSmallIntegerField("轮次", default=1)
    created_at = models.DateTimeField("签发时间")
    ended_at = models.DateTimeField("失效时间", null=True, blank=True)
    reissued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="补发人",
    )

    class Meta:
        verbose_name = verbose_name_plural = "查询凭据"
        constraints = [known("grade", Grade, "access_key_grade_known")]
        indexes = [
            models.Index(fields=["case"], condition=Q(ended_at__isnull=True), name="access_key_open"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.grade}"


class Submission(models.Model):
    """One acknowledged intake per (scope, key): the same body again gives the same case, another body is refused."""

    scope = models.CharField("来源", max_length=40)
    key = models.CharField("提交键", max_length=64)
    body_sha256 = models.CharField(max_length=64)
    request = models.ForeignKey(
        EnterpriseRequest, models.PROTECT, related_name="submissions", verbose_name="诉求"
    )
    created_at = models.DateTimeField("时间")
    # A keyed hash: only the browser that sent it is led back to the receipt.
    browser = models.CharField("浏览器标识", max_length=64, blank=True, default="")

    class Meta:
        verbose_name = verbose_name_plural = "提交记录"
        constraints = [models.UniqueConstraint(fields=["scope", "key"], name="submission_once")]

    def __str__(self) -> str:
        return f"{self.scope} {self.request_id}"
