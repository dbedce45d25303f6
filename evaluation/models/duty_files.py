"""What the person says of the own duty file: an objection to a line, a record that is missing; the link to read it.

Written by the verbs of evaluation/duties alone. Rules: docs/domain.md § 7.
"""

from __future__ import annotations

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q

from casework.models.constraints import another_person, known, paired
from evaluation.models.said_by import SaidBy, known_by, signed_sheet
from groups.models import Representative
from office.signatures import signed_by


class DutyObjectionQuerySet(models.QuerySet["DutyObjection"]):
    def open(self) -> Self:
        """Not answered yet."""
        return self.filter(answered_at__isnull=True)


class DutyObjection(models.Model):
    """An objection to one line of a year's file, answered in writing by another person."""

    representative = models.ForeignKey(
        Representative, models.PROTECT, related_name="duty_objections", verbose_name="代表"
    )
    year = models.PositiveSmallIntegerField("年度")
    # The record's key (`activity:12`), or `duty:survey` for the numbers of a duty.
    line = models.CharField("项", max_length=60)
    line_label = models.CharField("项目", max_length=200)
    text = models.TextField("异议", max_length=500)
    way = models.CharField("方式", max_length=8, choices=SaidBy)
    sheet = signed_sheet()
    raised_at = models.DateTimeField("提出时间")
    raised_by = signed_by("提出人")
    answer_due_on = models.DateField("答复期限")
    answer = models.TextField("答复", max_length=500, blank=True)
    upheld = models.BooleanField("成立", null=True, blank=True)
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)
    answered_by = signed_by("答复人")

    objects = DutyObjectionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "履职档案异议"
        ordering = ["-raised_at", "-id"]
        constraints = [
            known("way", SaidBy, "duty_objection_way_known"),
            known_by("raised_by", "duty_objection_account_is_named"),
            models.UniqueConstraint(
                fields=["representative", "year", "line"],
                condition=Q(answered_at__isnull=True),
                name="duty_objection_one_open",
            ),
            paired("answered_at", "answered_by", "duty_objection_answered_at_by"),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, upheld__isnull=True, answer="")
                | (Q(answered_at__isnull=False, upheld__isnull=False) & ~Q(answer="")),
                name="duty_objection_answered_whole",
            ),
            another_person("answered_by", "raised_by", "duty_objection_other_answers"),
        ]

    def __str__(self) -> str:
        return f"{self.representative} {self.year} 年 {self.line_label}"

    @property
    def subject(self) -> str:
        return f"dutyobjection:{self.pk}"


class EntryKind(models.TextChoices):
    """What a missing record can be; the first four are duties of a year."""

    RECEPTION = "reception", "参加接待"
    PAIRING = "pairing", "结对联系"
    SUGGESTION = "suggestion", "专业建议"
    SURVEY = "survey", "调研视察"
    OPINION = "opinion", "专业意见"
    OTHER = "other", "其他履职"


class DutyEntryQuerySet(models.QuerySet["DutyEntry"]):
    def of_year(self, representative: Representative, year: int) -> Self:
        """What the person entered of days of that year."""
        return self.filter(
            representative=representative, on__gte=date(year, 1, 1), on__lt=date(year + 1, 1, 1)
        )

    def waiting(self) -> Self:
        """Not decided yet."""
        return self.filter(accepted__isnull=True)

    def standing(self) -> Self:
        """Waiting or confirmed."""
        return self.exclude(accepted=False)


class DutyEntry(models.Model):
    """补记: what the person did and no record shows. It counts once another person confirms it by a second source."""

    representative = models.ForeignKey(
        Representative, models.PROTECT, related_name="duty_entries", verbose_name="代表"
    )
    kind = models.CharField("类别", max_length=12, choices=EntryKind)
    on = models.DateField("日期")
    words = models.CharField("做了什么", max_length=200)
    way = models.CharField("方式", max_length=8, choices=SaidBy)
    sheet = signed_sheet()
    entered_at = models.DateTimeField("补记时间")
    entered_by = signed_by("补记人")
    accepted = models.BooleanField("属实", null=True, blank=True)
    # The second source: a signed list, a register; of a refused one the reason.
    basis = models.CharField("依据", max_length=200, blank=True)
    decided_at = models.DateTimeField("核实时间", null=True, blank=True)
    decided_by = signed_by("核实人")

    objects = DutyEntryQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "履职补记"
        ordering = ["-on", "-id"]
        constraints = [
            known("kind", EntryKind, "duty_entry_kind_known"),
            known("way", SaidBy, "duty_entry_way_known"),
            known_by("entered_by", "duty_entry_account_is_named"),
            models.UniqueConstraint(
                fields=["representative", "kind", "on"],
                condition=~Q(kind="other") & (Q(accepted__isnull=True) | Q(accepted=True)),
                name="duty_entry_once_a_day_and_kind",
            ),
            paired("decided_at", "decided_by", "duty_entry_decided_at_by"),
            models.CheckConstraint(
                condition=Q(accepted__isnull=True, decided_at__isnull=True, basis="")
                | (Q(accepted__isnull=False, decided_at__isnull=False) & ~Q(basis="")),
                name="duty_entry_decided_whole",
            ),
            another_person("decided_by", "entered_by", "duty_entry_second_person"),
        ]

    def __str__(self) -> str:
        return f"{self.representative} {self.on} {self.get_kind_display()}"

    @property
    def subject(self) -> str:
        return f"dutyentry:{self.pk}"


class DutyFileLink(models.Model):
    """The private link to the own file of a year; it opens until `expires_on`, as long as person and number stay."""

    representative = models.ForeignKey(
        Representative, models.PROTECT, related_name="duty_file_links", verbose_name="代表"
    )
    year = models.PositiveSmallIntegerField("年度")
    # The link follows from the seed and a key of the server, so that an answer carries the same; its hash is stored.
    seed = models.CharField(max_length=32, editable=False)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    phone_index = models.CharField(max_length=64, editable=False)
    sent_at = models.DateTimeField("发送时间")
    sent_on = models.DateField("发送日期")
    sent_by = signed_by("发送人")
    expires_on = models.DateField("失效日期")

    class Meta:
        verbose_name = verbose_name_plural = "履职档案链接"
        ordering = ["-sent_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["representative", "year", "sent_on"], name="duty_file_link_once_a_day"
            ),
            models.CheckConstraint(
                condition=Q(expires_on__gte=F("sent_on")), name="duty_file_link_opens_for_a_while"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.representative} {self.year}"
