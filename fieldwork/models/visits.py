"""Visits (走访) to enterprises, and who came. A visit counts once the enterprise, or a second source, confirms it.

Written by the verbs of fieldwork/visits alone. Rules: docs/domain.md § 12.
"""

from __future__ import annotations

from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Prefetch, Q

from fieldwork.models.own_words import Confirmable, ConfirmableQuerySet, own_word_constraints
from fieldwork.models.pairings import Pairing
from groups.spans import known_values
from office.crypto import EncryptedTextField
from stations.models import Enterprise
from stations.models.tokens import new_token


class How(models.TextChoices):
    CAME = "came", "到访"
    TELEPHONE = "telephone", "电话"
    STATION = "station", "到站"


class VisitKind(models.TextChoices):
    LISTEN = "listen", "听取意见"
    POLICY = "policy", "宣传政策"
    HELP = "help", "帮助解决难题"


class Result(models.TextChoices):
    NOTHING = "nothing", "无"
    REQUEST = "request", "诉求"
    CONSULTATION = "consultation", "咨询"
    MATERIAL = "material", "建议素材"
    POLICY = "policy", "政策"


class VisitStatus(models.TextChoices):
    RECORDED = "recorded", "待核实"
    CONFIRMED = "confirmed", "已核实"
    DENIED = "denied", "企业说没来过"
    WITHDRAWN = "withdrawn", "已撤回"


class Answer(models.TextChoices):
    """What the enterprise says behind its link."""

    CAME = "came", "来过"
    NOT_CAME = "not_came", "没来过"
    UNSURE = "unsure", "不记得"


class VisitQuerySet(models.QuerySet["Visit"]):
    def standing(self) -> Self:
        """Recorded or confirmed: neither denied nor withdrawn."""
        return self.filter(status__in=(VisitStatus.RECORDED, VisitStatus.CONFIRMED))

    def confirmed(self) -> Self:
        return self.filter(status=VisitStatus.CONFIRMED)

    def between(self, since: date, until: date) -> Self:
        """Of the local days since ≤ on < until."""
        return self.filter(on__gte=since, on__lt=until)

    def for_list(self) -> Self:
        parts = Prefetch("parts", VisitPart.objects.select_related("representative").order_by("pk"))
        return self.select_related("enterprise", "recorded_by", "pairing").prefetch_related(parts)

    def latest_first(self) -> Self:
        return self.order_by("-met_at", "-pk")


