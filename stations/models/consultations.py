"""Consultations (接待咨询) at the counter and by telephone, and the paper forms that they are noted on.

Written by the verbs of stations/consultations alone. Rules: docs/domain.md § 11.
"""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from groups.spans import known_values
from office.crypto import EncryptedTextField
from office.models import StoredFile
from office.typed import phones
from stations.models.bookings import Basis, Ending
from stations.models.enterprises import Enterprise
from stations.models.requesters import RequesterKind
from stations.models.stations import Station


class How(models.TextChoices):
    VISIT = "visit", "到站"
    PHONE = "phone", "电话"
    MESSAGE = "message", "微信或短信"
    OTHER = "other", "其他"


class ConsultationSheet(models.Model):
    """A printed paper form whose lines are entered later, each once."""

    LINES = 12

    code = models.CharField("编号", max_length=12, unique=True)
    station = models.ForeignKey(
        Station, on_delete=models.PROTECT, related_name="consultation_sheets", verbose_name="服务站"
    )
    printed_at = models.DateTimeField("打印时间")
    printed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="打印人"
    )

    class Meta:
        verbose_name = verbose_name_plural = "咨询登记表"
        ordering = ["-code"]

    def __str__(self) -> str:
        return self.code

    @property
    def line_codes(self) -> list[str]:
        return [f"{self.code}-{line:02}" for line in range(1, self.LINES + 1)]


class ConsultationSheetPage(models.Model):
    """The paper itself, photographed or scanned, once its lines were filled in by hand."""

    sheet = models.ForeignKey(ConsultationSheet, on_delete=models.PROTECT, related_name="pages")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+", verbose_name="照片")
    added_at = models.DateTimeField("上传时间")
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="上传人"
    )

    class Meta:
        verbose_name = verbose_name_plural = "咨询登记表照片"
        ordering = ["sheet", "pk"]
        constraints = [models.UniqueConstraint(fields=["file"], name="consultation_page_file_once")]

    def __str__(self) -> str:
        return f"{self.sheet_id} {self.file}"


class ConsultationQuerySet(models.QuerySet["Consultation"]):
    def on(self, day: date) -> Self:
        return self.filter(consulted_on=day)

    def for_desk(self) -> Self:
        """As the lists show them, newest first."""
        return self.select_related("station", "entered_by", "sheet").order_by("-consulted_at", "-pk")


