"""会诊: several units at one table over a suggestion, with minutes and one outcome."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from casework.models.constraints import known, paired
from casework.models.consultations import Minuted
from groups.models import Department
from suggestions.models.clocks import SuggestionClock
from suggestions.models.suggestions import Suggestion


class ConsultState(models.TextChoices):
    CONVENED = "convened", "已通知"
    HELD = "held", "已会诊"
    DROPPED = "dropped", "已取消"


class SuggestionConsultation(Minuted):
    """Convened by the office, held with its outcome, or called off; `clock` says by when its minutes are due."""

    State = ConsultState

    suggestion = models.ForeignKey(
        Suggestion, models.PROTECT, related_name="consultations", verbose_name="建议"
    )
    clock = models.OneToOneField(SuggestionClock, models.PROTECT, related_name="+", verbose_name="纪要期限")
    state = models.CharField("状态", max_length=8, choices=ConsultState.choices)
    topic = models.CharField("议题", max_length=500)
    place = models.CharField("地点", max_length=60)
    meets_at = models.DateTimeField("时间")
    meets_on = models.DateField("日期")
    convened_at = models.DateTimeField("通知时间")
    convened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="组织人"
    )
    units: models.ManyToManyField[Department, models.Model] = models.ManyToManyField(
        Department, through="SuggestionSeat", related_name="suggestion_consultations", verbose_name="参加单位"
    )

    class Meta:
        verbose_name = verbose_name_plural = "建议会诊"
        ordering = ["id"]
        constraints = [
            known("state", ConsultState, "suggestionconsultation_state_known"),
            paired("recorded_at", "recorded_by", "suggestionconsultation_recorded_at_by"),
            models.CheckConstraint(
                condition=~Q(state="held") | (~Q(minutes="") & ~Q(outcome="") & Q(recorded_at__isnull=False)),
                name="suggestionconsultation_held_has_outcome",
            ),
            models.UniqueConstraint(
                fields=["suggestion"],
                condition=Q(state="convened"),
                name="suggestionconsultation_one_convened",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.meets_on} 会诊（{self.get_state_display()}）"


class SuggestionSeat(models.Model):
    """A unit at the table: it reads the suggestion from the invitation on."""

    consultation = models.ForeignKey(
        SuggestionConsultation, models.PROTECT, related_name="seats", verbose_name="会诊"
    )
    department = models.ForeignKey(Department, models.PROTECT, related_name="+", verbose_name="单位")
    came = models.BooleanField("到会", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "建议会诊席位"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["consultation", "department"], name="suggestionseat_once_per_consultation"
            )
        ]

    def __str__(self) -> str:
        return str(self.department)
