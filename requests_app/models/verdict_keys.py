"""What a requester judges with, apart from what opens the case; and the telephone that was registered before."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from casework.models.constraints import known
from office.crypto import EncryptedTextField
from requests_app.models.grades import JUDGING, Grade
from requests_app.models.requests import EnterpriseRequest
from requests_app.models.states import Status

FORMER_LASTS = timedelta(days=90)


class PhoneChangeQuerySet(models.QuerySet["PhoneChange"]):
    def unanswered(self) -> Self:
        """The former telephone has said neither 是我改的 nor 不是我改的."""
        return self.filter(agreed_at__isnull=True, undone_at__isnull=True)

    def open(self, on: date) -> Self:
        """It still may on the local date: for ninety days, and while a verdict is awaited."""
        return self.open_after(on - FORMER_LASTS)

    def open_after(self, day: date) -> Self:
        """`open` on the day that is ninety days after this one."""
        return self.unanswered().filter(Q(changed_on__gt=day) | Q(case__status=Status.ANSWERED))


class PhoneChange(models.Model):
    """A telephone took the place of another: the former one is told, and may undo it with one tap.

    `case` is the one that the receipt was given for; its parts share the telephone. Nobody in `changed_by`: the
    requester did, by a key of the own.
    """

    case = models.ForeignKey(
        EnterpriseRequest, models.PROTECT, related_name="phone_changes", verbose_name="诉求"
    )
    former = EncryptedTextField("原号码")
    former_extension = EncryptedTextField("原分机", blank=True, default="")
    former_grade = models.CharField("原号码来源", max_length=8, choices=Grade.choices)
    grade = models.CharField("新号码来源", max_length=8, choices=Grade.choices)
    token_hash = models.CharField(max_length=64, unique=True)
    changed_at = models.DateTimeField("更改时间")
    changed_on = models.DateField("更改日期")
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="更改人",
    )
    agreed_at = models.DateTimeField("原号码确认时间", null=True, blank=True)
    undone_at = models.DateTimeField("原号码撤销时间", null=True, blank=True)

    objects = PhoneChangeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "联系电话更改"
        ordering = ["id"]
        constraints = [
            known("former_grade", Grade, "phone_change_former_grade_known"),
            known("grade", Grade, "phone_change_grade_known"),
            models.CheckConstraint(
                condition=Q(agreed_at__isnull=True) | Q(undone_at__isnull=True),
                name="phone_change_agreed_or_undone",
            ),
            models.CheckConstraint(
                condition=Q(changed_by__isnull=True) | Q(grade=Grade.DESK),
                name="phone_change_by_desk_is_desk",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.changed_on}"


class SentTo(models.TextChoices):
    RECEIPT = "receipt", "回执"
    PHONE = "phone", "电话"
    EMAIL = "email", "邮箱"
    FORMER = "former", "原号码"


class VerdictKey(models.Model):
    """A link that rates, reopens and answers what is asked later; of one round, or of a receipt for all of them.

    Ended by the next round's answer, or by the requester's own key; no step of a desk ends it (docs/domain.md § 2).
    """

    SentTo = SentTo

    case = models.ForeignKey(
        EnterpriseRequest, models.PROTECT, related_name="verdict_keys", verbose_name="诉求"
    )
    token_hash = models.CharField(max_length=64, unique=True)
    code_hash = models.CharField(max_length=64, unique=True, null=True, blank=True)
    grade = models.CharField("来源", max_length=8, choices=Grade.choices)
    round = models.PositiveSmallIntegerField("轮次", null=True, blank=True)
    sent_to = models.CharField("发到", max_length=8, choices=SentTo.choices)
    change = models.ForeignKey(
        PhoneChange, models.PROTECT, null=True, blank=True, related_name="keys", verbose_name="电话更改"
    )
    created_at = models.DateTimeField("签发时间")
    ended_at = models.DateTimeField("失效时间", null=True, blank=True)
    # What became of the message that carried it; only of the first that arrives in a round.
    delivered_at = models.DateTimeField("送达时间", null=True, blank=True)
    undelivered_at = models.DateTimeField("未能送达时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "评价凭据"
        constraints = [
            models.CheckConstraint(
                condition=Q(grade__in=sorted(JUDGING)), name="verdict_key_grade_may_judge"
            ),
            known("sent_to", SentTo, "verdict_key_sent_to_known"),
            models.CheckConstraint(
                condition=Q(sent_to=SentTo.FORMER, change__isnull=False)
                | (~Q(sent_to=SentTo.FORMER) & Q(change__isnull=True)),
                name="verdict_key_former_has_change",
            ),
        ]
        indexes = [
            models.Index(fields=["case"], condition=Q(ended_at__isnull=True), name="verdict_key_open"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.grade}"
