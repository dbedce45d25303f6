"""A unit's part in a subject, and what it wrote. An assignment has a status of its own."""

from __future__ import annotations

from datetime import date
from typing import Self, TypeVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from casework.models.constraints import known, paired
from groups.models import Department

M = TypeVar("M", bound=models.Model)


class Part(models.TextChoices):
    """A unit's part in a subject: one leads, the others give an opinion."""

    LEAD = "lead", "主办"
    CO = "co", "会办"


class AssignmentStatus(models.TextChoices):
    """Where a unit's part stands; the subject has a status of its own."""

    AT_RELAY = "at_relay", "待转办"
    SENT = "sent", "待签收"
    SIGNED = "signed", "办理中"
    RETURNED = "returned", "已退回"
    OPINION_GIVEN = "opinion_given", "意见已交"
    REPLIED = "replied", "已回复"
    ENDED = "ended", "已终止"


class ResultClass(models.TextChoices):
    """The class that the lead gives its result (docs/domain.md § 3)."""

    A = "A", "A 已解决"
    B = "B", "B 已列入计划"
    C = "C", "C 暂不能解决"
    D = "D", "D 解释说明"


class Publicity(models.TextChoices):
    """What a unit says about making its reply public."""

    OPEN = "open", "主动公开"
    ON_REQUEST = "on_request", "依申请公开"
    CLOSED = "closed", "不予公开"


class ReplyState(models.TextChoices):
    """Where a unit's reply is on its way to the requester."""

    AWAITS_HEAD = "awaits_head", "待单位审签"
    HANDED_BACK = "handed_back", "单位退回修改"
    SENT = "sent", "待代表核对"
    CHECKED = "checked", "已核对"
    SENT_BACK = "sent_back", "退回重办"


class AssignmentQuerySet(models.QuerySet[M]):
    """Parts by what is still to be done about them."""

    def current(self) -> Self:
        """Parts that still stand: neither returned nor ended by withdrawal, transfer or merging."""
        return self.exclude(status__in=(AssignmentStatus.RETURNED, AssignmentStatus.ENDED)).order_by(
            "-part", "id"
        )

    def of(self, department_ids: list[int]) -> Self:
        """The parts of these departments, by their keys."""
        return self.filter(department_id__in=department_ids)

    def unsigned(self) -> Self:
        """Sent to the unit and not signed yet."""
        return self.filter(status=AssignmentStatus.SENT)

    def at_relay(self) -> Self:
        """Handed to a 转办单位 that has not passed them on yet."""
        return self.filter(status=AssignmentStatus.AT_RELAY)

    def overdue(self, on: date) -> Self:
        """Still to be passed on, signed or replied to, and due before the local date."""
        return self.filter(status__in=("at_relay", "sent", "signed"), due_on__lt=on)


class Assignment(models.Model):
    """A unit's part. The app adds the subject and the department: one lead, and a unit once, per subject."""

    Status = AssignmentStatus
    Part = Part

    part = models.CharField("分工", max_length=4, choices=Part.choices)
    status = models.CharField(
        "状态", max_length=14, choices=AssignmentStatus.choices, default=AssignmentStatus.SENT
    )
    round = models.PositiveSmallIntegerField("轮次", default=1)
    assigned_at = models.DateTimeField("交办时间")
    assigned_on = models.DateField("交办日期")
    assigned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="交办人"
    )
    due_on = models.DateField("单位期限")
    signed_at = models.DateTimeField("签收时间", null=True, blank=True)
    signed_on = models.DateField("签收日期", null=True, blank=True)
    deemed_signed = models.BooleanField("视同签收", default=False)
    through = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="经由单位"
    )
    passed_on_at = models.DateTimeField("转办时间", null=True, blank=True)
    passed_on_on = models.DateField("转办日期", null=True, blank=True)
    relay_viewed_at = models.DateTimeField("经由单位首次查看", null=True, blank=True)
    officer_name = models.CharField("经办人", max_length=20, blank=True)
    officer_phone = models.CharField("经办电话", max_length=30, blank=True)
    viewed_at = models.DateTimeField("首次查看", null=True, blank=True)
    returned_at = models.DateTimeField("退回时间", null=True, blank=True)
    return_reason = models.TextField("退回理由", blank=True)
    right_department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="建议单位"
    )
    done_at = models.DateTimeField("完成时间", null=True, blank=True)
    done_on = models.DateField("完成日期", null=True, blank=True)

    class Meta:
        abstract = True
        ordering = ["-part", "id"]
        constraints = [
            known("part", Part, "%(class)s_part_known"),
            known("status", AssignmentStatus, "%(class)s_status_known"),
            paired("signed_at", "signed_on", "%(class)s_signed_at_on"),
            paired("done_at", "done_on", "%(class)s_done_at_on"),
            paired("passed_on_at", "passed_on_on", "%(class)s_passed_on_at_on"),
            models.CheckConstraint(
                condition=~Q(status="at_relay") | Q(through__isnull=False, passed_on_at__isnull=True),
                name="%(class)s_at_relay_has_relay",
            ),
        ]

    @property
    def is_lead(self) -> bool:
        """Whether the unit answers for the whole."""
        return self.part == Part.LEAD


class Reply(models.Model):
    """A unit's text: the lead's reply (`result_class` set) or a co-department's opinion. The app adds the assignment."""

    State = ReplyState

    is_opinion = models.BooleanField("会办意见", default=False)
    state = models.CharField("状态", max_length=12, choices=ReplyState.choices)
    text = models.TextField("内容")
    result_class = models.CharField("结果类别", max_length=1, choices=ResultClass.choices, blank=True)
    promise_on = models.DateField("承诺完成日期", null=True, blank=True)
    promise_text = models.CharField("承诺内容", max_length=200, blank=True)
    basis = models.CharField("依据", max_length=200, blank=True)
    signer = models.CharField("签发人", max_length=20, blank=True)
    officer_name = models.CharField("经办人", max_length=20, blank=True)
    officer_phone = models.CharField("经办电话", max_length=30, blank=True)
    document_number = models.CharField("文号", max_length=60, blank=True)
    document_on = models.DateField("成文日期", null=True, blank=True)
    publicity = models.CharField("公开属性", max_length=10, choices=Publicity.choices, blank=True)
    recorded_from = models.CharField("送达方式", max_length=60, blank=True)
    written_at = models.DateTimeField("提交时间")
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="提交人"
    )
    counted_on = models.DateField("计为回复日期", null=True, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="审签人",
    )
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="核对人",
    )
    remark = models.TextField("退回意见", blank=True)

    class Meta:
        abstract = True
        ordering = ["id"]
        constraints = [
            known("state", ReplyState, "%(class)s_state_known"),
            known("result_class", ResultClass, "%(class)s_class_known", blank=True),
            known("publicity", Publicity, "%(class)s_publicity_known", blank=True),
            models.CheckConstraint(
                condition=Q(is_opinion=True) | ~Q(result_class=""), name="%(class)s_has_class"
            ),
            models.CheckConstraint(
                condition=~Q(result_class="B") | Q(promise_on__isnull=False), name="%(class)s_b_has_date"
            ),
        ]
