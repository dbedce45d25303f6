"""Mandates (任职) as a chain of spans: each change ends the present span and opens the next.

The open span of a representative and term is the state now; groups/mandates.py writes them.
"""

from datetime import date

from django.db import models
from django.db.models import Q

from groups.spans import SpanQuerySet, known_values, ordered_span


class MandateQuerySet(SpanQuerySet["Mandate"]):
    def active(self, on: date) -> "MandateQuerySet":
        return self.in_force(on).filter(status=Mandate.Status.ACTIVE)


class Mandate(models.Model):
    class Status(models.TextChoices):
        ACTIVE = "active", "在任"
        SUSPENDED = "suspended", "暂停"
        ENDED = "ended", "终止"

    class Reason(models.TextChoices):
        """Why a mandate was suspended or ended: for the record, never public (代表法)."""

        NONE = "", "无"
        TERM_ENDED = "term_ended", "届满"
        RESIGNED = "resigned", "辞职"
        MOVED_AWAY = "moved_away", "迁出或调离本行政区域"
        RECALLED = "recalled", "被罢免"
        ABSENT = "absent", "两次未经批准不出席会议"
        CRIMINAL_CASE = "criminal_case", "因刑事案件"
        LOST_CITIZENSHIP = "lost_citizenship", "丧失国籍"
        LOST_RIGHTS = "lost_rights", "被剥夺政治权利"
        INCAPACITATED = "incapacitated", "丧失行为能力"
        DIED = "died", "去世"
        OTHER = "other", "其他"

    # 代表法 knows a suspension while somebody is prosecuted or serves a sentence; every other reason ends the mandate.
    SUSPENDING = (Reason.CRIMINAL_CASE, Reason.OTHER)

    representative = models.ForeignKey(
        "groups.Representative", on_delete=models.PROTECT, related_name="mandates", verbose_name="代表"
    )
    term = models.ForeignKey(
        "groups.Term", on_delete=models.PROTECT, related_name="mandates", verbose_name="届次"
    )
    status = models.CharField("状态", max_length=10, choices=Status, default=Status.ACTIVE)
    since = models.DateField("开始日期")
    until = models.DateField("结束日期", null=True, blank=True, help_text="当天起不再是这一状态。")
    reason_kind = models.CharField("原因", max_length=20, choices=Reason, blank=True, default="")
    document = models.CharField("依据文件", max_length=120, blank=True)

    objects = MandateQuerySet.as_manager()

    class Meta:
        verbose_name = "任职"
        verbose_name_plural = "任职"
        ordering = ["representative", "term", "since", "pk"]
        constraints = [
            known_values("status", "active", "suspended", "ended", name="mandate_status_is_known"),
            known_values(
                "reason_kind",
                "",
                "term_ended",
                "resigned",
                "moved_away",
                "recalled",
                "absent",
                "criminal_case",
                "lost_citizenship",
                "lost_rights",
                "incapacitated",
                "died",
                "other",
                name="mandate_reason_is_known",
            ),
            ordered_span("mandate_span_is_ordered"),
            models.UniqueConstraint(
                fields=["representative", "term"],
                condition=Q(until__isnull=True),
                name="mandate_is_open_once_per_term",
                violation_error_message="该代表在本届已有任职记录。",
            ),
            models.CheckConstraint(
                condition=Q(status="active") | ~Q(reason_kind=""),
                name="mandate_out_of_office_has_reason",
                violation_error_message="暂停或终止任职须选择原因。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.representative} {self.term} {self.get_status_display()}"
