"""What authors say of an answer, in two halves: how it was handled (态度) and what came of it (结果)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from casework.models.constraints import known, paired
from groups.models import Representative
from office.models import StoredFile
from suggestions.models.authors import Author
from suggestions.models.suggestions import Suggestion


class Half(models.TextChoices):
    SATISFIED = "satisfied", "满意"
    MOSTLY = "mostly", "基本满意"
    DISSATISFIED = "dissatisfied", "不满意"


class Opinion(models.Model):
    """Counts once `counted_at` is set: at once from the own account, from a signed sheet once another has checked it.

    `spoken_by` is the 接续代表 where the author has left office.
    """

    suggestion = models.ForeignKey(Suggestion, models.PROTECT, related_name="opinions", verbose_name="建议")
    author = models.ForeignKey(Author, models.PROTECT, related_name="opinions", verbose_name="提出人")
    spoken_by = models.ForeignKey(
        Representative, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="接续代表"
    )
    round = models.PositiveSmallIntegerField("轮次")
    attitude = models.CharField("对办理态度", max_length=12, choices=Half.choices)
    result = models.CharField("对办理结果", max_length=12, choices=Half.choices)
    text = models.TextField("说明", blank=True)
    given_at = models.DateTimeField("提出时间")
    given_on = models.DateField("提出日期")
    counted_at = models.DateTimeField("计入时间", null=True, blank=True)
    sheet = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="签字意见表"
    )
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="代录人",
    )
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="核对人",
    )

    class Meta:
        verbose_name = verbose_name_plural = "代表意见"
        ordering = ["id"]
        constraints = [
            known("attitude", Half, "opinion_attitude_known"),
            known("result", Half, "opinion_result_known"),
            paired("given_at", "given_on", "opinion_given_at_on"),
            models.UniqueConstraint(fields=["author", "round"], name="opinion_once_per_round"),
            models.CheckConstraint(
                condition=~(Q(attitude="dissatisfied") | Q(result="dissatisfied")) | ~Q(text=""),
                name="opinion_dissatisfied_says_why",
            ),
            models.CheckConstraint(
                condition=Q(entered_by__isnull=True, sheet__isnull=True, checked_by__isnull=True)
                | Q(entered_by__isnull=False, sheet__isnull=False)
                # Counted, and the scan parted with after the years.
                | Q(entered_by__isnull=False, counted_at__isnull=False),
                name="opinion_entered_from_a_sheet",
            ),
            models.CheckConstraint(
                condition=Q(entered_by__isnull=True)
                | Q(counted_at__isnull=True)
                | Q(checked_by__isnull=False),
                name="opinion_sheet_is_checked",
            ),
            models.CheckConstraint(
                condition=Q(checked_by__isnull=True) | ~Q(checked_by=F("entered_by")),
                name="opinion_sheet_second_person",
            ),
        ]

    def __str__(self) -> str:
        return f"态度{self.get_attitude_display()}，结果{self.get_result_display()}"
