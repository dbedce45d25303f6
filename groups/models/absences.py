"""Absences (不在岗) and who stands in (AB 岗). Both dates are days of absence."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class AbsenceQuerySet(models.QuerySet["Absence"]):
    def on(self, day: date) -> "AbsenceQuerySet":
        """Absences that cover the day."""
        return self.overlapping(day, day)

    def overlapping(self, from_on: date, to_on: date) -> "AbsenceQuerySet":
        """Absences with a day from `from_on` to `to_on`, both included."""
        return self.filter(cancelled_at__isnull=True, from_on__lte=to_on, to_on__gte=from_on)


class Absence(models.Model):
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="absences", verbose_name="不在岗人员"
    )
    from_on = models.DateField("从")
    to_on = models.DateField("到", help_text="含当天。")
    delegate = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="delegated_absences",
        verbose_name="代办人",
        null=True,
        blank=True,
        help_text="不选的，任务直接转上一级。",
    )
    reason = models.CharField("事由", max_length=100, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="recorded_absences",
        verbose_name="登记人",
        null=True,
        editable=False,
    )
    cancelled_at = models.DateTimeField("撤销时间", null=True, blank=True, editable=False)

    objects = AbsenceQuerySet.as_manager()

    class Meta:
        verbose_name = "不在岗"
        verbose_name_plural = "不在岗"
        ordering = ["-from_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(to_on__gte=F("from_on")),
                name="absence_ends_after_it_begins",
                violation_error_message="结束日期不能早于开始日期。",
            ),
            models.CheckConstraint(
                condition=Q(delegate__isnull=True) | ~Q(delegate=F("user")),
                name="absence_is_not_delegated_to_oneself",
                violation_error_message="代办人不能是本人。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.from_on}–{self.to_on}"
