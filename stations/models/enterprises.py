"""Enterprises, and representatives' interests in them (回避)."""

from typing import Any

from django.db import models
from django.db.models import Case, F, Q, Value, When

from groups.models import Representative
from groups.models.derived import DerivedCharField
from groups.spans import SpanQuerySet, known_values, ordered_span
from office.typed import credit_codes
from stations.names import FOLDED_AT_MOST, folded_name


class FoldedNameField(DerivedCharField):
    """The name as it is compared with others."""

    def derive(self, text: str) -> str:
        return folded_name(text)


class EnterpriseQuerySet(models.QuerySet["Enterprise"]):
    def leading(self) -> "EnterpriseQuerySet":
        """Rows that stand for themselves, not merged into another."""
        return self.filter(same_as__isnull=True)

    def called(self, name_or_uscc: str) -> "EnterpriseQuerySet":
        """By the full name, a former one or the 统一社会信用代码, as somebody types it: in any width, with any
        brackets. Who bears the name today comes first."""
        code = credit_codes.spelled(name_or_uscc)
        return self.bearing(folded_name(name_or_uscc), or_else=Q(uscc=code) if code else Q(pk=None))

    def bearing(self, folded: Any, *, or_else: Q = Q(pk=None)) -> "EnterpriseQuerySet":  # noqa: B008 - a constant
        """Those that bear this folded name or bore it; who bears it today first."""
        former = FormerName.objects.filter(folded_name=folded).order_by().values("enterprise")
        found = self.filter(Q(folded_name=folded) | Q(pk__in=former) | or_else)
        return found.order_by(Case(When(folded_name=folded, then=Value(0)), default=Value(1)), "pk")

    def registered_as(self, name: str) -> "Enterprise | None":
        """The one of that name as somebody typed it, or the one that it was merged into."""
        folded = folded_name(name)
        row = self.bearing(folded).select_related("same_as").first() if folded else None
        return row.leading if row else None


class Enterprise(models.Model):
    class Size(models.TextChoices):
        LARGE = "large", "大型"
        MEDIUM = "medium", "中型"
        SMALL = "small", "小型"
        MICRO = "micro", "微型"

    name = models.CharField("名称", max_length=60, db_index=True)
    folded_name = FoldedNameField(
        "比对用名称", max_length=FOLDED_AT_MOST, source="name", blank=True, db_index=True
    )
    uscc = models.CharField(
        "统一社会信用代码", max_length=18, unique=True, null=True, blank=True, default=None
    )
    industry = models.CharField("行业", max_length=40, blank=True)
    size = models.CharField("规模", max_length=8, choices=Size, blank=True)
    employees = models.PositiveIntegerField("员工人数", null=True, blank=True)
    address = models.CharField("地址", max_length=120, blank=True)
    main_business = models.CharField("主营业务", max_length=200, blank=True)
    same_as = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        related_name="duplicates",
        verbose_name="与此为同一企业",
        null=True,
        blank=True,
    )
    external_id = models.CharField(
        "外部系统编号", max_length=80, unique=True, null=True, blank=True, default=None
    )

    objects = EnterpriseQuerySet.as_manager()

    class Meta:
        verbose_name = "企业"
        verbose_name_plural = "企业"
        ordering = ["name", "pk"]
        constraints = [
            known_values("size", "", "large", "medium", "small", "micro", name="enterprise_size_is_known"),
            models.CheckConstraint(condition=~Q(name=""), name="enterprise_has_name"),
            models.CheckConstraint(
                condition=Q(uscc__isnull=True) | ~Q(uscc=""), name="enterprise_uscc_is_not_empty"
            ),
            models.CheckConstraint(
                condition=Q(external_id__isnull=True) | ~Q(external_id=""),
                name="enterprise_external_id_is_not_empty",
            ),
            models.CheckConstraint(
                condition=Q(same_as__isnull=True) | ~Q(same_as=F("id")),
                name="enterprise_is_not_merged_into_itself",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def leading(self) -> "Enterprise":
        """The enterprise that this row stands for: itself, or the one it was merged into."""
        return self.same_as or self


class FormerName(models.Model):
    """A name that the enterprise bore before; who types it finds the enterprise, and 回避 looks at it, too."""

    enterprise = models.ForeignKey(
        Enterprise, on_delete=models.PROTECT, related_name="former_names", verbose_name="企业"
    )
    name = models.CharField("曾用名", max_length=60)
    folded_name = FoldedNameField("比对用名称", max_length=FOLDED_AT_MOST, source="name", db_index=True)
    until = models.DateField("用到哪一天", null=True, blank=True)

    class Meta:
        verbose_name = "曾用名"
        verbose_name_plural = "曾用名"
        ordering = ["enterprise", "-until", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(folded_name=""), name="former_name_is_a_name"),
            models.UniqueConstraint(
                fields=["enterprise", "folded_name"],
                name="former_name_once",
                violation_error_message="这个曾用名已登记。",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class InterestQuerySet(SpanQuerySet["Interest"]):
    """Interests from when to when."""


class Interest(models.Model):
    class Kind(models.TextChoices):
        EMPLOYER = "employer", "任职"
        SHAREHOLDER = "shareholder", "持股"
        RELATIVE = "relative", "近亲属关系"
        OTHER = "other", "其他利害关系"

    representative = models.ForeignKey(
        Representative, on_delete=models.PROTECT, related_name="interests", verbose_name="代表"
    )
    enterprise = models.ForeignKey(
        Enterprise, on_delete=models.PROTECT, related_name="interests", verbose_name="企业"
    )
    kind = models.CharField("关系", max_length=12, choices=Kind)
    since = models.DateField("开始日期")
    until = models.DateField("结束日期", null=True, blank=True)

    objects = InterestQuerySet.as_manager()

    class Meta:
        verbose_name = "利害关系"
        verbose_name_plural = "利害关系"
        ordering = ["representative", "enterprise", "since"]
        constraints = [
            known_values(
                "kind", "employer", "shareholder", "relative", "other", name="interest_kind_is_known"
            ),
            ordered_span("interest_span_is_ordered"),
            models.UniqueConstraint(
                fields=["representative", "enterprise", "kind"],
                condition=Q(until__isnull=True),
                name="interest_is_open_once",
                violation_error_message="该利害关系已登记。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.representative} {self.enterprise} {self.get_kind_display()}"
