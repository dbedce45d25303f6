"""部门协同会诊: units at one table, minutes, one outcome; and the seats of those who are asked to come."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from casework.models.constraints import known, paired
from casework.models.consultations import Minuted
from groups.models import Department
from requests_app.models.clocks import Clock


class ConsultState(models.TextChoices):
    PROPOSED = "proposed", "建议会诊"
    CONVENED = "convened", "已通知"
    HELD = "held", "已会诊"
    DROPPED = "dropped", "未组织"


AT_THE_TABLE = (ConsultState.CONVENED, ConsultState.HELD)


class JointConsultationQuerySet(models.QuerySet["JointConsultation"]):
    def pending(self) -> Self:
        """Somebody has yet to convene it, or to write its minutes."""
        return self.filter(
            state__in=(ConsultState.PROPOSED, ConsultState.CONVENED), clock__stopped_at__isnull=True
        )

    def held(self) -> Self:
        return self.filter(state=ConsultState.HELD)


class JointConsultation(Minuted):
    State = ConsultState

    case = models.ForeignKey(
        "requests_app.EnterpriseRequest",
        models.PROTECT,
        related_name="joint_consultations",
        verbose_name="诉求",
    )
    state = models.CharField("状态", max_length=10, choices=ConsultState.choices)
    clock = models.OneToOneField(Clock, models.PROTECT, related_name="+", verbose_name="期限")
    because = models.TextField("为什么会诊")
    proposed_at = models.DateTimeField("提出时间")
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="提出人",
    )
    convened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="组织人",
    )
    place = models.CharField("地点", max_length=60, blank=True)
    meets_at = models.DateTimeField("时间", null=True, blank=True)
    meets_on = models.DateField("日期", null=True, blank=True)
    lead = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="商定主办单位"
    )
    units: models.ManyToManyField[Department, models.Model] = models.ManyToManyField(
        Department, through="Seat", related_name="joint_consultations", verbose_name="参加单位"
    )

    objects = JointConsultationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "部门协同会诊"
        ordering = ["id"]
        constraints = [
            known("state", ConsultState, "joint_consultation_state_known"),
            paired("meets_at", "meets_on", "joint_consultation_meets_at_on"),
            paired("recorded_at", "recorded_by", "joint_consultation_recorded_at_by"),
            models.CheckConstraint(
                condition=~Q(state__in=AT_THE_TABLE)
                | (Q(meets_at__isnull=False, convened_by__isnull=False) & ~Q(place="")),
                name="joint_consultation_convened_has_place",
            ),
            models.CheckConstraint(
                condition=~Q(state="held") | (~Q(minutes="") & ~Q(outcome="") & Q(recorded_at__isnull=False)),
                name="joint_consultation_held_has_outcome",
            ),
        ]

    def __str__(self) -> str:
        return f"会诊（{self.get_state_display()}）"


class SeatQuerySet(models.QuerySet["Seat"]):
    def at_the_table(self) -> Self:
        """Invited to a 会诊 that is to be held, or was."""
        return self.filter(invited=True, consultation__state__in=AT_THE_TABLE)


class Seat(models.Model):
    """A unit at the table: proposed, then invited. It sees the case from the invitation on."""

    consultation = models.ForeignKey(
        JointConsultation, models.PROTECT, related_name="seats", verbose_name="会诊"
    )
    department = models.ForeignKey(Department, models.PROTECT, related_name="seats", verbose_name="单位")
    invited = models.BooleanField("已通知", default=False)
    came = models.BooleanField("到会", null=True, blank=True)

    objects = SeatQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "会诊席位"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["consultation", "department"], name="seat_once_per_consultation")
        ]
        indexes = [models.Index(fields=["department", "consultation"], name="seat_department")]

    def __str__(self) -> str:
        return str(self.department)
