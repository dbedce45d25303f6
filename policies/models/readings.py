"""政策查询: who read what is counted, never who; and what was searched for, with how often nothing was found."""

from datetime import date

from django.db import models
from django.db.models import Q

from groups.spans import known_values
from policies.models.information import InformationItem
from policies.models.policies import Policy
from stations.models import Station


class ReadingQuerySet(models.QuerySet["Reading"]):
    def between(self, first: date, after: date) -> "ReadingQuerySet":
        """Half-open range of local dates."""
        return self.filter(read_on__gte=first, read_on__lt=after)


class Reading(models.Model):
    """One visitor, one item, one day. `visitor` is a keyed hash that says nothing about the person."""

    class What(models.TextChoices):
        POLICY = "policy", "惠企政策"
        INFORMATION = "information", "信息资料"
        HANDBOOK = "handbook", "政策手册"

    class Kind(models.TextChoices):
        VIEW = "view", "浏览"
        DOWNLOAD = "download", "下载"
        ONSITE = "onsite", "现场查阅"

    class Source(models.TextChoices):
        DIRECT = "direct", "直接打开"
        QR = "qr", "扫码"
        SEARCH = "search", "搜索"
        RECEIPT = "receipt", "回执推荐"
        COUNTER = "counter", "站内查询机"
        FIT = "fit", "条件匹配"

    what = models.CharField("内容", max_length=12, choices=What)
    policy = models.ForeignKey(
        Policy, on_delete=models.PROTECT, related_name="readings", verbose_name="政策", null=True, blank=True
    )
    item = models.ForeignKey(
        InformationItem,
        on_delete=models.PROTECT,
        related_name="readings",
        verbose_name="信息资料",
        null=True,
        blank=True,
    )
    kind = models.CharField("方式", max_length=8, choices=Kind)
    source = models.CharField("来源", max_length=8, choices=Source, default=Source.DIRECT)
    station = models.ForeignKey(
        Station,
        on_delete=models.PROTECT,
        related_name="readings",
        verbose_name="服务站",
        null=True,
        blank=True,
    )
    visitor = models.CharField("访客", max_length=64)
    read_on = models.DateField("日期")

    objects = ReadingQuerySet.as_manager()

    class Meta:
        verbose_name = "政策查询"
        verbose_name_plural = "政策查询"
        ordering = ["-read_on", "-pk"]
        constraints = [
            known_values("what", "policy", "information", "handbook", name="reading_what_is_known"),
            known_values("kind", "view", "download", "onsite", name="reading_kind_is_known"),
            known_values(
                "source",
                "direct",
                "qr",
                "search",
                "receipt",
                "counter",
                "fit",
                name="reading_source_is_known",
            ),
            models.CheckConstraint(
                condition=Q(policy__isnull=True, item__isnull=True) & ~Q(what__in=["policy", "information"])
                | Q(what="policy", policy__isnull=False, item__isnull=True)
                | Q(what="information", policy__isnull=True, item__isnull=False),
                name="reading_is_of_one_thing",
            ),
            models.UniqueConstraint(
                fields=["policy", "visitor", "read_on"],
                condition=Q(policy__isnull=False),
                name="reading_of_policy_once_a_day",
            ),
            models.UniqueConstraint(
                fields=["item", "visitor", "read_on"],
                condition=Q(item__isnull=False),
                name="reading_of_item_once_a_day",
            ),
            models.UniqueConstraint(
                fields=["visitor", "read_on"],
                condition=Q(what="handbook"),
                name="reading_of_handbook_once_a_day",
            ),
        ]
        indexes = [models.Index(fields=["read_on", "what"], name="reading_on_what")]

    def __str__(self) -> str:
        return f"{self.read_on} {self.get_what_display()}"


class SearchedTermQuerySet(models.QuerySet["SearchedTerm"]):
    def between(self, first: date, after: date) -> "SearchedTermQuerySet":
        return self.filter(on__gte=first, on__lt=after)


class SearchedTerm(models.Model):
    """A word that visitors searched for on one day: how often, and how often nothing was found."""

    text = models.CharField("检索词", max_length=30)
    on = models.DateField("日期")
    times = models.PositiveIntegerField("次数", default=0)
    misses = models.PositiveIntegerField("未找到", default=0)

    objects = SearchedTermQuerySet.as_manager()

    class Meta:
        verbose_name = "检索记录"
        verbose_name_plural = "检索记录"
        ordering = ["-on", "-times"]
        constraints = [
            models.UniqueConstraint(fields=["text", "on"], name="searched_term_once_a_day"),
            models.CheckConstraint(
                condition=Q(misses__lte=models.F("times")), name="searched_term_misses_are_searches"
            ),
        ]

    def __str__(self) -> str:
        return self.text
