"""How a case stood, by stretches of days: what figures of a past month are counted from (docs/domain.md § 3)."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q

from casework.models.constraints import known
from groups.models import Department, ProfessionalGroup, Representative
from requests_app.models.requests import EnterpriseRequest
from requests_app.models.states import Outcome, Status
from stations.models import Station
from stations.models.requesters import RequesterKind

# `until_on` of the stretch that lasts.
FOREVER = date.max
# Columns that are named and typed as those of the case.
OF_CASE = (
    "status", "outcome", "sealed", "station_id", "group_id", "representative_id", "requester_kind", "anonymous",
    "parts_count", "accepted_on", "first_due_on", "answer_due_on", "waiting_since", "closed_on",
)  # fmt: skip


class CaseState(models.Model):
    """The case at 24:00 of each day `from_on` ≤ day < `until_on`, local dates, as it was on record then.

    Written by requests_app/deadlines/case_states.py with every step; the last of a case lasts, and says what the
    case's own columns say.
    """

    case = models.ForeignKey(
        EnterpriseRequest, models.PROTECT, related_name="states", db_index=False, verbose_name="诉求"
    )
    from_on = models.DateField("自")
    until_on = models.DateField("至（当日不计）", default=FOREVER)
    status = models.CharField("状态", max_length=10, choices=Status.choices)
    outcome = models.CharField("结果", max_length=12, choices=Outcome.choices, blank=True)
    sealed = models.BooleanField("密封件")
    # Nobody asks for states by one of these alone: they have no index.
    station = models.ForeignKey(
        Station, models.PROTECT, related_name="+", db_index=False, verbose_name="服务站"
    )
    group = models.ForeignKey(
        ProfessionalGroup,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name="专业小组",
    )
    representative = models.ForeignKey(
        Representative,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name="承办代表",
    )
    lead = models.ForeignKey(
        Department,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name="主办单位",
    )
    requester_kind = models.CharField("反映人", max_length=12, choices=RequesterKind.choices)
    anonymous = models.BooleanField("匿名")
    parts_count = models.PositiveSmallIntegerField("拆分件数")
    accepted_on = models.DateField("受理日期", null=True, blank=True)
    first_due_on = models.DateField("原答复期限", null=True, blank=True)
    answer_due_on = models.DateField("答复期限", null=True, blank=True)
    waiting_since = models.DateField("待企业补充", null=True, blank=True)
    closed_on = models.DateField("结束日期", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "诉求逐日状态"
        ordering = ["case", "from_on"]
        constraints = [
            known("status", Status, "case_state_status_known"),
            known("outcome", Outcome, "case_state_outcome_known", blank=True),
            models.CheckConstraint(condition=Q(until_on__gt=F("from_on")), name="case_state_forward"),
            models.UniqueConstraint(fields=["case", "from_on"], name="case_state_one_a_day"),
            models.UniqueConstraint(
                fields=["case"], condition=Q(until_on=FOREVER), name="case_state_one_lasts"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.from_on} {self.get_status_display()}"
