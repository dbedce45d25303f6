"""代表建议: what representatives propose in writing, and where its handling stands (docs/domain.md § 4)."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from casework.models.assignments import Publicity
from casework.models.constraints import known, paired
from groups.models import Department, ProfessionalGroup
from stations.models.tokens import new_token


class Status(models.TextChoices):
    DRAFTING = "drafting", "起草中"
    SIGNING = "signing", "待联名确认"
    SUBMITTED = "submitted", "待审查"
    RETURNED = "returned", "退回修改"
    LETTER = "letter", "作代表来信"
    REGISTERED = "registered", "已立案"
    MERGED = "merged", "已并案"
    ASSIGNED = "assigned", "待签收"
    HANDLING = "handling", "办理中"
    ANSWERED = "answered", "已答复"
    CLOSED = "closed", "已办结"
    WITHDRAWN = "withdrawn", "已撤回"
    RECORDED = "recorded", "已登记（其他层级）"


PRIVATE = frozenset({Status.DRAFTING, Status.SIGNING})
# Registered, and not withdrawn: what has a number and is counted.
REGISTERED_ON = frozenset(
    {Status.REGISTERED, Status.MERGED, Status.ASSIGNED, Status.HANDLING, Status.ANSWERED, Status.CLOSED}
)
# Of these what follows no other one.
ON_ITS_OWN = REGISTERED_ON - {Status.MERGED}
OPEN = frozenset(Status) - {Status.CLOSED, Status.WITHDRAWN, Status.RECORDED, Status.LETTER}


class Outcome(models.TextChoices):
    """What `closed` means: of B, that its promise is followed, kept or broken."""

    SETTLED = "settled", "已解决（A）"
    FOLLOWED = "followed", "跟踪中（B）"
    KEPT = "kept", "已兑现（B）"
    BROKEN = "broken", "未兑现（B）"
    EXPLAINED = "explained", "暂不能解决（C）"
    REFERENCE = "reference", "解释说明（D）"
    NO_OPINION = "no_opinion", "代表未反馈"
    DISSATISFIED = "dissatisfied", "代表不满意（主任会议已议）"


class Occasion(models.TextChoices):
    """When it was handed in; a number is unique for each and year."""

    PLENARY = "plenary", "大会"
    RECESS = "recess", "闭会"
    MOTION = "motion", "议案转建议"


LETTERS = {Occasion.PLENARY: "D", Occasion.RECESS: "B", Occasion.MOTION: "Y"}


class Level(models.TextChoices):
    COUNTY = "county", "本级"
    TOWNSHIP = "township", "乡镇"
    CITY = "city", "市"
    PROVINCE = "province", "省"
    NATIONAL = "national", "全国"


class UnsuitableKind(models.Model):
    """A reason for which a text is no suggestion; the office edits the list."""

    code = models.SlugField("代码", max_length=20, unique=True)
    name = models.CharField("情形", max_length=60, unique=True)
    order = models.PositiveSmallIntegerField("顺序", default=0)
    closed_on = models.DateField("停用日期", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "不宜作为建议的情形"
        ordering = ["order", "id"]

    def __str__(self) -> str:
        return self.name


class SuggestionQuerySet(models.QuerySet["Suggestion"]):
    def by_address(self, address: str) -> Self:
        """The one with this number, or with this token before it has one."""
        return self.filter(Q(number=address) | Q(number__isnull=True, token=address))

    def published(self) -> Self:
        """Those whose text and answer a second person has made public."""
        return self.filter(published_at__isnull=False)

    def listed(self) -> Self:
        """Registered ones: visitors may know number and title of all whose 公开属性 is not 不予公开."""
        return self.filter(status__in=REGISTERED_ON).exclude(publicity=Publicity.CLOSED)

    def newest_first(self) -> Self:
        return self.order_by("-pk")


class Suggestion(models.Model):
    """`demands` are its requests to the bodies, one to five; an answer speaks to each of them by its number."""

    Status = Status
    Outcome = Outcome

    token = models.CharField("标识", max_length=32, unique=True, default=new_token, editable=False)
    number = models.CharField("编号", max_length=10, null=True, blank=True, unique=True)
    occasion = models.CharField("提出时间", max_length=8, choices=Occasion.choices, default=Occasion.RECESS)
    level = models.CharField("层级", max_length=8, choices=Level.choices, default=Level.COUNTY)
    status = models.CharField("状态", max_length=10, choices=Status.choices, default=Status.DRAFTING)
    outcome = models.CharField("结果", max_length=12, choices=Outcome.choices, blank=True)
    title = models.CharField("标题", max_length=60)
    facts = models.TextField("情况和问题", blank=True)
    demands = models.JSONField("建议", default=list, blank=True)
    generality = models.CharField("普遍性", max_length=200, blank=True)
    wished = models.ManyToManyField(
        Department, blank=True, related_name="wished_for_suggestions", verbose_name="建议由谁办"
    )
    group = models.ForeignKey(
        ProfessionalGroup,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="suggestions",
        verbose_name="专业小组",
    )
    # SHA-256 of the text that authors are asked to sign; empty while it may still change.
    text_hash = models.CharField("文本指纹", max_length=64, blank=True)
    drafted_at = models.DateTimeField("起草时间")
    drafted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="录入人"
    )
    submitted_at = models.DateTimeField("提交时间", null=True, blank=True)
    submitted_on = models.DateField("提交日期", null=True, blank=True)
    objected_at = models.DateTimeField("提出异议时间", null=True, blank=True)
    registered_at = models.DateTimeField("立案时间", null=True, blank=True)
    registered_on = models.DateField("立案日期", null=True, blank=True)
    year = models.PositiveSmallIntegerField("年度", null=True, blank=True)
    serial = models.PositiveSmallIntegerField("序号", null=True, blank=True)
    publicity = models.CharField("公开属性", max_length=10, choices=Publicity.choices, blank=True)
    secrecy_checked_by = models.CharField("保密审查人", max_length=20, blank=True)
    secrecy_checked_on = models.DateField("保密审查日期", null=True, blank=True)
    separately = models.BooleanField("分别办理", default=False)
    expected_outcome = models.CharField("预期效果", max_length=200, blank=True)
    months = models.PositiveSmallIntegerField("答复期限（月）", null=True, blank=True)
    months_reason = models.CharField("按复杂的期限办理的理由", max_length=200, blank=True)
    assigned_on = models.DateField("交办日期", null=True, blank=True)
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)
    answered_on = models.DateField("答复日期", null=True, blank=True)
    first_answered_on = models.DateField("首次答复日期", null=True, blank=True)
    closed_at = models.DateTimeField("结束时间", null=True, blank=True)
    closed_on = models.DateField("结束日期", null=True, blank=True)
    round = models.PositiveSmallIntegerField("办理轮次", default=1)
    leading = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="followers", verbose_name="并入"
    )
    publish_asked_at = models.DateTimeField("提请公开时间", null=True, blank=True)
    publish_asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="提请公开人",
    )
    published_at = models.DateTimeField("公开时间", null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="公开审签人",
    )
    other_number = models.CharField("原编号", max_length=40, blank=True)
    other_body = models.CharField("承办机关", max_length=60, blank=True)
    other_class = models.CharField("告知的类别", max_length=20, blank=True)
    # Signed sheets, names of who came to meetings, and personal reasons were parted with (suggestions/retention.py).
    people_erased_on = models.DateField("个人信息删除日期", null=True, blank=True)
    external_id = models.CharField("外部编号", max_length=64, null=True, blank=True, unique=True)

    objects = SuggestionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "代表建议"
        ordering = ["-id"]
        indexes = [models.Index(fields=["status", "-id"], name="suggestion_status")]
        constraints = [
            known("status", Status, "suggestion_status_known"),
            known("outcome", Outcome, "suggestion_outcome_known", blank=True),
            known("occasion", Occasion, "suggestion_occasion_known"),
            known("level", Level, "suggestion_level_known"),
            known("publicity", Publicity, "suggestion_publicity_known", blank=True),
            paired("submitted_at", "submitted_on", "suggestion_submitted_at_on"),
            paired("registered_at", "registered_on", "suggestion_registered_at_on"),
            paired("answered_at", "answered_on", "suggestion_answered_at_on"),
            paired("closed_at", "closed_on", "suggestion_closed_at_on"),
            paired("published_at", "published_by", "suggestion_published_at_by"),
            models.CheckConstraint(
                condition=Q(status="closed") & ~Q(outcome="") | ~Q(status="closed") & Q(outcome=""),
                name="suggestion_outcome_when_closed",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=sorted(REGISTERED_ON))
                | Q(number__isnull=False, registered_at__isnull=False),
                name="suggestion_number_when_registered",
            ),
            models.CheckConstraint(
                condition=~Q(status="merged") | Q(leading__isnull=False),
                name="suggestion_merged_has_leading",
            ),
            models.CheckConstraint(
                condition=Q(published_by__isnull=True) | ~Q(published_by=models.F("publish_asked_by")),
                name="suggestion_published_by_second_person",
            ),
            models.CheckConstraint(
                condition=Q(level="county") | Q(status="recorded"), name="suggestion_other_level_is_recorded"
            ),
            models.CheckConstraint(
                condition=Q(months__isnull=True) | Q(months__in=(3, 6)), name="suggestion_months_known"
            ),
            models.UniqueConstraint(
                fields=["occasion", "year", "serial"], name="suggestion_serial_once_per_occasion_and_year"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.shown_number} {self.title}".strip()

    @property
    def subject(self) -> str:
        """The key of its chain of events."""
        return f"suggestion:{self.pk}"

    @property
    def address(self) -> str:
        """What stands in its addresses: its number, or its token before it has one."""
        return self.number or self.token

    @property
    def shown_number(self) -> str:
        """2026 年闭会第 13 号; nothing before it is registered."""
        return f"{self.year} 年{self.get_occasion_display()}第 {self.serial} 号" if self.serial else ""

    @property
    def called(self) -> str:
        """Its number; of one that has none yet what it is."""
        return self.shown_number or ("未编号" if self.submitted_at else "草稿")

    @property
    def status_label(self) -> str:
        """A closed one says how it ended."""
        return self.get_outcome_display() if self.outcome else self.get_status_display()
