"""The units' parts in a suggestion, what they wrote, and whom they met (面商)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from casework.models import assignments
from casework.models.assignments import AssignmentQuerySet
from casework.models.constraints import known, paired
from groups.models import Department
from suggestions.models.suggestions import Suggestion


class SuggestionAssignment(assignments.Assignment):
    """One leads with others beside it, or several lead, each for itself (分别办理)."""

    suggestion = models.ForeignKey(
        Suggestion, models.PROTECT, related_name="assignments", verbose_name="建议"
    )
    department = models.ForeignKey(
        Department, models.PROTECT, related_name="suggestion_assignments", verbose_name="单位"
    )

    objects = AssignmentQuerySet["SuggestionAssignment"].as_manager()

    class Meta(assignments.Assignment.Meta):
        verbose_name = verbose_name_plural = "建议承办"
        constraints = [
            *assignments.Assignment.Meta.constraints,
            models.UniqueConstraint(
                fields=["suggestion", "department"],
                condition=~Q(status__in=("returned", "ended")),
                name="suggestion_unit_once",
            ),
        ]
        indexes = [models.Index(fields=["department", "due_on", "id"], name="suggestion_unit_due")]

    def __str__(self) -> str:
        return f"{self.department}（{self.get_part_display()}）"

    @property
    def holder(self) -> Department:
        """Whose turn it is: the 转办单位 until it has passed the part on, then the unit itself."""
        at_relay = self.status == assignments.AssignmentStatus.AT_RELAY
        return self.through if at_relay and self.through is not None else self.department

    @property
    def returned_by(self) -> str:
        """政府办（转财政局） where it came back from the 转办单位, else the unit's own name."""
        if self.through is None or self.passed_on_at is not None:
            return self.department.short_name
        return f"{self.through.short_name}（转{self.department.short_name}）"


class SuggestionReply(assignments.Reply):
    """A lead's answer (`points` speak to the demands by their numbers), or a co-unit's opinion."""

    assignment = models.ForeignKey(
        SuggestionAssignment, models.PROTECT, related_name="replies", verbose_name="承办"
    )
    round = models.PositiveSmallIntegerField("轮次", default=1)
    points = models.JSONField("逐条答复", default=list, blank=True)
    sent_at = models.DateTimeField("送达时间", null=True, blank=True)
    sent_on = models.DateField("送达日期", null=True, blank=True)
    class_checked_at = models.DateTimeField("类别核对时间", null=True, blank=True)

    class Meta(assignments.Reply.Meta):
        verbose_name = verbose_name_plural = "建议答复"
        constraints = [
            *assignments.Reply.Meta.constraints,
            paired("sent_at", "sent_on", "suggestionreply_sent_at_on"),
            models.UniqueConstraint(
                fields=["assignment", "round"],
                condition=Q(sent_at__isnull=False, is_opinion=False) & ~Q(state="sent_back"),
                name="suggestionreply_sent_once_per_round",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assignment.department} {self.get_state_display()}"


class MeetingWay(models.TextChoices):
    VISIT = "visit", "登门"
    INVITED = "invited", "请到单位"
    ON_SITE = "on_site", "现场"
    TELEPHONE = "telephone", "电话或视频"


class Meeting(models.Model):
    """面商: the lead meets the author before it answers; a recorded offer (`came` false) says that nobody could come."""

    suggestion = models.ForeignKey(Suggestion, models.PROTECT, related_name="meetings", verbose_name="建议")
    assignment = models.ForeignKey(
        SuggestionAssignment, models.PROTECT, related_name="meetings", verbose_name="承办"
    )
    round = models.PositiveSmallIntegerField("轮次", default=1)
    held_on = models.DateField("日期")
    way = models.CharField("方式", max_length=10, choices=MeetingWay.choices)
    came = models.BooleanField("见到了代表", default=True)
    people = models.CharField("参加人", max_length=200)
    said = models.TextField("代表提出", blank=True)
    agreed = models.BooleanField("代表同意答复", null=True, blank=True)
    recorded_at = models.DateTimeField("记录时间")
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="记录人"
    )

    class Meta:
        verbose_name = verbose_name_plural = "面商记录"
        ordering = ["held_on", "id"]
        constraints = [
            known("way", MeetingWay, "meeting_way_known"),
            models.CheckConstraint(
                condition=Q(came=False, agreed__isnull=True) | Q(came=True, agreed__isnull=False),
                name="meeting_agreed_when_met",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.held_on} {self.get_way_display()}"
