"""The case itself: who asked, what about, where it stands. Its status is written by `workflow.engine` alone."""

from __future__ import annotations

from datetime import date, datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from casework.models.constraints import known, paired
from fieldwork.models import Activity
from groups.models import ProfessionalGroup, Representative
from office.crypto import EncryptedTextField
from office.models import User
from policies.models import Policy, PolicyVersion
from requests_app.models.assignments import Assignment
from requests_app.models.categories import Category, Difficulty
from requests_app.models.grades import Grade, graded_addresses
from requests_app.models.indexes import FIRST_DUE_BY, RECEIVED_BY, UNENDED_BY_DATE
from requests_app.models.states import ENDED, FACE_TO_FACE, OPEN, UNENDED, Outcome, Source, Status, missed
from requests_app.models.visibility import request_filter
from stations.models import Enterprise, Station
from stations.models.requesters import RequesterKind
from stations.scopes import Scopes


class EnterpriseRequestQuerySet(models.QuerySet["EnterpriseRequest"]):
    def open(self) -> Self:
        return self.filter(status__in=OPEN)

    def unended(self) -> Self:
        return self.filter(closed_at__isnull=True)

    def unsealed(self) -> Self:
        return self.filter(sealed=False)

    def overdue(self, on: date) -> Self:
        """Open cases whose answer to the enterprise was due before `on` (a local date)."""
        return self.filter(missed("answer_due_on", on), closed_at__isnull=True, status__in=OPEN)

    def visible_to(self, user: User, on: date) -> Self:
        """What `user` may see on `on`, delegated work included (docs/domain.md, who sees a request)."""
        return self.filter(request_filter(Scopes.of(user, on)))

    def for_list(self) -> Self:
        """One query for a page of the desk's list or the ledger."""
        return self.select_related(
            "station", "category__parent", "group", "representative", "enterprise"
        ).prefetch_related(
            models.Prefetch(
                "assignments", queryset=Assignment.objects.current().select_related("department")
            ),
        )

    def for_detail(self) -> Self:
        people = ("representative__user", "scanned_representative")
        return self.select_related(
            *people, "station", "category__parent", "group", "enterprise", "clause__policy"
        )


