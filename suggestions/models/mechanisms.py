"""常态化服务机制: what a unit has set up for good, from which requests, and whether it is used (docs/domain.md § 4)."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from casework.models.constraints import known, paired
from groups.models import Department
from office.signatures import signed_by
from requests_app.models import Category, EnterpriseRequest
from stations.models.tokens import new_token


class MechanismField(models.TextChoices):
    """The three fields that the reform names."""

    FACTORS = "factors", "要素保障"
    SOCIAL = "social", "社会服务"
    TECHNOLOGY = "technology", "科技赋能"


class MechanismStatus(models.TextChoices):
    PROPOSED = "proposed", "待核对"
    IN_FORCE = "in_force", "运行中"
    ENDED = "ended", "已终止"


class ServiceMechanismQuerySet(models.QuerySet["ServiceMechanism"]):
    def in_force(self) -> Self:
        return self.filter(status=MechanismStatus.IN_FORCE)

    def public(self) -> Self:
        """In force or ended: an ended one stays, with its reason."""
        return self.filter(status__in=(MechanismStatus.IN_FORCE, MechanismStatus.ENDED))

    def newest_first(self) -> Self:
        return self.order_by("-in_force_on", "-pk")


class ServiceMechanism(models.Model):
    """`category` are the requests that it answers, which are counted before and after."""

    token = models.CharField("标识", max_length=32, unique=True, default=new_token, editable=False)
    title = models.CharField("名称", max_length=60)
    field = models.CharField("领域", max_length=10, choices=MechanismField.choices)
    department = models.ForeignKey(
        Department, models.PROTECT, related_name="service_mechanisms", verbose_name="建立单位"
    )
    category = models.ForeignKey(Category, models.PROTECT, related_name="+", verbose_name="解决哪类诉求")
    status = models.CharField(
        "状态", max_length=10, choices=MechanismStatus.choices, default=MechanismStatus.PROPOSED
    )
    text = models.TextField("做什么")
    for_whom = models.CharField("服务对象", max_length=100)
    telephone = models.CharField("联系电话", max_length=40)
    document_number = models.CharField("文号", max_length=40, blank=True)
    proposed_at = models.DateTimeField("提出时间")
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="提出人"
    )
    in_force_on = models.DateField("起始日期", null=True, blank=True)
    checked_at = models.DateTimeField("核对时间", null=True, blank=True)
    checked_by = signed_by("核对人")
    ended_at = models.DateTimeField("终止登记时间", null=True, blank=True)
    ended_on = models.DateField("终止日期", null=True, blank=True)
    ended_because = models.CharField("终止原因", max_length=300, blank=True)

    objects = ServiceMechanismQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "常态化服务机制"
        ordering = ["-id"]
        constraints = [
            known("field", MechanismField, "mechanism_field_known"),
            known("status", MechanismStatus, "mechanism_status_known"),
            paired("checked_at", "checked_by", "mechanism_checked_at_by"),
            paired("ended_at", "ended_on", "mechanism_ended_at_on"),
            models.CheckConstraint(
                condition=Q(checked_by__isnull=True) | ~Q(checked_by=F("proposed_by")),
                name="mechanism_second_person",
            ),
            models.CheckConstraint(
                condition=Q(status="proposed", checked_at__isnull=True)
                | (Q(status__in=("in_force", "ended"), checked_at__isnull=False, in_force_on__isnull=False)
                   & ~Q(document_number="")),
                name="mechanism_in_force_once_checked",
            ),
            models.CheckConstraint(
                condition=(Q(status="ended", ended_at__isnull=False) & ~Q(ended_because=""))
                | (~Q(status="ended") & Q(ended_at__isnull=True, ended_because="")),
                name="mechanism_ended_says_why",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title

    @property
    def subject(self) -> str:
        """Key of its chain of events."""
        return f"mechanism:{self.pk}"


class MechanismSource(models.Model):
    """A request from which it came."""

    mechanism = models.ForeignKey(
        ServiceMechanism, models.PROTECT, related_name="sources", verbose_name="服务机制"
    )
    case = models.ForeignKey(EnterpriseRequest, models.PROTECT, related_name="+", verbose_name="诉求")

    class Meta:
        verbose_name = verbose_name_plural = "机制来源诉求"
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["mechanism", "case"], name="mechanism_source_once")]

    def __str__(self) -> str:
        return self.case.ledger_number


class YearlyCheck(models.Model):
    """Of one year: how often it was used, with evidence by the unit; the liaison or staff say that it is so."""

    mechanism = models.ForeignKey(
        ServiceMechanism, models.PROTECT, related_name="checks", verbose_name="服务机制"
    )
    year = models.PositiveSmallIntegerField("年度")
    uses = models.PositiveIntegerField("使用次数")
    evidence = models.CharField("依据", max_length=500)
    reported_at = models.DateTimeField("填报时间")
    reported_on = models.DateField("填报日期")
    reported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="填报人"
    )
    confirmed_at = models.DateTimeField("核对时间", null=True, blank=True)
    confirmed_by = signed_by("核对人")

    class Meta:
        verbose_name = verbose_name_plural = "年度检查"
        ordering = ["-year"]
        constraints = [
            paired("reported_at", "reported_on", "yearly_check_reported_at_on"),
            paired("confirmed_at", "confirmed_by", "yearly_check_confirmed_at_by"),
            models.UniqueConstraint(fields=["mechanism", "year"], name="yearly_check_once"),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("reported_by")),
                name="yearly_check_second_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year} 年 {self.uses} 次"

    @property
    def is_idle(self) -> bool:
        return self.uses == 0
