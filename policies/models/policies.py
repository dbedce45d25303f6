"""Policies (惠企政策) and who of a department's people writes them. What a policy says is in its versions."""

from datetime import date

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from groups.models import Department
from groups.spans import SpanQuerySet, known_values, ordered_span
from office.models import User
from office.roles import Role, has_role


class PolicyQuerySet(models.QuerySet["Policy"]):
    def editable_by(self, user: User | AnonymousUser, on: date) -> "PolicyQuerySet":
        """Whose next version the user may write: staff all, an editor those of the own departments."""
        if has_role(user, Role.STAFF):
            return self
        if user.is_anonymous or not has_role(user, Role.EDITOR):
            return self.none()
        return self.filter(department__in=departments_of(user, on))

    def visible_to(self, user: User | AnonymousUser, on: date) -> "PolicyQuerySet":
        """At the desk, drafts included."""
        if has_role(user, Role.STAFF, Role.APPROVER, Role.AUDITOR):
            return self
        return self.editable_by(user, on)


class Policy(models.Model):
    class Category(models.TextChoices):
        TAX = "tax", "税收优惠"
        FINANCE = "finance", "金融支持"
        SUPPORT = "support", "要素保障"

    slug = models.CharField(
        "代码",
        max_length=60,
        unique=True,
        validators=[RegexValidator(r"^[a-z0-9]+(-[a-z0-9]+)*$", "只能用小写字母、数字和中间的连字符。")],
        help_text="用于公开网址和二维码，启用后不再改动。",
    )
    category = models.CharField("类别", max_length=8, choices=Category)
    department = models.ForeignKey(
        Department,
        on_delete=models.PROTECT,
        related_name="policies",
        verbose_name="责任单位",
        null=True,
        blank=True,
        help_text="由该单位的政策编辑起草和更新；没有责任单位的由工作人员起草。",
    )
    created_at = models.DateTimeField("建立时间")

    objects = PolicyQuerySet.as_manager()

    class Meta:
        verbose_name = "惠企政策"
        verbose_name_plural = "惠企政策"
        ordering = ["category", "pk"]
        constraints = [
            known_values("category", "tax", "finance", "support", name="policy_category_is_known"),
            models.CheckConstraint(
                condition=Q(slug=Lower("slug")) & ~Q(slug=""), name="policy_slug_is_lower_case"
            ),
        ]

    def __str__(self) -> str:
        return self.slug


class PolicyEditor(models.Model):
    """Which department's policies a 政策编辑 writes (工作专班: several departments, each its own)."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="policy_editorships",
        verbose_name="人员",
    )
    department = models.ForeignKey(
        Department, on_delete=models.PROTECT, related_name="policy_editors", verbose_name="责任单位"
    )
    since = models.DateField("开始日期")
    until = models.DateField("结束日期", null=True, blank=True, help_text="当天起不再担任。")

    objects: "SpanQuerySet[PolicyEditor]" = SpanQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = "政策编辑"
        verbose_name_plural = "政策编辑"
        ordering = ["department", "since"]
        constraints = [
            ordered_span("policy_editor_span_is_ordered"),
            models.UniqueConstraint(
                fields=["user", "department"],
                condition=Q(until__isnull=True),
                name="policy_editor_is_open_once",
                violation_error_message="该人员已是本单位的政策编辑。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.department}"


def departments_of(user: User | AnonymousUser, on: date) -> "models.QuerySet[Department]":
    """The departments whose items this editor writes on that date."""
    if user.is_anonymous:
        return Department.objects.none()
    spans = PolicyEditor.objects.in_force(on).filter(user=user)
    return Department.objects.filter(pk__in=spans.values("department"))
