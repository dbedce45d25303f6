"""Pairings (定向结对): which representative keeps contact with which enterprise, since when and why.

Written by the verbs of fieldwork/pairings alone. Rules: docs/domain.md § 12.
"""

from __future__ import annotations

from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from groups.models import Representative
from groups.spans import known_values
from office.crypto import EncryptedTextField
from office.models import StoredFile
from office.typed import phones
from stations.models import Enterprise, PostingFunction
from stations.models.tokens import new_token

# A person has at most five at a time: each holds one of these places (docs/domain.md § 12).
PLACES = (1, 2, 3, 4, 5)


class PairingStatus(models.TextChoices):
    PROPOSED = "proposed", "待同意"
    OPEN = "open", "结对中"
    ENDED = "ended", "已结束"


STANDING = (PairingStatus.PROPOSED, PairingStatus.OPEN)


class Consent(models.TextChoices):
    """How the enterprise agreed."""

    LINK = "link", "企业打开链接同意"
    SHEET = "sheet", "企业签字的同意书"


class PairingQuerySet(models.QuerySet["Pairing"]):
    def standing(self) -> Self:
        """Proposed or open: each takes one of the person's places."""
        return self.filter(status__in=STANDING)

    def open(self) -> Self:
        return self.filter(status=PairingStatus.OPEN)

    def open_on(self, on: date) -> Self:
        """Open on that local date, whatever became of them later."""
        ended = Q(ended_on__isnull=False) & Q(ended_on__lte=on)
        return self.filter(since__isnull=False, since__lte=on).exclude(ended)

    def for_list(self) -> Self:
        return self.select_related("representative", "enterprise", "function").order_by(
            "enterprise__name", "pk"
        )


class Pairing(models.Model):
    token = models.CharField("标识", max_length=32, unique=True, default=new_token, editable=False)
    # Of the enterprise's private link only a keyed hash is stored.
    link_hash = models.CharField(max_length=64, unique=True, editable=False)
    representative = models.ForeignKey(
        Representative, on_delete=models.PROTECT, related_name="pairings", verbose_name="代表"
    )
    enterprise = models.ForeignKey(
        Enterprise, on_delete=models.PROTECT, related_name="pairings", verbose_name="企业"
    )
    place = models.PositiveSmallIntegerField("第几家")
    status = models.CharField("状态", max_length=10, choices=PairingStatus, default=PairingStatus.PROPOSED)
    function = models.ForeignKey(
        PostingFunction,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="pairings",
        verbose_name="职能",
    )
    industry = models.CharField("行业", max_length=40, blank=True)
    reason = models.CharField("为什么结对", max_length=100)
    contact = EncryptedTextField("企业联系人", blank=True, default="")
    phone = EncryptedTextField("企业联系电话", blank=True, default="")
    # Empty where the enterprise gave it itself: what it confirms must not go to a telephone that the visitor typed.
    phone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="电话录入人",
    )
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="提出人"
    )
    proposed_at = models.DateTimeField("提出时间")
    proposed_on = models.DateField("提出日期")
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="核定人",
    )
    approved_at = models.DateTimeField("核定时间", null=True, blank=True)
    consent = models.CharField("企业同意", max_length=8, choices=Consent, blank=True, default="")
    consent_file = models.ForeignKey(
        StoredFile,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="同意书",
    )
    opened_at = models.DateTimeField("结对时间", null=True, blank=True)
    since = models.DateField("结对日期", null=True, blank=True)
    ended_at = models.DateTimeField("结束时间", null=True, blank=True)
    ended_on = models.DateField("结束日期", null=True, blank=True)
    end_reason = models.CharField("结束原因", max_length=100, blank=True, default="")

    objects = PairingQuerySet.as_manager()

    class Meta:
        verbose_name = "定向结对"
        verbose_name_plural = "定向结对"
        ordering = ["-proposed_at", "pk"]
        constraints = [
            known_values("status", *PairingStatus.values, name="pairing_status_known"),
            known_values("consent", "", *Consent.values, name="pairing_consent_known"),
            models.CheckConstraint(condition=Q(place__in=PLACES), name="pairing_place_of_five"),
            models.UniqueConstraint(
                fields=["representative", "place"],
                condition=~Q(status="ended"),
                name="pairing_at_most_five_a_person",
            ),
            models.UniqueConstraint(
                fields=["representative", "enterprise"],
                condition=~Q(status="ended"),
                name="pairing_of_two_once",
            ),
            models.CheckConstraint(
                condition=Q(approved_at__isnull=True, approved_by__isnull=True)
                | Q(approved_at__isnull=False, approved_by__isnull=False),
                name="pairing_approved_whole",
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("proposed_by")),
                name="pairing_second_person",
            ),
            models.CheckConstraint(
                condition=(Q(opened_at__isnull=True, since__isnull=True, consent="") & ~Q(status="open"))
                | (
                    Q(opened_at__isnull=False, since__isnull=False, approved_at__isnull=False)
                    & ~Q(consent="")
                    & ~Q(status="proposed")
                ),
                name="pairing_open_with_consent",
            ),
            models.CheckConstraint(
                condition=~Q(consent="sheet") | Q(consent_file__isnull=False),
                name="pairing_sheet_has_its_file",
            ),
            models.CheckConstraint(
                condition=(
                    Q(status="ended", ended_at__isnull=False, ended_on__isnull=False) & ~Q(end_reason="")
                )
                | (Q(ended_at__isnull=True, ended_on__isnull=True, end_reason="") & ~Q(status="ended")),
                name="pairing_ended_has_day_and_reason",
            ),
        ]
        indexes = [models.Index(fields=["status", "since"], name="pairing_by_status")]

    def __str__(self) -> str:
        return f"{self.representative} {self.enterprise}"

    @property
    def subject(self) -> str:
        return f"pairing:{self.pk}"

    @property
    def phone_ending(self) -> str:
        return phones.stored(self.phone).number[-4:]

    @property
    def awaits_approval(self) -> bool:
        return self.status == PairingStatus.PROPOSED and self.approved_at is None

    @property
    def awaits_consent(self) -> bool:
        return self.status == PairingStatus.PROPOSED and self.approved_at is not None

    @property
    def state_words(self) -> str:
        """待核定, 待企业同意, 结对中, 已结束."""
        if self.status != PairingStatus.PROPOSED:
            return self.get_status_display()
        return "待核定" if self.approved_at is None else "待企业同意"

    @property
    def tone(self) -> str:
        return {"proposed": "asked", "open": "done", "ended": "ended"}[self.status]
