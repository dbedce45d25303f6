"""The units' parts in a request, and what they wrote."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from casework.models import assignments
from casework.models.assignments import (
    AssignmentQuerySet,
    AssignmentStatus,
    Part,
    Publicity,
    ReplyState,
    ResultClass,
)
from groups.models import Department


class Assignment(assignments.Assignment):
    case = models.ForeignKey(
        "requests_app.EnterpriseRequest", models.PROTECT, related_name="assignments", verbose_name="诉求"
    )
    department = models.ForeignKey(
        Department, models.PROTECT, related_name="assignments", verbose_name="单位"
    )

    objects = AssignmentQuerySet["Assignment"].as_manager()

    class Meta(assignments.Assignment.Meta):
        verbose_name = verbose_name_plural = "承办"
        constraints = [
            *assignments.Assignment.Meta.constraints,
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(part="lead") & ~Q(status__in=("returned", "ended")),
                name="assignment_one_lead",
            ),
            models.UniqueConstraint(
                fields=["case", "department"],
                condition=~Q(status__in=("returned", "ended")),
                name="assignment_unit_once",
            ),
        ]
        indexes = [
            models.Index(fields=["department", "due_on", "id"], name="assignment_unit_due"),
            models.Index(
                fields=["department", "due_on", "id"],
                condition=Q(done_at__isnull=True),
                name="assignment_unit_open_due",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.department}（{self.get_part_display()}）"


class ReplyQuerySet(models.QuerySet["Reply"]):
    def latest_of_part(self) -> Self:
        """Those that no later text of the same part has replaced."""
        later = Reply.objects.filter(assignment=OuterRef("assignment"), pk__gt=OuterRef("pk")).order_by()
        return self.filter(~Exists(later))


class Reply(assignments.Reply):
    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="replies", verbose_name="承办")

    objects = ReplyQuerySet.as_manager()

    class Meta(assignments.Reply.Meta):
        verbose_name = verbose_name_plural = "单位回复"

    def __str__(self) -> str:
        return f"{self.assignment.department} {self.get_state_display()}"


__all__ = [
    "Assignment",
    "AssignmentQuerySet",
    "AssignmentStatus",
    "Part",
    "Publicity",
    "Reply",
    "ReplyState",
    "ResultClass",
]
