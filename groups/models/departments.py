"""Units that handle requests (承办单位) and their officers."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from groups.models.derived import SortKeyField
from groups.spans import SpanQuerySet, known_values, ordered_span


class DepartmentQuerySet(models.QuerySet["Department"]):
    def open(self) -> "DepartmentQuerySet":
        return self.filter(closed_on__isnull=True)

    def handling(self) -> "DepartmentQuerySet":
        """Those that may ever have had a request, closed ones too: none of `WITHOUT_REQUESTS`."""
        return self.exclude(kind__in=sorted(WITHOUT_REQUESTS))

    def by_name(self) -> "DepartmentQuerySet":
        """By the pinyin of the full name."""
        return self.order_by("sort_key", "code")

    def assignable(self) -> "DepartmentQuerySet":
        """May be lead or co-department of a request: not closed, and none of `WITHOUT_REQUESTS`."""
        return self.open().exclude(kind__in=sorted(WITHOUT_REQUESTS))

    def without_officer(self, duty: str, on: date) -> "DepartmentQuerySet":
        """Online units for which no account in use has this duty: nothing that needs it happens there."""
        held = DepartmentOfficer.objects.on_duty(duty, on).filter(user__is_active=True)
        return self.filter(mode=Department.Mode.ONLINE).exclude(pk__in=held.values("department"))

    def relays(self) -> "DepartmentQuerySet":
        """Open 转办单位, which pass on what is handed to the government's units."""
        return self.open().filter(kind=Department.Kind.RELAY)


class Department(models.Model):
    class Kind(models.TextChoices):
        GOVERNMENT = "government", "政府部门"
        VERTICAL = "vertical", "垂管单位"
        ENTERPRISE = "enterprise", "企事业单位"
        RELAY = "relay", "转办单位"
        JUDICIAL = "judicial", "审判检察监察机关"
        PARTY = "party", "党委部门"
        CONGRESS = "congress", "人大机构"

    class Mode(models.TextChoices):
        ONLINE = "online", "在线办理"
        PAPER = "paper", "纸质办理"

    code = models.SlugField("代码", max_length=20, unique=True)
    name = models.CharField("全称", max_length=60, unique=True)
    sort_key = SortKeyField("排序拼音", max_length=600, source="name", default="")
    short_name = models.CharField("简称", max_length=20)
    kind = models.CharField("类型", max_length=12, choices=Kind, default=Kind.GOVERNMENT)
    mode = models.CharField("办理方式", max_length=8, choices=Mode, default=Mode.ONLINE)
    route_through = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        related_name="routed_departments",
        verbose_name="经由单位",
        null=True,
        blank=True,
        help_text="交办先送该转办单位签收，再由其转给本单位，期限不另计。",
    )
    head_confirms = models.BooleanField("答复须负责人审签", default=False)
    sealed_letter = models.BooleanField("答复须附盖章件", default=False)
    professional_group = models.ForeignKey(
        "groups.ProfessionalGroup",
        on_delete=models.PROTECT,
        related_name="departments",
        verbose_name="对口专业小组",
        null=True,
        blank=True,
    )
    duties = models.JSONField("职责", default=list, blank=True)
    phone = models.CharField("办公电话", max_length=40, blank=True)
    closed_on = models.DateField("停用日期", null=True, blank=True)

    objects = DepartmentQuerySet.as_manager()

    class Meta:
        verbose_name = "承办单位"
        verbose_name_plural = "承办单位"
        ordering = ["code"]
        constraints = [
            known_values(
                "kind",
                "government",
                "vertical",
                "enterprise",
                "relay",
                "judicial",
                "party",
                "congress",
                name="department_kind_is_known",
            ),
            known_values("mode", "online", "paper", name="department_mode_is_known"),
            models.CheckConstraint(
                condition=Q(route_through__isnull=True) | ~Q(route_through=F("id")),
                name="department_does_not_route_through_itself",
                violation_error_message="经由单位不能是本单位。",
            ),
        ]

    def __str__(self) -> str:
        return self.short_name or self.name

    @property
    def is_assignable(self) -> bool:
        """May be lead or co-department of a request."""
        return self.closed_on is None and self.kind not in WITHOUT_REQUESTS

    @property
    def is_of_government(self) -> bool:
        """What the government's office (转办单位) may pass on to; courts, party and congress are addressed directly."""
        return self.kind in OF_GOVERNMENT


# They answer suggestions of representatives and handle no enterprise's request.
WITHOUT_REQUESTS = frozenset({Department.Kind.JUDICIAL, Department.Kind.PARTY, Department.Kind.CONGRESS})
OF_GOVERNMENT = frozenset({Department.Kind.GOVERNMENT, Department.Kind.VERTICAL, Department.Kind.ENTERPRISE})


class DepartmentOfficerQuerySet(SpanQuerySet["DepartmentOfficer"]):
    def on_duty(self, duty: str, on: date) -> "DepartmentOfficerQuerySet":
        return self.in_force(on).filter(duty=duty)


class DepartmentOfficer(models.Model):
    class Duty(models.TextChoices):
        HANDLER = "handler", "经办人"
        HEAD = "head", "负责人"

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="department_offices",
        verbose_name="人员",
    )
    department = models.ForeignKey(
        Department, on_delete=models.PROTECT, related_name="officers", verbose_name="承办单位"
    )
    duty = models.CharField("职责", max_length=8, choices=Duty)
    since = models.DateField("开始日期")
    until = models.DateField("结束日期", null=True, blank=True, help_text="当天起不再担任。")

    objects = DepartmentOfficerQuerySet.as_manager()

    class Meta:
        verbose_name = "单位人员"
        verbose_name_plural = "单位人员"
        ordering = ["department", "duty", "since"]
        constraints = [
            known_values("duty", "handler", "head", name="department_officer_duty_is_known"),
            ordered_span("department_officer_span_is_ordered"),
            models.UniqueConstraint(
                fields=["user", "department", "duty"],
                condition=Q(until__isnull=True),
                name="department_officer_is_open_once",
                violation_error_message="该人员已担任本单位的这一职责。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.department} {self.get_duty_display()}"
