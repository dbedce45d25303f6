"""常用答复: what a unit answers again and again, checked by a second person; the best are public questions and answers.

Written and published by policies/standard_answers/editing.py alone.
"""

import secrets
from collections.abc import Collection
from datetime import date
from typing import Self

from django.db import models
from django.db.models import Count, F, Q

from groups.models import Department
from groups.spans import known_values
from office.models import User
from office.roles import Role, has_role
from office.signatures import signed_by
from policies.validity import Validity, validity_of


def new_code() -> str:
    """Of a new answer; all its texts share it."""
    return secrets.token_hex(6)


class StandardAnswerQuerySet(models.QuerySet["StandardAnswer"]):
    def open(self) -> Self:
        return self.filter(state__in=["draft", "submitted"])

    def in_force(self, on: date) -> Self:
        """Checked, and not past its last day."""
        return self.filter(state="published", valid_until__gte=on)

    def public(self, on: date) -> Self:
        """What visitors read."""
        return self.in_force(on).filter(audience="public")

    def quotable_by(self, departments: Collection[int], on: date) -> Self:
        """In force on the local date: the units' own, and the public ones of any."""
        return self.in_force(on).filter(Q(audience="public") | Q(department__in=departments))

    def visible_to(self, user: User, departments: Collection[int]) -> Self:
        """At the desk, drafts included: the office all, a unit's people those of their own `departments`."""
        if has_role(user, Role.STAFF, Role.APPROVER, Role.AUDITOR):
            return self
        return self.filter(department__in=departments)

    def for_lists(self) -> Self:
        return self.select_related("department")

    def with_ratings(self) -> Self:
        """`understood_count` and `puzzled_count`: what visitors said of this text."""
        return self.annotate(
            understood_count=Count("ratings", filter=Q(ratings__understood=True)),
            puzzled_count=Count("ratings", filter=Q(ratings__understood=False)),
        )


class StandardAnswer(models.Model):
    """One row a text: a changed answer is a new row of the same code, whose publication withdraws the former."""

    class Audience(models.TextChoices):
        UNIT = "unit", "本单位引用"
        PUBLIC = "public", "公开问答"

    class State(models.TextChoices):
        DRAFT = "draft", "起草中"
        SUBMITTED = "submitted", "待核对"
        PUBLISHED = "published", "在用"
        WITHDRAWN = "withdrawn", "已停用"

    code = models.CharField("代码", max_length=12, default=new_code)
    audience = models.CharField("用途", max_length=8, choices=Audience)
    state = models.CharField("状态", max_length=10, choices=State, default=State.DRAFT)
    department = models.ForeignKey(
        Department, on_delete=models.PROTECT, related_name="standard_answers", verbose_name="单位"
    )
    question = models.CharField("问题", max_length=80)
    text = models.TextField("答复")
    valid_until = models.DateField("有效期至", help_text="当天仍有效。")
    written_at = models.DateTimeField("起草时间")
    written_by = signed_by("起草人")
    returned_reason = models.CharField("退回原因", max_length=300, blank=True)
    released_at = models.DateTimeField("核对时间", null=True, blank=True)
    released_by = signed_by("核对人")

    objects = StandardAnswerQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "常用答复"
        ordering = ["-pk"]
        constraints = [
            known_values("audience", "unit", "public", name="standard_answer_audience_is_known"),
            known_values(
                "state",
                "draft",
                "submitted",
                "published",
                "withdrawn",
                name="standard_answer_state_is_known",
            ),
            models.UniqueConstraint(
                fields=["code"], condition=Q(state="published"), name="standard_answer_one_published"
            ),
            models.UniqueConstraint(
                fields=["code"],
                condition=Q(state__in=["draft", "submitted"]),
                name="standard_answer_one_open",
            ),
            models.CheckConstraint(
                condition=~Q(state="published") | Q(released_at__isnull=False),
                name="standard_answer_released_when_published",
            ),
            models.CheckConstraint(
                condition=Q(released_by__isnull=True)
                | Q(written_by__isnull=True)
                | ~Q(released_by=F("written_by")),
                name="standard_answer_second_person",
            ),
        ]

    def __str__(self) -> str:
        return self.question

    @property
    def is_open(self) -> bool:
        return self.state in (self.State.DRAFT, self.State.SUBMITTED)

    @property
    def is_public(self) -> bool:
        return self.audience == self.Audience.PUBLIC

    @property
    def audience_words(self) -> str:
        """公开问答 or 常用答复, as notices call it."""
        return "公开问答" if self.is_public else "常用答复"

    def validity(self, on: date) -> Validity:
        return validity_of(None, self.valid_until, on)


class AnswerRating(models.Model):
    """看懂了 or 没看懂: a visitor's word on a public text, the last of a day. `visitor` says nothing about the person."""

    answer = models.ForeignKey(
        StandardAnswer, on_delete=models.PROTECT, related_name="ratings", verbose_name="公开问答"
    )
    visitor = models.CharField("访客", max_length=64)
    on = models.DateField("日期")
    understood = models.BooleanField("看懂了")

    class Meta:
        verbose_name = verbose_name_plural = "问答评价"
        ordering = ["-on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["answer", "visitor", "on"], name="answer_rating_once_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.on} {'看懂了' if self.understood else '没看懂'}"
