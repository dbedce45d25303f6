"""Who proposes: the lead author and co-signers, each confirming by the own account, a link or a signed sheet."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from casework.models.constraints import known, paired
from groups.models import Representative
from office.models import StoredFile
from suggestions.models.suggestions import Suggestion


class AuthorState(models.TextChoices):
    NAMED = "named", "待征求"
    ASKED = "asked", "待确认"
    SHEET = "sheet", "签字件待核对"
    SIGNED = "signed", "已确认"
    REFUSED = "refused", "不列名"
    LEFT = "left", "已退出"


class SignedBy(models.TextChoices):
    ACCOUNT = "account", "本人账号"
    LINK = "link", "短信链接"
    SHEET = "sheet", "签字扫描件"


class AuthorQuerySet(models.QuerySet["Author"]):
    def standing(self) -> Self:
        """Neither refused nor left, in their order."""
        return self.exclude(state__in=(AuthorState.REFUSED, AuthorState.LEFT)).order_by("order", "pk")

    def signed(self) -> Self:
        return self.filter(state=AuthorState.SIGNED).order_by("order", "pk")


class Author(models.Model):
    """Order 1 is the lead author. `text_hash` is the text that was confirmed."""

    State = AuthorState

    suggestion = models.ForeignKey(Suggestion, models.PROTECT, related_name="authors", verbose_name="建议")
    representative = models.ForeignKey(
        Representative, models.PROTECT, related_name="authored", verbose_name="代表"
    )
    order = models.PositiveSmallIntegerField("次序")
    state = models.CharField("状态", max_length=8, choices=AuthorState.choices, default=AuthorState.NAMED)
    asked_at = models.DateTimeField("征求时间", null=True, blank=True)
    # Of the link that was sent to the roster's telephone only a keyed hash is kept; it dies after 30 days.
    link_hash = models.CharField("链接", max_length=64, null=True, blank=True, unique=True, editable=False)
    link_until = models.DateField("链接有效至", null=True, blank=True)
    answered_at = models.DateTimeField("确认时间", null=True, blank=True)
    answered_on = models.DateField("确认日期", null=True, blank=True)
    signed_by = models.CharField("怎样确认", max_length=8, choices=SignedBy.choices, blank=True)
    text_hash = models.CharField("确认的文本", max_length=64, blank=True)
    sheet = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="签字扫描件"
    )
    sheet_entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="上传人",
    )
    sheet_checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="核对人",
    )

    # 接续代表: who speaks of the answer once the lead author has left office.
    successor = models.ForeignKey(
        Representative, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="接续代表"
    )
    successor_named_at = models.DateTimeField("指定接续时间", null=True, blank=True)
    successor_named_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="指定接续人",
    )

    objects = AuthorQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "提出人"
        ordering = ["order", "id"]
        constraints = [
            known("state", AuthorState, "author_state_known"),
            known("signed_by", SignedBy, "author_signed_by_known", blank=True),
            paired("answered_at", "answered_on", "author_answered_at_on"),
            models.UniqueConstraint(fields=["suggestion", "representative"], name="author_once"),
            models.UniqueConstraint(fields=["suggestion", "order"], name="author_order_once"),
            models.CheckConstraint(
                condition=~Q(state="signed") | (~Q(signed_by="") & ~Q(text_hash="")),
                name="author_signed_knows_the_text",
            ),
            models.CheckConstraint(
                condition=Q(sheet_checked_by__isnull=True) | ~Q(sheet_checked_by=F("sheet_entered_by")),
                name="author_sheet_second_person",
            ),
            paired("successor", "successor_named_at", "author_successor_has_its_time"),
            models.CheckConstraint(
                condition=Q(successor__isnull=True) | ~Q(successor=F("representative")),
                name="author_succeeded_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.representative}（{self.get_state_display()}）"

    @property
    def is_lead(self) -> bool:
        return self.order == 1