class Visit(models.Model):
    token = models.CharField("标识", max_length=32, unique=True, default=new_token, editable=False)
    link_hash = models.CharField(max_length=64, unique=True, editable=False)
    # The same form again is the same visit.
    form_hash = models.CharField(max_length=64, unique=True, editable=False)
    body_sha256 = models.CharField(max_length=64, editable=False)
    pairing = models.ForeignKey(
        Pairing,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="visits",
        verbose_name="定向结对",
    )
    enterprise = models.ForeignKey(
        Enterprise, on_delete=models.PROTECT, related_name="visits", verbose_name="企业"
    )
    met_at = models.DateTimeField("走访时间")
    on = models.DateField("走访日期")
    how = models.CharField("方式", max_length=10, choices=How)
    kind = models.CharField("类型", max_length=8, choices=VisitKind)
    met = EncryptedTextField("见到谁", blank=True, default="")
    words = EncryptedTextField("谈了什么", blank=True, default="")
    result = models.CharField("形成什么", max_length=14, choices=Result)
    request_number = models.CharField("受理编号", max_length=12, null=True, blank=True, unique=True)
    status = models.CharField("状态", max_length=10, choices=VisitStatus, default=VisitStatus.RECORDED)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="记录人"
    )
    recorded_at = models.DateTimeField("记录时间")
    recorded_on = models.DateField("记录日期")
    # When the enterprise's link left.
    asked_at = models.DateTimeField("请企业核实时间", null=True, blank=True)
    answer = models.CharField("企业答复", max_length=10, choices=Answer, blank=True, default="")
    answered_at = models.DateTimeField("企业答复时间", null=True, blank=True)
    confirmed_at = models.DateTimeField("核实时间", null=True, blank=True)
    confirmed_on = models.DateField("核实日期", null=True, blank=True)
    # The second source: who says so, and what it rests on; empty where the enterprise itself confirmed.
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="核实人",
    )
    basis = models.CharField("核实依据", max_length=100, blank=True, default="")
    withdrawn_at = models.DateTimeField("撤回时间", null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="撤回人",
    )
    withdrawal_reason = models.CharField("撤回原因", max_length=100, blank=True, default="")

    objects = VisitQuerySet.as_manager()

    class Meta:
        verbose_name = "走访"
        verbose_name_plural = "走访"
        ordering = ["-met_at", "-pk"]
        constraints = [
            known_values("how", *How.values, name="visit_how_known"),
            known_values("kind", *VisitKind.values, name="visit_kind_known"),
            known_values("result", *Result.values, name="visit_result_known"),
            known_values("status", *VisitStatus.values, name="visit_status_known"),
            known_values("answer", "", *Answer.values, name="visit_answer_known"),
            models.CheckConstraint(
                condition=(Q(answer="", answered_at__isnull=True))
                | (~Q(answer="") & Q(answered_at__isnull=False, asked_at__isnull=False)),
                name="visit_answered_whole",
            ),
            models.CheckConstraint(
                condition=(
                    ~Q(status="confirmed")
                    & Q(confirmed_at__isnull=True, confirmed_on__isnull=True, confirmed_by__isnull=True)
                )
                | (
                    Q(confirmed_at__isnull=False, confirmed_on__isnull=False)
                    & (Q(answer="came") | (Q(confirmed_by__isnull=False) & ~Q(basis="")))
                    & Q(status__in=["confirmed", "withdrawn"])
                ),
                name="visit_confirmed_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("recorded_by")),
                name="visit_second_source",
            ),
            models.CheckConstraint(
                condition=(Q(answer="not_came") & Q(status__in=["denied", "withdrawn"]))
                | (~Q(answer="not_came") & ~Q(status="denied")),
                name="visit_denied_by_the_enterprise",
            ),
            models.CheckConstraint(
                condition=(
                    Q(status="withdrawn", withdrawn_at__isnull=False, withdrawn_by__isnull=False)
                    & ~Q(withdrawal_reason="")
                )
                | (
                    ~Q(status="withdrawn")
                    & Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True, withdrawal_reason="")
                ),
                name="visit_withdrawn_has_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["enterprise", "on"], name="visit_of_enterprise"),
            models.Index(fields=["status", "on"], name="visit_by_status"),
        ]

    def __str__(self) -> str:
        return f"{self.enterprise} {self.on:%Y-%m-%d}"

    @property
    def subject(self) -> str:
        return f"visit:{self.pk}"

    @property
    def tone(self) -> str:
        return {"recorded": "asked", "confirmed": "done", "denied": "todo", "withdrawn": "ended"}[self.status]


class VisitPartQuerySet(ConfirmableQuerySet["VisitPart"]):
    def standing(self) -> Self:
        return self.filter(withdrawn_at__isnull=True)


class VisitPart(Confirmable):
    """One representative who came. Enterprise, day and withdrawal stand here too: one a day and enterprise each."""

    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="parts", verbose_name="走访")
    enterprise = models.ForeignKey(
        Enterprise, on_delete=models.PROTECT, related_name="+", verbose_name="企业"
    )
    on = models.DateField("走访日期")
    withdrawn_at = models.DateTimeField("撤回时间", null=True, blank=True)

    objects = VisitPartQuerySet.as_manager()

    class Meta:
        verbose_name = "走访代表"
        verbose_name_plural = "走访代表"
        ordering = ["visit", "pk"]
        constraints = [
            *own_word_constraints("visit_part"),
            models.UniqueConstraint(
                fields=["representative", "enterprise", "on"],
                condition=Q(withdrawn_at__isnull=True),
                name="visit_one_a_day_and_enterprise",
            ),
            models.UniqueConstraint(fields=["visit", "representative"], name="visit_part_once"),
        ]

    def __str__(self) -> str:
        return f"{self.representative} {self.visit}"