class Consultation(models.Model):
    # gyllzx-2026-0068: without gaps in the year of its station.
    number = models.CharField("编号", max_length=32, unique=True)
    station = models.ForeignKey(
        Station, on_delete=models.PROTECT, related_name="consultations", verbose_name="服务站"
    )
    year = models.PositiveSmallIntegerField("年度")
    serial = models.PositiveIntegerField("序号")
    consulted_at = models.DateTimeField("咨询时间")
    consulted_on = models.DateField("咨询日期")
    how = models.CharField("方式", max_length=8, choices=How)
    requester_kind = models.CharField("咨询人", max_length=12, choices=RequesterKind)
    # The code of an information kind, "" for what belongs to none: policies are on the floor above.
    topic = models.CharField("事项", max_length=20, blank=True)
    # Masked before it is stored.
    words = EncryptedTextField("咨询了什么")
    ending = models.CharField("结果", max_length=10, choices=Ending)
    basis = models.CharField("依据", max_length=8, choices=Basis, blank=True)
    # The title of the public item as quoted then, or name and unit of the officer.
    source = models.CharField("依据说明", max_length=120, blank=True)
    # policy:xudai, information:paiwu: found again by the floor above, whatever became of the edition.
    item = models.CharField("政策或资料", max_length=100, blank=True)
    enterprise = models.ForeignKey(
        Enterprise,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="consultations",
        verbose_name="企业",
    )
    enterprise_name = models.CharField("企业名称", max_length=60, blank=True)
    contact = EncryptedTextField("联系人", blank=True)
    phone = EncryptedTextField("联系电话", blank=True)
    request_number = models.CharField("受理编号", max_length=12, null=True, blank=True, unique=True)
    sheet = models.ForeignKey(
        ConsultationSheet,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="consultations",
        verbose_name="纸质登记表",
    )
    sheet_line = models.PositiveSmallIntegerField("第几行", null=True, blank=True)
    is_late = models.BooleanField("补录", default=False)
    # Of the form only a keyed hash is stored.
    form_hash = models.CharField(max_length=64, unique=True, editable=False)
    body_hash = models.CharField(max_length=64, editable=False)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="登记人"
    )
    entered_at = models.DateTimeField("登记时间")
    entered_on = models.DateField("登记日期")
    void_reason = models.CharField("作废原因", max_length=100, blank=True)
    void_asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="提出作废",
    )
    void_asked_at = models.DateTimeField("提出作废时间", null=True, blank=True)
    voided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="确认作废",
    )
    voided_at = models.DateTimeField("作废时间", null=True, blank=True)

    objects = ConsultationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "接待咨询"
        ordering = ["-consulted_at", "-pk"]
        constraints = [
            known_values("how", *How.values, name="consultation_how_known"),
            known_values("requester_kind", *RequesterKind.values, name="consultation_kind_known"),
            known_values("ending", *Ending.values, name="consultation_ending_known"),
            known_values("basis", "", *Basis.values, name="consultation_basis_known"),
            models.UniqueConstraint(
                fields=["station", "year", "serial"], name="consultation_once_per_station_and_number"
            ),
            models.UniqueConstraint(
                fields=["sheet", "sheet_line"],
                condition=Q(sheet__isnull=False),
                name="consultation_once_per_line_of_paper",
            ),
            models.CheckConstraint(
                condition=Q(sheet__isnull=True, sheet_line__isnull=True)
                | Q(sheet__isnull=False, sheet_line__isnull=False),
                name="consultation_line_of_its_paper",
            ),
            models.CheckConstraint(
                condition=Q(ending="request", request_number__isnull=False)
                | (~Q(ending="request") & Q(request_number__isnull=True)),
                name="consultation_request_has_its_number",
            ),
            models.CheckConstraint(
                condition=~Q(ending__in=["explained", "answered"]) | (~Q(basis="") & ~Q(source="")),
                name="consultation_answered_has_its_source",
            ),
            models.CheckConstraint(
                condition=Q(void_asked_by__isnull=True, void_asked_at__isnull=True, void_reason="")
                | (Q(void_asked_by__isnull=False, void_asked_at__isnull=False) & ~Q(void_reason="")),
                name="consultation_void_asked_whole",
            ),
            models.CheckConstraint(
                condition=Q(voided_by__isnull=True, voided_at__isnull=True)
                | Q(voided_by__isnull=False, voided_at__isnull=False, void_asked_by__isnull=False),
                name="consultation_voided_whole",
            ),
            models.CheckConstraint(
                condition=Q(voided_by__isnull=True)
                | (~Q(voided_by=F("void_asked_by")) & ~Q(voided_by=F("entered_by"))),
                name="consultation_void_second_person",
            ),
        ]
        indexes = [models.Index(fields=["station", "consulted_on"], name="consultation_by_day")]

    def __str__(self) -> str:
        return self.number

    @property
    def subject(self) -> str:
        return f"consultation:{self.pk}"

    @property
    def who(self) -> str:
        return self.enterprise_name or str(self.get_requester_kind_display())

    @property
    def is_void(self) -> bool:
        return self.voided_at is not None

    @property
    def phone_ending(self) -> str:
        """The last four digits; "" where there is no telephone."""
        return phones.stored(self.phone).number[-4:]


class ConsultationStateQuerySet(models.QuerySet["ConsultationState"]):
    def counted(self, from_on: date, to_on: date, *, known_at: datetime | None = None) -> Self:
        """What is counted of the days `from_on` ≤ day < `to_on`: as on record at `known_at`, by default as it stands."""
        rows = self.filter(consulted_on__gte=from_on, consulted_on__lt=to_on, is_void=False)
        if known_at is None:
            return rows.filter(until__isnull=True)
        return rows.filter(Q(until__isnull=True) | Q(until__gte=known_at), since__lt=known_at)

    def sums(self, *fields: str) -> dict[str, Counter[str]]:
        """How many by each value of each field, in one query."""
        found: dict[str, Counter[str]] = {field: Counter() for field in fields}
        for *values, number in self.order_by().values_list(*fields).annotate(n=models.Count("pk")):
            for field, value in zip(fields, values, strict=True):
                found[field][value] += number
        return found


class ConsultationState(models.Model):
    """What was on record of a consultation from when to when: a later correction moves no earlier month."""

    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="states")
    station = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="+")
    consulted_on = models.DateField("咨询日期")
    how = models.CharField("方式", max_length=8, choices=How)
    requester_kind = models.CharField("咨询人", max_length=12, choices=RequesterKind)
    topic = models.CharField("事项", max_length=20, blank=True)
    ending = models.CharField("结果", max_length=10, choices=Ending)
    is_void = models.BooleanField("已作废", default=False)
    since = models.DateTimeField("记入时间")
    until = models.DateTimeField("改记时间", null=True, blank=True)

    objects = ConsultationStateQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "接待咨询记录"
        ordering = ["consultation", "since", "pk"]
        constraints = [
            known_values("how", *How.values, name="consultation_state_how_known"),
            known_values("requester_kind", *RequesterKind.values, name="consultation_state_kind_known"),
            known_values("ending", *Ending.values, name="consultation_state_ending_known"),
            models.UniqueConstraint(
                fields=["consultation"],
                condition=Q(until__isnull=True),
                name="consultation_state_one_stands",
            ),
        ]
        indexes = [models.Index(fields=["station", "consulted_on"], name="consultation_state_by_day")]

    def __str__(self) -> str:
        return f"{self.consultation_id} {self.get_ending_display()}"
