"""Who sits at a reception and when: sittings, the quarters that they take, slots and seats that can be booked."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import F, Q

from groups.models import Representative
from stations.models.receptions import Reception
from stations.models.tokens import new_token


class SittingQuerySet(models.QuerySet["Sitting"]):
    def open(self) -> Self:
        return self.filter(ended_at__isnull=True)

    def of_who_sat(self) -> Self:
        """Of a held reception: who received, whoever sat there later included."""
        return self.filter(sat_from__isnull=False)


class Sitting(models.Model):
    """A representative at a reception. Who is replaced keeps the row, ended; the slots go to the next one."""

    reception = models.ForeignKey(Reception, on_delete=models.PROTECT, related_name="sittings")
    representative = models.ForeignKey(Representative, on_delete=models.PROTECT, related_name="sittings")
    # As the plan or the clerk had it, for the page; the posting may change later.
    duty = models.CharField("职能", max_length=60, blank=True)
    ended_at = models.DateTimeField("不再接待", null=True, blank=True)
    reason = models.CharField("原因", max_length=20, blank=True)
    # From when until when somebody received, as the clerk wrote it down when the register was closed.
    sat_from = models.DateTimeField("接待从", null=True, blank=True)
    sat_to = models.DateTimeField("接待到", null=True, blank=True)
    # By the representative alone: nobody confirms for somebody else.
    confirmed_at = models.DateTimeField("本人确认到场", null=True, blank=True)

    objects = SittingQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "接待代表"
        ordering = ["reception", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["reception", "representative"],
                condition=Q(ended_at__isnull=True),
                name="sitting_once_per_reception",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, reason="") | (Q(ended_at__isnull=False) & ~Q(reason="")),
                name="sitting_ended_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(sat_from__isnull=True, sat_to__isnull=True)
                | Q(sat_from__isnull=False, sat_to__isnull=False, sat_to__gt=F("sat_from")),
                name="sitting_sat_from_and_to",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True) | Q(sat_from__isnull=False),
                name="sitting_confirmed_where_sat",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.representative} {self.reception}"


class SittingCell(models.Model):
    """A quarter of an hour that a representative sits: two receptions at once are refused by the database."""

    representative = models.ForeignKey(
        Representative, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    sitting = models.ForeignKey(Sitting, on_delete=models.PROTECT, related_name="cells")
    quarter_at = models.DateTimeField("一刻钟")
    released_at = models.DateTimeField("让出", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "接待时间格"
        constraints = [
            models.UniqueConstraint(
                fields=["representative", "quarter_at"],
                condition=Q(released_at__isnull=True),
                name="sitting_cell_of_one_reception",
            )
        ]

    def __str__(self) -> str:
        return f"{self.representative_id} {self.quarter_at:%Y-%m-%d %H:%M}"


class Slot(models.Model):
    """A stretch of a sitting that can be booked by `seats` visitors at a time."""

    code = models.CharField("标识", max_length=32, unique=True, default=new_token, editable=False)
    sitting = models.ForeignKey(Sitting, on_delete=models.PROTECT, related_name="slots")
    begins_at = models.DateTimeField("开始")
    ends_at = models.DateTimeField("结束")

    class Meta:
        verbose_name = verbose_name_plural = "接待时段"
        ordering = ["begins_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["sitting", "begins_at"], name="slot_once_per_sitting"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("begins_at")), name="slot_ends_after_it_begins"),
        ]

    def __str__(self) -> str:
        return f"{self.sitting} {self.begins_at:%H:%M}"


class Seat(models.Model):
    """One place in a slot."""

    slot = models.ForeignKey(Slot, on_delete=models.PROTECT, related_name="seats")
    number = models.PositiveSmallIntegerField("序号")

    class Meta:
        verbose_name = verbose_name_plural = "接待席位"
        ordering = ["slot", "number"]
        constraints = [
            models.UniqueConstraint(fields=["slot", "number"], name="seat_once_per_slot"),
            models.CheckConstraint(condition=Q(number__gte=1), name="seat_counts_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.slot} {self.number}"
