"""换届: one row from its preparation to the day it is carried out, and who follows whom.

Written by the verbs of groups/term_changes alone. Rules: docs/domain.md § 13.
"""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from groups.models.representatives import Representative
from groups.models.terms import Term
from office.models import User


class TermChangeQuerySet(models.QuerySet["TermChange"]):
    def open(self) -> Self:
        """Prepared, neither carried out nor dropped."""
        return self.filter(carried_out_at__isnull=True, dropped_at__isnull=True)

    def for_list(self) -> Self:
        related = ("old_term", "new_term", "prepared_by", "carried_out_by")
        return self.select_related(*related).order_by("-prepared_at", "-pk")


def _who(verbose_name: str) -> models.ForeignKey[User | None, User | None]:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=verbose_name,
    )


def _whole(what: str) -> models.CheckConstraint:
    both = Q(**{f"{what}_at__isnull": False, f"{what}_by__isnull": False})
    neither = Q(**{f"{what}_at__isnull": True, f"{what}_by__isnull": True})
    return models.CheckConstraint(condition=both | neither, name=f"term_change_{what}_whole")


class TermChange(models.Model):
    old_term = models.ForeignKey(Term, models.PROTECT, related_name="+", verbose_name="原届次")
    new_term = models.ForeignKey(Term, models.PROTECT, related_name="+", verbose_name="新一届")
    changes_on = models.DateField("换届日期", help_text="当天起原届次不再任职。")
    document = models.CharField("依据文件", max_length=120)
    prepared_at = models.DateTimeField("拟定时间")
    prepared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="拟定人"
    )
    carried_out_at = models.DateTimeField("执行时间", null=True, blank=True)
    carried_out_by = _who("确认人")
    dropped_at = models.DateTimeField("取消时间", null=True, blank=True)
    dropped_by = _who("取消人")
    # What was done: [name, label, fate, before, after] of each part, as it was carried out.
    outcome = models.JSONField("结果", default=list, blank=True)

    objects = TermChangeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "换届"
        ordering = ["-prepared_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(old_term=F("new_term")), name="term_change_is_between_two_terms"
            ),
            models.CheckConstraint(condition=~Q(document=""), name="term_change_has_its_document"),
            models.CheckConstraint(
                condition=Q(carried_out_by__isnull=True) | ~Q(carried_out_by=F("prepared_by")),
                name="term_change_second_person",
            ),
            _whole("carried_out"),
            _whole("dropped"),
            models.CheckConstraint(
                condition=Q(carried_out_at__isnull=True) | Q(dropped_at__isnull=True),
                name="term_change_ends_once",
            ),
            models.UniqueConstraint(
                fields=["old_term"], condition=Q(dropped_at__isnull=True), name="term_change_once_a_term"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.old_term} → {self.new_term}"

    @property
    def subject(self) -> str:
        return f"termchange:{self.pk}"

    @property
    def is_open(self) -> bool:
        return self.carried_out_at is None and self.dropped_at is None


class Succession(models.Model):
    """Who takes over what somebody leaves; without a row, or without a successor, it goes to the liaison."""

    change = models.ForeignKey(TermChange, models.PROTECT, related_name="successions")
    representative = models.ForeignKey(
        Representative, models.PROTECT, related_name="+", verbose_name="离任代表"
    )
    successor = models.ForeignKey(Representative, models.PROTECT, related_name="+", verbose_name="接任代表")

    class Meta:
        verbose_name = verbose_name_plural = "接任"
        ordering = ["change", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["change", "representative"], name="succession_once_a_person"),
            models.CheckConstraint(
                condition=~Q(representative=F("successor")), name="succession_is_between_two"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.representative} → {self.successor}"
