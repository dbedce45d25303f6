"""Numbered letters in the office's name, and urging: what is said to a unit on paper."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from casework.models.constraints import known, paired


class LetterKind(models.TextChoices):
    """The kinds of numbered letters, each with its own series a year (docs/domain.md § 9)."""

    ASSIGNMENT = "assignment", "交办函"
    URGING = "urging", "催办函"
    REFERRAL = "referral", "转送函"
    EXTENSION = "extension", "延期通知"
    TRANSFER = "transfer", "转办函"


_WORDS = {
    "assignment": "交办",
    "urging": "催办",
    "referral": "转送",
    "extension": "延期",
    "transfer": "转办",
}


class Letter(models.Model):
    """The PDF is made from the row. The app adds the subject and what the letter is about."""

    Kind = LetterKind

    kind = models.CharField("种类", max_length=12, choices=LetterKind.choices)
    year = models.PositiveSmallIntegerField("年度")
    serial = models.PositiveIntegerField("序号")
    issued_at = models.DateTimeField("印发时间")
    issued_on = models.DateField("印发日期")
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="印发人"
    )
    text = models.TextField("正文", blank=True)
    due_on = models.DateField("函中期限", null=True, blank=True)

    class Meta:
        abstract = True
        ordering = ["id"]
        constraints = [
            known("kind", LetterKind, "%(class)s_kind_known"),
            models.UniqueConstraint(fields=["kind", "year", "serial"], name="%(class)s_number_once"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """交办〔2026〕12号: the office's prefix before it is a setting, the rest is stable."""
        word = _WORDS[self.kind]
        return f"{word}〔{self.year}〕{self.serial}号"


class Urging(models.Model):
    """催办, by the office (`by`) or by whoever waits for the answer (`by_enterprise`). The app adds the subject."""

    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="催办人",
    )
    by_enterprise = models.BooleanField("企业催办", default=False)
    text = models.TextField("催办内容", blank=True)
    urged_at = models.DateTimeField("催办时间")
    urged_on = models.DateField("催办日期")

    class Meta:
        abstract = True
        ordering = ["id"]
        constraints = [
            paired("urged_at", "urged_on", "%(class)s_at_on"),
            models.CheckConstraint(
                condition=Q(by_enterprise=True, by__isnull=True) | Q(by_enterprise=False, by__isnull=False),
                name="%(class)s_has_one_author",
            ),
        ]
