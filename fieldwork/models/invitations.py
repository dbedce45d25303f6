"""Who is called to an activity: representatives, units, enterprises; what each answered."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from casework.models.constraints import paired
from fieldwork.models.activities import Activity
from groups.models import Department, Representative
from groups.spans import known_values
from stations.models import Enterprise


class InvitationState(models.TextChoices):
    INVITED = "invited", "未回复"
    COMING = "coming", "参加"
    LEAVE_ASKED = "leave_asked", "申请请假"
    ON_LEAVE = "on_leave", "请假"
    LEAVE_REFUSED = "leave_refused", "请假未准"
    ASKED = "asked", "申请参加"
    REFUSED = "refused", "未同意参加"
    WITHDRAWN = "withdrawn", "已撤回"


# Called (§ 12): invited, or admitted on the own wish. Who asked and was refused was never called.
CALLED = (
    InvitationState.INVITED,
    InvitationState.COMING,
    InvitationState.LEAVE_ASKED,
    InvitationState.ON_LEAVE,
    InvitationState.LEAVE_REFUSED,
)


class LeaveKind(models.TextChoices):
    ILLNESS = "illness", "急病等突发情况"
    DUTY = "duty", "公务冲突"
    WORK = "work", "本职工作冲突"
    FAMILY = "family", "家事"
    OTHER = "other", "其他"


class RefusalKind(models.TextChoices):
    """For nothing else may somebody be refused who asks to join (§ 12)."""

    SEATS = "seats", "名额已满"
    TIED = "tied", "应当回避"
    PROFESSION = "profession", "专业要求不符"


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def called(self) -> Self:
        return self.filter(state__in=CALLED)

    def people(self) -> Self:
        return self.filter(representative__isnull=False)


class Invitation(models.Model):
    activity = models.ForeignKey(Activity, models.PROTECT, related_name="invitations")
    representative = models.ForeignKey(
        Representative, models.PROTECT, null=True, blank=True, related_name="invitations", verbose_name="代表"
    )
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="单位"
    )
    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="企业"
    )
    state = models.CharField("回复", max_length=14, choices=InvitationState, default=InvitationState.INVITED)
    by_wish = models.BooleanField("本人申请", default=False)
    leave_kind = models.CharField("请假原因", max_length=10, choices=LeaveKind, blank=True)
    refusal_kind = models.CharField("未同意原因", max_length=12, choices=RefusalKind, blank=True)
    words = models.CharField("说明", max_length=200, blank=True)
    answered_at = models.DateTimeField("回复时间", null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="回复人",
    )
    decided_at = models.DateTimeField("决定时间", null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="决定人",
    )
    # Of a unit or an enterprise: who came.
    officer = models.CharField("到场人员", max_length=60, blank=True)
    came = models.BooleanField("到场", null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "活动邀请"
        ordering = ["activity", "pk"]
        constraints = [
            known_values("state", *InvitationState.values, name="invitation_state_known"),
            known_values("leave_kind", "", *LeaveKind.values, name="invitation_leave_kind_known"),
            known_values("refusal_kind", "", *RefusalKind.values, name="invitation_refusal_kind_known"),
            models.CheckConstraint(
                condition=Q(representative__isnull=False, department__isnull=True, enterprise__isnull=True)
                | Q(representative__isnull=True, department__isnull=False, enterprise__isnull=True)
                | Q(representative__isnull=True, department__isnull=True, enterprise__isnull=False),
                name="invitation_calls_one",
            ),
            models.UniqueConstraint(
                fields=["activity", "representative"],
                condition=Q(representative__isnull=False),
                name="invitation_of_representative_once",
            ),
            models.UniqueConstraint(
                fields=["activity", "department"],
                condition=Q(department__isnull=False),
                name="invitation_of_department_once",
            ),
            models.UniqueConstraint(
                fields=["activity", "enterprise"],
                condition=Q(enterprise__isnull=False),
                name="invitation_of_enterprise_once",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["leave_asked", "on_leave", "leave_refused"]) | ~Q(leave_kind=""),
                name="invitation_leave_has_reason",
            ),
            models.CheckConstraint(
                condition=~Q(state="refused") | ~Q(refusal_kind=""), name="invitation_refused_has_reason"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["invited", "withdrawn"]) | Q(representative__isnull=False),
                name="invitation_answers_are_of_representatives",
            ),
            paired("decided_at", "decided_by", "invitation_decided_whole"),
        ]

    def __str__(self) -> str:
        return str(self.representative or self.department or self.enterprise)

    @property
    def is_called(self) -> bool:
        return self.state in CALLED
