"""Postings (进站): which representatives serve at which station, and for what functions."""

from datetime import date

from django.db import models
from django.db.models import Exists, OuterRef, Q

from groups.models import Mandate, Representative
from groups.spans import SpanQuerySet, ordered_span
from stations.models.stations import Station


class PostingFunction(models.Model):
    code = models.SlugField("代码", max_length=20, unique=True)
    name = models.CharField("名称", max_length=20, unique=True)
    order = models.PositiveSmallIntegerField("顺序", default=0)

    class Meta:
        verbose_name = "进站职能"
        verbose_name_plural = "进站职能"
        ordering = ["order", "code"]

    def __str__(self) -> str:
        return self.name


class PostingQuerySet(SpanQuerySet["Posting"]):
    def serving(self, on: date) -> "PostingQuerySet":
        """In force, at an open station, by a representative in office: what the public may see."""
        active = Mandate.objects.active(on).filter(representative=OuterRef("representative"))
        return (
            self.in_force(on)
            .filter(Q(station__closed_on__isnull=True) | Q(station__closed_on__gt=on))
            .filter(Exists(active), station__opened_on__lte=on)
        )


class Posting(models.Model):
    representative = models.ForeignKey(
        Representative, on_delete=models.PROTECT, related_name="postings", verbose_name="代表"
    )
    station = models.ForeignKey(
        Station, on_delete=models.PROTECT, related_name="postings", verbose_name="服务站"
    )
    functions = models.ManyToManyField(
        PostingFunction, related_name="postings", verbose_name="职能", blank=True
    )
    is_primary = models.BooleanField("主要进站", default=False)
    since = models.DateField("开始日期")
    until = models.DateField("结束日期", null=True, blank=True, help_text="当天起不再进站。")

    objects = PostingQuerySet.as_manager()

    class Meta:
        verbose_name = "进站代表"
        verbose_name_plural = "进站代表"
        ordering = ["station", "representative__sort_key", "since"]
        constraints = [
            ordered_span("posting_span_is_ordered"),
            models.UniqueConstraint(
                fields=["representative", "station"],
                condition=Q(until__isnull=True),
                name="posting_is_open_once_per_station",
                violation_error_message="该代表已在本站进站。",
            ),
            models.UniqueConstraint(
                fields=["representative"],
                condition=Q(is_primary=True, until__isnull=True),
                name="posting_primary_is_one",
                violation_error_message="该代表已有主要进站的服务站。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.representative} {self.station}"
