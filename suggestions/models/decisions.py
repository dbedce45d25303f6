"""What one person asks for or records and another decides: a return, a later date, the 主任会议, withdrawal."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from casework.models import decisions
from casework.models.constraints import decided_whole, known, paired
from casework.models.decisions import DecisionQuerySet
from groups.models import Representative
from suggestions.models.assignments import SuggestionAssignment
from suggestions.models.authors import Author
from suggestions.models.clocks import SuggestionClock
from suggestions.models.suggestions import Suggestion, UnsuitableKind


class DecidedByAnother(models.Model):
    """One person proposes what becomes of a text, another decides; one at a time waits. The class adds `suggestion`."""

    asked_at = models.DateTimeField("提出时间")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="提出人"
    )
    granted = models.BooleanField("同意", null=True, blank=True)
    decided_at = models.DateTimeField("决定时间", null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="决定人",
    )

    class Meta:
        abstract = True
        ordering = ["id"]
        constraints = [
            decided_whole("%(class)s_decided_whole"),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("asked_by")),
                name="%(class)s_second_person",
            ),
            models.UniqueConstraint(
                fields=["suggestion"], condition=Q(decided_at__isnull=True), name="%(class)s_one_undecided"
            ),
        ]


class ReturnTo(models.TextChoices):
    AUTHOR = "author", "退回修改"
    LETTER = "letter", "作代表来信"


class ProposedReturn(DecidedByAnother):
    """One examiner proposes to return a text or to keep it as a letter, another decides."""

    suggestion = models.ForeignKey(Suggestion, models.PROTECT, related_name="returns", verbose_name="建议")
    to = models.CharField("处理", max_length=6, choices=ReturnTo.choices)
    unsuitable = models.ForeignKey(UnsuitableKind, models.PROTECT, related_name="+", verbose_name="情形")
    advice = models.TextField("修改意见")

    class Meta(DecidedByAnother.Meta):
        verbose_name = verbose_name_plural = "审查意见"
        constraints = [
            *DecidedByAnother.Meta.constraints,
            known("to", ReturnTo, "proposedreturn_to_known"),
        ]

    def __str__(self) -> str:
        return f"{self.get_to_display()}：{self.unsuitable}"

    @property
    def decided_words(self) -> str:
        """As the authors are told."""
        return "请修改后再提交" if self.to == ReturnTo.AUTHOR else "作为代表来信答复"


class TakenOver(models.TextChoices):
    ANOTHER = "another", "由另一位代表接着提"
    END = "end", "终止起草"


class Takeover(DecidedByAnother):
    """What becomes of a draft whose lead author can no longer act: one person proposes, another decides."""

    suggestion = models.ForeignKey(Suggestion, models.PROTECT, related_name="takeovers", verbose_name="建议")
    to = models.CharField("处理", max_length=8, choices=TakenOver.choices)
    representative = models.ForeignKey(
        Representative, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="接手的代表"
    )
    reason = models.CharField("说明", max_length=200)

    class Meta(DecidedByAnother.Meta):
        verbose_name = verbose_name_plural = "接手草稿"
        constraints = [
            *DecidedByAnother.Meta.constraints,
            known("to", TakenOver, "takeover_to_known"),
            models.CheckConstraint(
                condition=~Q(to="another", representative__isnull=True)
                & ~Q(to="end", representative__isnull=False),
                name="takeover_names_who_goes_on",
            ),
        ]

    def __str__(self) -> str:
        return self.get_to_display() if self.representative is None else f"由{self.representative.name}接着提"


class SuggestionExtension(decisions.Decision):
    """A lead asks for a later date, in writing to the author, who consents before the office decides."""

    suggestion = models.ForeignKey(Suggestion, models.PROTECT, related_name="extensions", verbose_name="建议")
    assignment = models.ForeignKey(
        SuggestionAssignment, models.PROTECT, related_name="extensions", verbose_name="承办"
    )
    clock = models.OneToOneField(
        SuggestionClock, models.PROTECT, related_name="extension", verbose_name="期限"
    )
    until_on = models.DateField("申请延至")

    objects = DecisionQuerySet["SuggestionExtension"].as_manager()

    class Meta(decisions.Decision.Meta):
        verbose_name = verbose_name_plural = "建议延期"

    def __str__(self) -> str:
        return f"延至 {self.until_on}"


class Consent(models.Model):
    """What a lead author says to an extension; nobody else can say it, but a 接续代表 (`spoken_by`)."""

    extension = models.ForeignKey(
        SuggestionExtension, models.PROTECT, related_name="consents", verbose_name="延期"
    )
    author = models.ForeignKey(Author, models.PROTECT, related_name="consents", verbose_name="提出人")
    spoken_by = models.ForeignKey(
        Representative, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="接续代表"
    )
    consents = models.BooleanField("同意")
    given_at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "代表对延期的意见"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["extension", "author"], name="consent_once"),
        ]

    def __str__(self) -> str:
        return "同意" if self.consents else "不同意"


class Directed(models.TextChoices):
    AGAIN = "again", "再次办理"
    CLOSE = "close", "不再办理"


class DirectorsDecision(models.Model):
    """What the 主任会议 decided after a second 不满意; staff record it, the approver confirms it."""

    suggestion = models.ForeignKey(
        Suggestion, models.PROTECT, related_name="directors_decisions", verbose_name="建议"
    )
    round = models.PositiveSmallIntegerField("轮次")
    held_on = models.DateField("会议日期")
    minute_number = models.CharField("纪要文号", max_length=60)
    decision = models.CharField("决定", max_length=6, choices=Directed.choices)
    text = models.TextField("决定内容")
    recorded_at = models.DateTimeField("登记时间")
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="登记人"
    )
    confirmed_at = models.DateTimeField("审签时间", null=True, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="审签人",
    )

    class Meta:
        verbose_name = verbose_name_plural = "主任会议决定"
        ordering = ["id"]
        constraints = [
            known("decision", Directed, "directorsdecision_known"),
            paired("confirmed_at", "confirmed_by", "directorsdecision_confirmed_at_by"),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("recorded_by")),
                name="directorsdecision_second_person",
            ),
            models.UniqueConstraint(fields=["suggestion", "round"], name="directorsdecision_once_per_round"),
        ]

    def __str__(self) -> str:
        return f"{self.held_on} {self.minute_number}"