class EnterpriseRequest(models.Model):
    Status = Status
    Outcome = Outcome
    RequesterKind = RequesterKind
    Source = Source

    ledger_number = models.CharField("受理编号", max_length=10, unique=True)
    status = models.CharField("状态", max_length=10, choices=Status.choices, default=Status.SUBMITTED)
    status_before = models.CharField("撤回前状态", max_length=10, choices=Status.choices, blank=True)
    outcome = models.CharField("结果", max_length=12, choices=Outcome.choices, blank=True)
    sealed = models.BooleanField("密封件", default=False)
    sealed_for = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="密封件经办人",
    )
    source = models.CharField("来源", max_length=20, choices=Source.choices)
    station = models.ForeignKey(Station, models.PROTECT, verbose_name="服务站")
    scanned_representative = models.ForeignKey(
        Representative, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="扫码代表"
    )
    scanned_activity = models.ForeignKey(
        Activity, models.PROTECT, null=True, blank=True, related_name="requests", verbose_name="扫码活动"
    )
    # The policy that did not work out, and its wording as it was read then.
    policy = models.ForeignKey(
        Policy, models.PROTECT, null=True, blank=True, related_name="requests", verbose_name="反映的政策"
    )
    clause = models.ForeignKey(
        PolicyVersion, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="政策版本"
    )

    requester_kind = models.CharField("反映人", max_length=12, choices=RequesterKind.choices)
    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, null=True, blank=True, related_name="requests", verbose_name="企业"
    )
    enterprise_name = models.CharField("企业名称", max_length=60, blank=True)
    uscc = models.CharField("统一社会信用代码", max_length=18, blank=True)
    contact = EncryptedTextField("联系人", blank=True)
    phone = EncryptedTextField("联系电话", blank=True)
    phone_extension = EncryptedTextField("分机", blank=True, default="")
    phone_index = models.CharField(max_length=64, blank=True, editable=False)
    phone_grade = models.CharField("电话来源", max_length=8, choices=Grade.choices, default=Grade.NONE)
    email = EncryptedTextField("电子邮箱", blank=True)
    email_grade = models.CharField("邮箱来源", max_length=8, choices=Grade.choices, default=Grade.NONE)
    anonymous = models.BooleanField("匿名", default=False)
    share_contact = models.BooleanField("同意提供联系方式", default=False)
    private = models.BooleanField("不公开", default=False)

    title = models.CharField("标题", max_length=60)
    text = models.TextField("问题或建议")
    text_original = EncryptedTextField("原文", blank=True)
    marks = models.JSONField("受理提示", default=list, blank=True)

    category = models.ForeignKey(Category, models.PROTECT, null=True, blank=True, verbose_name="类别")
    difficulty = models.CharField("难度", max_length=10, choices=Difficulty.choices, blank=True)
    proposed_group = models.ForeignKey(
        ProfessionalGroup, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="拟归口小组"
    )
    group = models.ForeignKey(
        ProfessionalGroup,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="requests",
        verbose_name="专业小组",
    )
    representative = models.ForeignKey(
        Representative,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="requests",
        verbose_name="承办代表",
    )
    expected_outcome = models.CharField("预期效果", max_length=200, blank=True)

    occurred_at = models.DateTimeField("发生时间", null=True, blank=True)
    entered_late = models.BooleanField("补录", default=False)
    submitted_at = models.DateTimeField("提交时间")
    received_on = models.DateField("收到日期")
    accepted_at = models.DateTimeField("受理时间", null=True, blank=True)
    accepted_on = models.DateField("受理日期", null=True, blank=True)
    first_due_on = models.DateField("原答复期限", null=True, blank=True)
    answer_due_on = models.DateField("答复期限", null=True, blank=True)
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)
    answered_on = models.DateField("答复日期", null=True, blank=True)
    closed_at = models.DateTimeField("结束时间", null=True, blank=True)
    closed_on = models.DateField("结束日期", null=True, blank=True)
    waiting_since = models.DateField("待企业补充", null=True, blank=True)
    round = models.PositiveSmallIntegerField("办理轮次", default=1)

    leading = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="followers", verbose_name="合并到"
    )
    split_from = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="parts", verbose_name="拆分自"
    )
    parts_count = models.PositiveSmallIntegerField("拆分件数", default=1)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="录入人",
    )
    external_id = models.CharField("外部编号", max_length=64, null=True, blank=True, unique=True)

    objects = EnterpriseRequestQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "企业诉求"
        ordering = ["-id"]
        constraints = [
            known("status", Status, "case_status_known"),
            known("outcome", Outcome, "case_outcome_known", blank=True),
            known("requester_kind", RequesterKind, "case_requester_kind_known"),
            known("source", Source, "case_source_known"),
            known("difficulty", Difficulty, "case_difficulty_known", blank=True),
            *graded_addresses(),
            paired("accepted_at", "accepted_on", "case_accepted_at_on"),
            paired("answered_at", "answered_on", "case_answered_at_on"),
            paired("closed_at", "closed_on", "case_closed_at_on"),
            models.CheckConstraint(
                condition=Q(status__in=ENDED, closed_at__isnull=False)
                | Q(status__in=UNENDED, closed_at__isnull=True),
                name="case_closed_when_ended",
            ),
            models.CheckConstraint(
                condition=(Q(status="closed") & ~Q(outcome="")) | (~Q(status="closed") & Q(outcome="")),
                name="case_outcome_when_closed",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=("assigned", "handling"))
                | Q(group__isnull=False, accepted_at__isnull=False),
                name="case_assigned_has_group",
            ),
            models.CheckConstraint(
                condition=Q(policy__isnull=True, clause__isnull=True)
                | Q(policy__isnull=False, clause__isnull=False),
                name="case_policy_with_its_clause",
            ),
            models.CheckConstraint(
                condition=~Q(requester_kind="enterprise") | ~Q(enterprise_name=""),
                name="case_enterprise_named",
            ),
            models.CheckConstraint(
                condition=Q(sealed=False) | Q(sealed_for__isnull=False), name="case_sealed_has_keeper"
            ),
            models.CheckConstraint(
                condition=~Q(status="merged") | Q(leading__isnull=False), name="case_merged_has_leading"
            ),
        ]
        indexes = [
            models.Index(fields=["status", "answer_due_on", "id"], name="case_status_due"),
            UNENDED_BY_DATE,
            # Covers the numbers at the tabs and of the start page, for SQLite with the column of its condition.
            models.Index(
                fields=["status", "sealed", "sealed_for", "waiting_since", "answer_due_on", "closed_at"],
                condition=Q(closed_at__isnull=True),
                name="case_unended_tally",
            ),
            # What the same enterprise said before, where none is registered.
            models.Index(fields=["enterprise_name", "-id"], name="case_of_enterprise_name"),
            models.Index(
                fields=["representative", "answer_due_on", "id"],
                condition=Q(closed_at__isnull=True),
                name="case_rep_open_due",
            ),
            models.Index(
                fields=["group", "answer_due_on", "id"],
                condition=Q(closed_at__isnull=True),
                name="case_group_open_due",
            ),
            models.Index(fields=RECEIVED_BY, name="case_received"),
            models.Index(fields=FIRST_DUE_BY, name="case_first_due"),
            models.Index(fields=["closed_on"], name="case_closed_on"),
            # Whole: SQLite cannot see from a bound value that a condition on the column holds.
            models.Index(fields=["phone_index", "-id"], name="case_of_phone"),
        ]

    def __str__(self) -> str:
        return f"{self.ledger_number} {self.title}"

    @property
    def subject(self) -> str:
        """Key of this case's chain of events."""
        return f"case:{self.pk}"

    @property
    def is_open(self) -> bool:
        return self.status in OPEN

    @property
    def is_waiting(self) -> bool:
        """待补充: a question to the enterprise stands unanswered and the clock stands still."""
        return self.waiting_since is not None

    @property
    def was_face_to_face(self) -> bool:
        """Contact was made at intake: the case stays out of 响应率 (docs/domain.md § 2)."""
        return self.source in FACE_TO_FACE

    @property
    def requester_label(self) -> str:
        return self.enterprise_name or dict(RequesterKind.choices).get(self.requester_kind, "")

    @property
    def status_label(self) -> str:
        """The word a screen shows: the outcome once closed, 待补充 while waiting for the enterprise."""
        if self.outcome:
            return Outcome(self.outcome).label
        if self.is_open and self.is_waiting:
            return "待补充"
        return Status(self.status).label

    def is_overdue(self, on: date) -> bool:
        """Open, and its date passed; asking the enterprise afterwards does not take the mark away."""
        until = min(on, self.waiting_since) if self.waiting_since else on
        return self.is_open and self.answer_due_on is not None and self.answer_due_on < until

    def local_close(self, at: datetime, on: date) -> None:
        """Mark the end of the case; saved by the engine."""
        self.closed_at, self.closed_on = at, on


__all__ = [
    "ENDED", "FACE_TO_FACE", "OPEN", "UNENDED", "EnterpriseRequest", "EnterpriseRequestQuerySet",
    "Outcome", "RequesterKind", "Source", "Status",
]  # fmt: skip
