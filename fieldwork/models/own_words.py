"""What somebody else entered about a representative: it counts once the person has confirmed it.

Abstract: each kind of record (a visit, a participation) has these columns in its own table and is named to
fieldwork/confirmations/kinds.py. Rules: docs/domain.md § 12.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Self, TypeVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from groups.models import Representative
from groups.spans import known_values
from office.models import StoredFile

# So long after the person was asked, an entry without a word is 未确认.
ASKED_FOR = timedelta(days=30)


class OwnWord(models.TextChoices):
    SELF = "self", "本人记录"
    WAITING = "waiting", "待本人确认"
    CONFIRMED = "confirmed", "本人已确认"
    DENIED = "denied", "本人说没有这回事"


class Way(models.TextChoices):
    ACCOUNT = "account", "本人登录确认"
    LINK = "link", "本人打开链接确认"
    SHEET = "sheet", "本人签字确认"


COUNTED = (OwnWord.SELF, OwnWord.CONFIRMED)
DECIDED = (OwnWord.CONFIRMED, OwnWord.DENIED)


class ConfirmationSheet(models.Model):
    """确认单: a numbered sheet with some lines that the person signs; another person than who scanned it checks it."""

    number = models.CharField("编号", max_length=20, unique=True)
    representative = models.ForeignKey(
        Representative, on_delete=models.PROTECT, related_name="confirmation_sheets", verbose_name="代表"
    )
    printed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="打印人"
    )
    printed_at = models.DateTimeField("打印时间")
    scan = models.ForeignKey(
        StoredFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="扫描件"
    )
    scanned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="扫描人",
    )
    scanned_at = models.DateTimeField("扫描时间", null=True, blank=True)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="核对人",
    )
    checked_at = models.DateTimeField("核对时间", null=True, blank=True)

    class Meta:
        verbose_name = "本人确认单"
        verbose_name_plural = "本人确认单"
        ordering = ["-printed_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(scan__isnull=True, scanned_by__isnull=True, scanned_at__isnull=True)
                | Q(scan__isnull=False, scanned_by__isnull=False, scanned_at__isnull=False),
                name="confirmation_sheet_scanned_whole",
            ),
            models.CheckConstraint(
                condition=Q(checked_by__isnull=True, checked_at__isnull=True)
                | Q(checked_by__isnull=False, checked_at__isnull=False, scanned_at__isnull=False),
                name="confirmation_sheet_checked_once_scanned",
            ),
            models.CheckConstraint(
                condition=Q(checked_by__isnull=True) | ~Q(checked_by=models.F("scanned_by")),
                name="confirmation_sheet_second_person",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def subject(self) -> str:
        return f"confirmationsheet:{self.pk}"


class ConfirmationLink(models.Model):
    """The monthly message to a representative; it opens until `expires_on`, as long as person and number stay."""

    representative = models.ForeignKey(
        Representative, on_delete=models.PROTECT, related_name="confirmation_links", verbose_name="代表"
    )
    month = models.CharField("月份", max_length=7)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    # The number it was sent to: a link to a former number opens nothing.
    phone_index = models.CharField(max_length=64, editable=False)
    sent_at = models.DateTimeField("发送时间")
    expires_on = models.DateField("失效日期")

    class Meta:
        verbose_name = "本人确认链接"
        verbose_name_plural = "本人确认链接"
        ordering = ["-month", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["representative", "month"], name="confirmation_link_once_a_month")
        ]

    def __str__(self) -> str:
        return f"{self.representative} {self.month}"


M = TypeVar("M", bound="Confirmable")


class ConfirmableQuerySet(models.QuerySet[M]):
    def waiting(self) -> Self:
        """Entered by somebody else, and the person has not said anything."""
        return self.filter(own_word=OwnWord.WAITING)

    def own(self) -> Self:
        """Entered or confirmed by the person: what may count."""
        return self.filter(own_word__in=COUNTED)


class Confirmable(models.Model):
    representative = models.ForeignKey(
        Representative, on_delete=models.PROTECT, related_name="%(class)ss", verbose_name="代表"
    )
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="录入人"
    )
    entered_at = models.DateTimeField("录入时间")
    entered_on = models.DateField("录入日期")
    own_word = models.CharField("本人确认", max_length=10, choices=OwnWord)
    own_word_way = models.CharField("确认方式", max_length=8, choices=Way, blank=True, default="")
    own_word_at = models.DateTimeField("确认时间", null=True, blank=True)
    own_word_on = models.DateField("确认日期", null=True, blank=True)
    # The day on which the person was asked, by link or sheet.
    asked_on = models.DateField("请本人确认日期", null=True, blank=True)
    sheet = models.ForeignKey(
        ConfirmationSheet,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="%(class)ss",
        verbose_name="确认单",
    )

    class Meta:
        abstract = True

    def is_unanswered(self, on: date) -> bool:
        """未确认: asked thirty days ago, no word; it can still be confirmed."""
        return self.own_word == OwnWord.WAITING and on > (self.asked_on or self.entered_on) + ASKED_FOR

    def own_word_label(self, on: date) -> str:
        """待本人确认, 未确认 after thirty days, 本人已确认, 本人说没有这回事; "" for the person's own entries."""
        if self.own_word == OwnWord.SELF:
            return ""
        return "未确认" if self.is_unanswered(on) else str(OwnWord(self.own_word).label)


def own_word_constraints(name: str) -> list[Any]:
    """What every table of confirmable records holds; `name` begins the constraints' names."""
    decided = Q(own_word__in=DECIDED)
    return [
        known_values("own_word", *OwnWord.values, name=f"{name}_own_word_known"),
        known_values("own_word_way", "", *Way.values, name=f"{name}_own_word_way_known"),
        models.CheckConstraint(
            condition=(
                decided & Q(own_word_at__isnull=False, own_word_on__isnull=False) & ~Q(own_word_way="")
            )
            | (~decided & Q(own_word_at__isnull=True, own_word_on__isnull=True, own_word_way="")),
            name=f"{name}_own_word_whole",
        ),
        models.CheckConstraint(
            condition=~Q(own_word_way="sheet") | Q(sheet__isnull=False), name=f"{name}_signed_on_a_sheet"
        ),
    ]
