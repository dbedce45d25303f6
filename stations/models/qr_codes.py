"""QR codes of stations and representatives. A replaced one keeps its row and leads to the next."""

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from groups.models import Representative
from groups.spans import SpanQuerySet, known_values, ordered_span
from stations.models.stations import Station


class QRCodeQuerySet(SpanQuerySet["QRCode"]):
    def of(self, owner: Station | Representative) -> "QRCodeQuerySet":
        if isinstance(owner, Station):
            return self.filter(station=owner)
        return self.filter(representative=owner)


class QRCode(models.Model):
    class Kind(models.TextChoices):
        STATION = "station", "服务站"
        REPRESENTATIVE = "representative", "代表"

    code = models.CharField(
        "代码",
        max_length=20,
        unique=True,
        validators=[RegexValidator(r"^[a-z0-9]+$", "只能用小写字母和数字。")],
    )
    kind = models.CharField("类型", max_length=16, choices=Kind)
    station = models.ForeignKey(
        Station,
        on_delete=models.PROTECT,
        related_name="qr_codes",
        verbose_name="服务站",
        null=True,
        blank=True,
    )
    representative = models.ForeignKey(
        Representative,
        on_delete=models.PROTECT,
        related_name="qr_codes",
        verbose_name="代表",
        null=True,
        blank=True,
    )
    since = models.DateField("启用日期")
    until = models.DateField("停用日期", null=True, blank=True)
    replaced_by = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        related_name="replaces",
        verbose_name="更换为",
        null=True,
        blank=True,
    )

    objects = QRCodeQuerySet.as_manager()

    class Meta:
        verbose_name = "二维码"
        verbose_name_plural = "二维码"
        ordering = ["-since", "-pk"]
        constraints = [
            known_values("kind", "station", "representative", name="qr_code_kind_is_known"),
            ordered_span("qr_code_span_is_ordered"),
            models.CheckConstraint(
                condition=Q(code=Lower("code")) & ~Q(code=""), name="qr_code_is_lower_case"
            ),
            models.CheckConstraint(
                condition=Q(kind="station", station__isnull=False, representative__isnull=True)
                | Q(kind="representative", station__isnull=True, representative__isnull=False),
                name="qr_code_leads_to_its_kind",
                violation_error_message="二维码须对应一个服务站，或者一位代表。",
            ),
            models.CheckConstraint(
                condition=Q(replaced_by__isnull=True) | (Q(until__isnull=False) & ~Q(replaced_by=F("id"))),
                name="qr_code_replaced_is_ended",
            ),
            models.UniqueConstraint(
                fields=["station"],
                condition=Q(until__isnull=True),
                name="qr_code_of_station_is_one",
                violation_error_message="该服务站已有在用的二维码。",
            ),
            models.UniqueConstraint(
                fields=["representative"],
                condition=Q(until__isnull=True),
                name="qr_code_of_representative_is_one",
                violation_error_message="该代表已有在用的二维码。",
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def path(self) -> str:
        """The address that the printed code carries, without the site."""
        return f"/{'s' if self.kind == self.Kind.STATION else 'r'}/{self.code}/"


class CodeScan(models.Model):
    """That a printed code was opened on a day: once a code and day, nothing of who did it."""

    qr_code = models.ForeignKey(QRCode, on_delete=models.PROTECT, related_name="scans")
    on = models.DateField("日期")

    class Meta:
        verbose_name = verbose_name_plural = "二维码扫码日"
        ordering = ["-on", "pk"]
        constraints = [models.UniqueConstraint(fields=["qr_code", "on"], name="code_scan_once_a_day")]
        indexes = [models.Index(fields=["on"], name="code_scan_by_day")]

    def __str__(self) -> str:
        return f"{self.qr_code_id} {self.on}"
