"""The twelve kinds of information (12类信息资料), their items and attachments."""

from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Count, F, Q
from django.db.models.functions import Lower

from groups.models import Department
from groups.spans import known_values
from office.models import StoredFile, User
from office.roles import Role, has_role
from office.signatures import signed_by
from policies.models.policies import departments_of
from policies.validity import Validity, validity_of


class InformationKindQuerySet(models.QuerySet["InformationKind"]):
    def open(self) -> "InformationKindQuerySet":
        return self.filter(is_open=True)

    def with_counts(self) -> "InformationKindQuerySet":
        """`published_count`: items that the public reads."""
        return self.annotate(published_count=Count("items", filter=Q(items__state="published")))


class InformationKind(models.Model):
    code = models.CharField(
        "代码",
        max_length=20,
        unique=True,
        validators=[RegexValidator(r"^[a-z0-9]+$", "只能用小写字母和数字。")],
        help_text="用于公开网址，启用后不再改动。",
    )
    name = models.CharField("名称", max_length=30, unique=True)
    description = models.CharField("说明", max_length=120, blank=True)
    order = models.PositiveSmallIntegerField("顺序", default=0)
    is_open = models.BooleanField("显示", default=True)

    objects = InformationKindQuerySet.as_manager()

    class Meta:
        verbose_name = "信息类别"
        verbose_name_plural = "信息类别"
        ordering = ["order", "code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(code=Lower("code")) & ~Q(code=""), name="information_kind_code_is_lower_case"
            )
        ]

    def __str__(self) -> str:
        return self.name


class InformationItemQuerySet(models.QuerySet["InformationItem"]):
    def published(self) -> "InformationItemQuerySet":
        return self.filter(state=InformationItem.State.PUBLISHED, kind__is_open=True)

    def open(self) -> "InformationItemQuerySet":
        return self.filter(state__in=[InformationItem.State.DRAFT, InformationItem.State.SUBMITTED])

    def editable_by(self, user: User | AnonymousUser, on: date) -> "InformationItemQuerySet":
        if has_role(user, Role.STAFF):
            return self
        if user.is_anonymous or not has_role(user, Role.EDITOR):
            return self.none()
        return self.filter(department__in=departments_of(user, on))

    def visible_to(self, user: User | AnonymousUser, on: date) -> "InformationItemQuerySet":
        """At the desk, drafts included."""
        if has_role(user, Role.STAFF, Role.APPROVER, Role.AUDITOR):
            return self
        return self.editable_by(user, on)

    def for_lists(self) -> "InformationItemQuerySet":
        return self.select_related("kind", "department")


class InformationItem(models.Model):
    """One row a text: a changed item is a new row with the same slug, whose publication withdraws the former."""

    class State(models.TextChoices):
        DRAFT = "draft", "起草中"
        SUBMITTED = "submitted", "待核对"
        PUBLISHED = "published", "已发布"
        WITHDRAWN = "withdrawn", "已撤下"

    slug = models.CharField(
        "代码",
        max_length=60,
        validators=[RegexValidator(r"^[a-z0-9]+(-[a-z0-9]+)*$", "只能用小写字母、数字和中间的连字符。")],
    )
    kind = models.ForeignKey(
        InformationKind, on_delete=models.PROTECT, related_name="items", verbose_name="类别"
    )
    state = models.CharField("状态", max_length=10, choices=State, default=State.DRAFT)
    title = models.CharField("标题", max_length=80)
    summary = models.CharField("摘要", max_length=200)
    body = models.TextField("正文", help_text="可用标题、列表和表格。")
    source = models.CharField("来源", max_length=200, blank=True)
    valid_from = models.DateField("开始日期", null=True, blank=True)
    valid_until = models.DateField("有效期至", null=True, blank=True, help_text="当天仍有效。")
    department = models.ForeignKey(
        Department,
        on_delete=models.PROTECT,
        related_name="information_items",
        verbose_name="责任单位",
        null=True,
        blank=True,
    )
    written_at = models.DateTimeField("起草时间")
    written_by = signed_by("起草人")
    returned_reason = models.CharField("退回原因", max_length=300, blank=True)
    released_at = models.DateTimeField("上线时间", null=True, blank=True)
    released_by = signed_by("核发人")
    checked_on = models.DateField("复核日期", null=True, blank=True)
    checked_by = signed_by("复核人")

    objects = InformationItemQuerySet.as_manager()

    class Meta:
        verbose_name = "信息资料"
        verbose_name_plural = "信息资料"
        ordering = ["kind", "pk"]
        constraints = [
            known_values(
                "state",
                "draft",
                "submitted",
                "published",
                "withdrawn",
                name="information_item_state_is_known",
            ),
            models.CheckConstraint(
                condition=Q(slug=Lower("slug")) & ~Q(slug=""), name="information_item_slug_is_lower_case"
            ),
            models.UniqueConstraint(
                fields=["slug"], condition=Q(state="published"), name="information_item_one_published"
            ),
            models.UniqueConstraint(
                fields=["slug"],
                condition=Q(state__in=["draft", "submitted"]),
                name="information_item_one_open",
            ),
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True)
                | Q(valid_until__isnull=True)
                | Q(valid_until__gte=F("valid_from")),
                name="information_item_ends_after_it_begins",
                violation_error_message="有效期不能早于开始日期。",
            ),
            models.CheckConstraint(
                condition=~Q(state="published") | Q(released_at__isnull=False),
                name="information_item_released_when_published",
            ),
            models.CheckConstraint(
                condition=Q(checked_on__isnull=True, checked_by__isnull=True)
                | Q(checked_on__isnull=False, checked_by__isnull=False),
                name="information_item_checked_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(released_by__isnull=True)
                | Q(written_by__isnull=True)
                | ~Q(released_by=F("written_by")),
                name="information_item_second_person",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        return self.state in (self.State.DRAFT, self.State.SUBMITTED)

    @property
    def is_unchecked(self) -> bool:
        return self.checked_on is None

    def validity(self, on: date) -> Validity:
        return validity_of(self.valid_from, self.valid_until, on)


class InformationFile(models.Model):
    """An attachment: a form to fill in, a notice as scanned."""

    item = models.ForeignKey(
        InformationItem, on_delete=models.PROTECT, related_name="files", verbose_name="信息资料"
    )
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+", verbose_name="文件")

    class Meta:
        verbose_name = "资料附件"
        verbose_name_plural = "资料附件"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["item", "file"], name="information_file_once")]

    def __str__(self) -> str:
        return self.file.name
