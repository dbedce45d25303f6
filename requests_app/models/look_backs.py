"""回头看: whether an end has held, and the recorded draw that says which cases are asked (docs/domain.md § 3)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from casework.models.constraints import known, paired
from groups.models import Department
from requests_app.models.requests import EnterpriseRequest


class LookBackSource(models.TextChoices):
    PROMISE = "promise", "承诺到期"
    FIRST = "first", "司法监察，首次"
    SECOND = "second", "司法监察，再次"
    DRAWN = "drawn", "随机抽取"
    ASKED = "asked", "企业说没有解决"
    WITHDRAWN = "withdrawn", "撤回回访"
    DESK_NUMBER = "desk", "柜台登记号码的评价"


class LookBackOutcome(models.TextChoices):
    HOLDS = "holds", "没有反复"
    CAME_BACK = "came_back", "问题仍在或又出现"
    NOT_REACHED = "not_reached", "联系不上"
    ANSWERED = "answered", "转送单位已答复"
    SILENT = "silent", "转送单位还没有答复"
    OWN_WILL = "own_will", "自愿撤回"
    PRESSED = "pressed", "有人劝撤，恢复办理"
    VOID = "void", "不再需要"


JUDICIAL = (LookBackSource.FIRST, LookBackSource.SECOND)


class Pool(models.TextChoices):
    SETTLED = "settled", "A 类"
    EXPLAINED = "explained", "C、D 类"
    WITHDRAWN = "withdrawn", "撤回"


class LookBackDraw(models.Model):
    """One month's draw of one unit's cases. `ranking` follows from `seed`, so that anybody can draw again."""

    Pool = Pool

    pool = models.CharField("抽取范围", max_length=10, choices=Pool.choices)
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="单位"
    )
    month = models.DateField("月份", help_text="该月第一天")
    share = models.PositiveSmallIntegerField("比例", help_text="百分之几，向上取整")
    seed = models.CharField("随机种子", max_length=64)
    ranking = models.JSONField("抽取顺序", help_text="全部受理编号，按抽取顺序")
    size = models.PositiveIntegerField("抽取件数")
    drawn_at = models.DateTimeField("抽取时间")
    drawn_on = models.DateField("抽取日期")

    class Meta:
        verbose_name = verbose_name_plural = "回头看抽取"
        ordering = ["-month", "id"]
        constraints = [
            known("pool", Pool, "look_back_draw_pool_known"),
            models.CheckConstraint(condition=Q(share__gt=0, share__lte=100), name="look_back_draw_share"),
            models.UniqueConstraint(
                fields=["pool", "department", "month"], name="look_back_draw_once_per_unit"
            ),
            models.UniqueConstraint(
                fields=["pool", "month"],
                condition=Q(department__isnull=True),
                name="look_back_draw_once_without_unit",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.get_pool_display()}"

    @property
    def subject(self) -> str:
        """Key of this draw's chain of events."""
        return f"draw:{self.pk}"

    @property
    def is_true(self) -> bool:
        """Drawn again from its seed, it comes to the same."""
        return bool(self.ranking == ranked(self.ranking, self.seed)) and self.size == size_of(
            len(self.ranking), self.share
        )


def ranked(numbers: Iterable[str], seed: str) -> list[str]:
    """受理编号 in the order of the SHA-256 of `seed:number`: the first are drawn, the next stand by."""
    return sorted(numbers, key=lambda number: hashlib.sha256(f"{seed}:{number}".encode()).hexdigest())


def size_of(population: int, share: int) -> int:
    """⌈share %⌉."""
    return -(-population * share // 100)


class LookBackQuerySet(models.QuerySet["LookBack"]):
    def opened(self) -> Self:
        """Somebody has to call."""
        return self.filter(opened_at__isnull=False, done_at__isnull=True)

    def planned(self) -> Self:
        return self.filter(opened_at__isnull=True, done_at__isnull=True)

    def due(self, on: date) -> Self:
        return self.planned().filter(opens_on__lte=on)

    def undone(self) -> Self:
        return self.filter(done_at__isnull=True)

    def done(self) -> Self:
        return self.filter(done_at__isnull=False).exclude(outcome=LookBackOutcome.VOID)


class LookBack(models.Model):
    """One look back at one round of a case: planned for a day, opened by itself, done by who took no part."""

    Source = LookBackSource
    Outcome = LookBackOutcome

    case = models.ForeignKey(
        EnterpriseRequest, models.PROTECT, related_name="look_backs", verbose_name="诉求"
    )
    round = models.PositiveSmallIntegerField("轮次")
    source = models.CharField("来由", max_length=10, choices=LookBackSource.choices)
    opens_on = models.DateField("回头看日期")
    draw = models.ForeignKey(
        LookBackDraw, models.PROTECT, null=True, blank=True, related_name="look_backs", verbose_name="抽取"
    )
    rank = models.PositiveIntegerField("抽取序号", null=True, blank=True)
    opened_at = models.DateTimeField("开始时间", null=True, blank=True)
    opened_on = models.DateField("开始日期", null=True, blank=True)
    tries = models.PositiveSmallIntegerField("没有联系上的次数", default=0)
    outcome = models.CharField("结果", max_length=12, choices=LookBackOutcome.choices, blank=True)
    called = models.CharField("回访了谁", max_length=40, blank=True)
    said = models.TextField("通话记录", blank=True)
    done_at = models.DateTimeField("完成时间", null=True, blank=True)
    done_on = models.DateField("完成日期", null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="回访人",
    )

    objects = LookBackQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "回头看"
        ordering = ["opens_on", "id"]
        constraints = [
            known("source", LookBackSource, "look_back_source_known"),
            known("outcome", LookBackOutcome, "look_back_outcome_known", blank=True),
            paired("opened_at", "opened_on", "look_back_opened_at_on"),
            paired("done_at", "done_on", "look_back_done_at_on"),
            paired("draw", "rank", "look_back_draw_with_rank"),
            models.CheckConstraint(
                condition=Q(outcome="", done_at__isnull=True) | (~Q(outcome="") & Q(done_at__isnull=False)),
                name="look_back_done_with_outcome",
            ),
            models.UniqueConstraint(fields=["case", "round", "source"], name="look_back_once"),
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(opened_at__isnull=False, done_at__isnull=True),
                name="look_back_one_open",
            ),
        ]
        indexes = [
            models.Index(fields=["opens_on"], condition=Q(done_at__isnull=True), name="look_back_undone"),
            models.Index(fields=["done_on"], name="look_back_done_on"),
        ]

    def __str__(self) -> str:
        return f"{self.opens_on} {self.get_source_display()}"
