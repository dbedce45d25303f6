"""Numbered letters in the office's name: 交办函, 催办函 and the like; the PDF is made from the row."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from requests_app.models.assignments import Assignment
from requests_app.models.constraints import known
from requests_app.models.promises import Promise
from requests_app.models.requests import EnterpriseRequest


class LetterKind(models.TextChoices):
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
    Kind = LetterKind

    kind = models.CharField("种类", max_length=12, choices=LetterKind.choices)
    year = models.PositiveSmallIntegerField("年度")
    serial = models.PositiveIntegerField("序号")
    case = models.ForeignKey(EnterpriseRequest, models.PROTECT, related_name="letters", verbose_name="诉求")
    assignment = models.ForeignKey(
        Assignment, models.PROTECT, null=True, blank=True, related_name="letters", verbose_name="承办"
    )
    issued_at = models.DateTimeField("印发时间")
    issued_on = models.DateField("印发日期")
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="印发人"
    )
    text = models.TextField("正文", blank=True)
    due_on = models.DateField("函中期限", null=True, blank=True)
    promise = models.ForeignKey(
        Promise, models.PROTECT, null=True, blank=True, related_name="letters", verbose_name="承诺事项"
    )

    class Meta:
        verbose_name = verbose_name_plural = "函件"
        ordering = ["id"]
        constraints = [
            known("kind", LetterKind, "letter_kind_known"),
            models.UniqueConstraint(fields=["kind", "year", "serial"], name="letter_number_once"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """代工委交办〔2026〕12号: the office's prefix is a setting, the rest is stable."""
        word = _WORDS[self.kind]
        return f"{word}〔{self.year}〕{self.serial}号"
