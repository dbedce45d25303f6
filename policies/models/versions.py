"""What a policy says, version by version. A published one never changes (trigger; policies/editing.py)."""

from datetime import date

from django.db import models
from django.db.models import F, Q

from groups.spans import known_values
from office.signatures import signed_by
from policies.models.policies import Policy
from policies.validity import Validity, validity_of


class PolicyVersionQuerySet(models.QuerySet["PolicyVersion"]):
    def published(self) -> "PolicyVersionQuerySet":
        """What the public reads: the constraints keep unchecked `low` facts out."""
        return self.filter(state=PolicyVersion.State.PUBLISHED)

    def open(self) -> "PolicyVersionQuerySet":
        """Being written or waiting to be checked."""
        return self.filter(state__in=[PolicyVersion.State.DRAFT, PolicyVersion.State.SUBMITTED])

    def unchecked(self) -> "PolicyVersionQuerySet":
        return self.published().filter(checked_on__isnull=True)

    def in_force(self, on: date) -> "PolicyVersionQuerySet":
        """Begun and not ended on that local date; the last day counts."""
        return self.filter(effective_from__lte=on).filter(Q(expires_on__isnull=True) | Q(expires_on__gte=on))

    def expired(self, on: date) -> "PolicyVersionQuerySet":
        return self.filter(expires_on__lt=on)

    def for_lists(self) -> "PolicyVersionQuerySet":
        """As lists and search show them."""
        return self.select_related("policy", "policy__department")


# The mark of a version in doubt, on paper as on the pages.
IN_DOUBT = "部分内容待核"


class PolicyVersion(models.Model):
    class State(models.TextChoices):
        DRAFT = "draft", "起草中"
        SUBMITTED = "submitted", "待核对"
        PUBLISHED = "published", "已发布"
        SUPERSEDED = "superseded", "已被替代"

    class Level(models.TextChoices):
        NATIONAL = "national", "国家级"
        PROVINCIAL = "provincial", "省级"
        PREFECTURE = "prefecture", "市级"
        COUNTY = "county", "县级"

    class Confidence(models.TextChoices):
        HIGH = "high", "高"
        MEDIUM = "medium", "中"
        LOW = "low", "低"

    policy = models.ForeignKey(Policy, on_delete=models.PROTECT, related_name="versions", verbose_name="政策")
    number = models.PositiveIntegerField("版次")
    state = models.CharField("状态", max_length=12, choices=State, default=State.DRAFT)

    title = models.CharField("标题", max_length=80)
    document_title = models.CharField("文件标题", max_length=200, blank=True)
    document_number = models.CharField("文号", max_length=120, blank=True)
    issuer = models.JSONField("发文机关", default=list)
    level = models.CharField("级别", max_length=12, choices=Level)
    published_on = models.DateField("发布日期", null=True, blank=True)
    effective_from = models.DateField("生效日期")
    expires_on = models.DateField("到期日", null=True, blank=True, help_text="当天仍有效。")
    status_note = models.CharField("期限说明", max_length=400, blank=True)
    who = models.CharField("适用对象", max_length=400)
    industries = models.JSONField("行业", default=list)
    benefit = models.CharField("一句话好处", max_length=300)
    plain = models.TextField("白话解读")
    key_points = models.JSONField("原文要点", default=list)
    how_to_apply = models.JSONField("办理步骤", default=list)
    materials = models.JSONField("材料", default=list)
    where = models.CharField("在哪办", max_length=200, blank=True)
    hotline = models.CharField("热线", max_length=20, blank=True)
    keywords = models.JSONField("检索词", default=list)
    # Whom it fits: {"sizes", "sectors", "needs", "marks"}, an empty list fits all (policies/audience.py).
    fit = models.JSONField("适用条件", default=dict, blank=True)
    # How much it could be: {"ask", "unit", "rate" or "each", "at_most", "result", "words"}; {} where none is known.
    formula = models.JSONField("测算公式", default=dict, blank=True)
    source_note = models.CharField("事实来源", max_length=400, blank=True)
    confidence = models.CharField("可信度", max_length=8, choices=Confidence)

    written_at = models.DateTimeField("起草时间")
    written_by = signed_by("起草人")
    submitted_at = models.DateTimeField("送核时间", null=True, blank=True)
    submitted_by = signed_by("送核人")
    returned_reason = models.CharField("退回原因", max_length=300, blank=True)
    released_at = models.DateTimeField("上线时间", null=True, blank=True)
    released_by = signed_by("核发人")
    superseded_at = models.DateTimeField("替代时间", null=True, blank=True)
    checked_on = models.DateField("复核日期", null=True, blank=True)
    checked_by = signed_by("复核人")

    objects = PolicyVersionQuerySet.as_manager()

    class Meta:
        verbose_name = "政策版本"
        verbose_name_plural = "政策版本"
        ordering = ["policy", "-number"]
        constraints = [
            known_values(
                "state", "draft", "submitted", "published", "superseded", name="policy_version_state_is_known"
            ),
            known_values(
                "level",
                "national",
                "provincial",
                "prefecture",
                "county",
                name="policy_version_level_is_known",
            ),
            known_values("confidence", "high", "medium", "low", name="policy_version_confidence_is_known"),
            models.UniqueConstraint(fields=["policy", "number"], name="policy_version_number_once"),
            models.UniqueConstraint(
                fields=["policy"], condition=Q(state="published"), name="policy_version_one_published"
            ),
            models.UniqueConstraint(
                fields=["policy"],
                condition=Q(state__in=["draft", "submitted"]),
                name="policy_version_one_open",
            ),
            models.CheckConstraint(
                condition=Q(expires_on__isnull=True) | Q(expires_on__gte=F("effective_from")),
                name="policy_version_ends_after_it_begins",
                violation_error_message="到期日不能早于生效日期。",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["published", "superseded"], released_at__isnull=True)
                & ~Q(state__in=["draft", "submitted"], released_at__isnull=False),
                name="policy_version_released_when_published",
            ),
            models.CheckConstraint(
                condition=Q(state="superseded", superseded_at__isnull=False)
                | (~Q(state="superseded") & Q(superseded_at__isnull=True)),
                name="policy_version_superseded_has_time",
            ),
            models.CheckConstraint(
                condition=Q(checked_on__isnull=True, checked_by__isnull=True)
                | Q(checked_on__isnull=False, checked_by__isnull=False),
                name="policy_version_checked_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state="published", confidence="low", checked_on__isnull=True),
                name="policy_version_low_is_checked_first",
            ),
            models.CheckConstraint(
                condition=Q(released_by__isnull=True)
                | (
                    (Q(written_by__isnull=True) | ~Q(released_by=F("written_by")))
                    & (Q(submitted_by__isnull=True) | ~Q(released_by=F("submitted_by")))
                ),
                name="policy_version_second_person",
            ),
        ]
        indexes = [models.Index(fields=["state", "expires_on"], name="policy_version_state_expires")]

    def __str__(self) -> str:
        return f"{self.title}（第 {self.number} 版）"

    @property
    def is_open(self) -> bool:
        return self.state in (self.State.DRAFT, self.State.SUBMITTED)

    @property
    def is_unchecked(self) -> bool:
        """Nobody has compared it with the official text yet."""
        return self.checked_on is None

    @property
    def is_in_doubt(self) -> bool:
        """Unchecked, and some of its facts were not found: what a list marks, as most are merely unchecked."""
        return self.is_unchecked and self.confidence != self.Confidence.HIGH

    def validity(self, on: date) -> Validity:
        return validity_of(self.effective_from, self.expires_on, on)
