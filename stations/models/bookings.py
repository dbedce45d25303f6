"""Bookings (预约) of a seat at a reception, and the matters that are spoken of.

Written by the verbs of stations/receptions alone. Rules: docs/domain.md § 11.
"""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from groups.spans import known_values
from office.crypto import EncryptedTextField
from office.typed import phones
from stations.models.enterprises import Enterprise
from stations.models.receptions import COMING
from stations.models.requesters import RequesterKind
from stations.models.slots import Seat, Slot


class BookingStatus(models.TextChoices):
    BOOKED = "booked", "已预约"
    WAITING = "waiting", "候补"
    OFFERED = "offered", "待确认补位"
    CAME = "came", "已到"
    NO_SHOW = "no_show", "未到"
    CANCELLED = "cancelled", "已取消"
    LAPSED = "lapsed", "候补过期"


# Still to come: a telephone has one of these at most that nobody doubts.
OPEN_BOOKINGS = (BookingStatus.BOOKED, BookingStatus.WAITING, BookingStatus.OFFERED)
# Holds its seat against everybody else.
SEATED = (BookingStatus.BOOKED, BookingStatus.OFFERED, BookingStatus.CAME)


class Doubt(models.TextChoices):
    """Why nobody is sure yet that the telephone's owner booked: docs/domain.md § 11."""

    SECOND = "second", "同一电话另有预约"
    MISSED = "missed", "近期几次预约没有来"


class BookingQuerySet(models.QuerySet["Booking"]):
    def open(self) -> Self:
        return self.filter(status__in=OPEN_BOOKINGS)

    def seated(self) -> Self:
        return self.filter(status__in=SEATED)

    def of_nobody(self, at: datetime) -> Self:
        """Promised a seat to come at a reception that does not take place, or with somebody who does not sit."""
        gone = Q(slot__sitting__ended_at__isnull=False) | ~Q(slot__sitting__reception__status__in=COMING)
        return self.open().filter(gone, slot__begins_at__gt=at)


class Booking(models.Model):
    class Grade(models.TextChoices):
        """Who typed the telephone: docs/domain.md § 2."""

        OWN = "own", "本人提供"
        DESK = "desk", "柜台登记"
        NONE = "none", "没有"

    # Of link, code and form only keyed hashes are stored.
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    code_hash = models.CharField(max_length=64, unique=True, editable=False)
    form_hash = models.CharField(max_length=64, unique=True, editable=False)
    body_sha256 = models.CharField(max_length=64, editable=False)
    status = models.CharField("状态", max_length=10, choices=BookingStatus)
    slot = models.ForeignKey(Slot, on_delete=models.PROTECT, related_name="bookings", verbose_name="时段")
    seat = models.ForeignKey(
        Seat, on_delete=models.PROTECT, null=True, blank=True, related_name="bookings", verbose_name="席位"
    )
    is_walk_in = models.BooleanField("临时来访", default=False)
    requester_kind = models.CharField("来访人", max_length=12, choices=RequesterKind)
    enterprise = models.ForeignKey(
        Enterprise,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="bookings",
        verbose_name="企业",
    )
    enterprise_name = models.CharField("企业名称", max_length=60, blank=True)
    matter = EncryptedTextField("想谈什么")
    # 受理编号 of the open request that it is about, where the visitor came from its page.
    about = models.CharField("关于诉求", max_length=12, blank=True)
    contact = EncryptedTextField("联系人", blank=True)
    phone = EncryptedTextField("联系电话", blank=True)
    # Found by the whole number alone (office/crypto.py: blind_index).
    phone_index = models.CharField(max_length=64, blank=True, editable=False)
    phone_grade = models.CharField("电话来源", max_length=4, choices=Grade, default=Grade.NONE)
    # What the clerk asks about by telephone; the visitor, who may be somebody else, is not told of it.
    doubt = models.CharField("待核实", max_length=8, choices=Doubt, blank=True)
    checked_at = models.DateTimeField("核实时间", null=True, blank=True)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="核实人",
    )
    # Until when an offered seat is kept.
    offered_until = models.DateTimeField("补位保留到", null=True, blank=True)
    created_at = models.DateTimeField("预约时间")
    created_on = models.DateField("预约日期")
    ended_at = models.DateTimeField("结束时间", null=True, blank=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="登记人",
    )

    objects = BookingQuerySet.as_manager()

    class Meta:
        verbose_name = "接待预约"
        verbose_name_plural = "接待预约"
        ordering = ["slot__begins_at", "pk"]
        constraints = [
            known_values("status", *BookingStatus.values, name="booking_status_known"),
            known_values("requester_kind", *RequesterKind.values, name="booking_requester_kind_known"),
            known_values("phone_grade", "own", "desk", "none", name="booking_phone_grade_known"),
            models.UniqueConstraint(
                fields=["seat"], condition=Q(status__in=list(SEATED)), name="booking_one_active_per_seat"
            ),
            models.UniqueConstraint(
                fields=["phone_index"],
                condition=Q(status__in=list(OPEN_BOOKINGS), doubt="") & ~Q(phone_index=""),
                name="booking_one_open_per_telephone",
            ),
            models.CheckConstraint(
                condition=Q(status="waiting", seat__isnull=True)
                | ~Q(status__in=["waiting", "booked", "offered", "came"])
                | (~Q(status="waiting") & Q(seat__isnull=False)),
                name="booking_has_a_seat_unless_it_waits",
            ),
            models.CheckConstraint(
                condition=Q(status="offered", offered_until__isnull=False)
                | (~Q(status="offered") & Q(offered_until__isnull=True)),
                name="booking_offered_has_its_end",
            ),
            models.CheckConstraint(
                condition=Q(status__in=list(OPEN_BOOKINGS), ended_at__isnull=True)
                | (~Q(status__in=list(OPEN_BOOKINGS)) & Q(ended_at__isnull=False)),
                name="booking_ended_when_not_open",
            ),
            models.CheckConstraint(
                condition=Q(phone_index="", phone_grade="none")
                | (~Q(phone_index="") & ~Q(phone_grade="none")),
                name="booking_phone_has_its_grade",
            ),
            known_values("doubt", "", *Doubt.values, name="booking_doubt_known"),
            models.CheckConstraint(
                condition=Q(checked_at__isnull=True, checked_by__isnull=True)
                | (Q(checked_at__isnull=False, checked_by__isnull=False) & ~Q(doubt="")),
                name="booking_checked_where_in_doubt",
            ),
        ]
        indexes = [
            models.Index(fields=["slot", "status"], name="booking_of_slot"),
            models.Index(fields=["status", "offered_until"], name="booking_offers"),
        ]

    def __str__(self) -> str:
        return f"{self.slot} {self.get_status_display()}"

    @property
    def subject(self) -> str:
        return f"booking:{self.pk}"

    @property
    def who(self) -> str:
        """How the desk names the visitor: the enterprise, else who it is."""
        return self.enterprise_name or dict(RequesterKind.choices).get(self.requester_kind, "")

    @property
    def phone_number(self) -> str:
        """The digits to call; "" where there is no telephone."""
        return phones.stored(self.phone).number

    @property
    def phone_ending(self) -> str:
        """The last four digits, as the visitor says them at the door; "" where there is no telephone."""
        return self.phone_number[-4:]

    @property
    def is_in_doubt(self) -> bool:
        """Whether somebody should still ask the telephone's owner."""
        return bool(self.doubt) and self.checked_at is None and self.status in OPEN_BOOKINGS

    def is_changeable(self, at: datetime) -> bool:
        """Until the slot begins it can be moved or cancelled."""
        return self.status in OPEN_BOOKINGS and at < self.slot.begins_at


class BookingState(models.Model):
    """Each status of a booking with its day and slot: what figures of a past month are counted from."""

    booking = models.ForeignKey(Booking, on_delete=models.PROTECT, related_name="states")
    status = models.CharField("状态", max_length=10, choices=BookingStatus)
    slot = models.ForeignKey(Slot, on_delete=models.PROTECT, related_name="+")
    on = models.DateField("日期")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "接待预约状态"
        ordering = ["booking", "at", "pk"]
        constraints = [known_values("status", *BookingStatus.values, name="booking_state_known")]

    def __str__(self) -> str:
        return f"{self.booking_id} {self.on} {self.get_status_display()}"


class Ending(models.TextChoices):
    EXPLAINED = "explained", "解释说明"
    ANSWERED = "answered", "当场答复"
    REQUEST = "request", "转为诉求"
    JOINED = "joined", "记到在办诉求"
    NOTED = "noted", "仅反映"
    GUIDED = "guided", "引导他处"


class Basis(models.TextChoices):
    """What an explanation or an answer rests on; a representative promises nothing for a unit."""

    PUBLIC = "public", "公开的政策或资料"
    OFFICER = "officer", "在场的单位工作人员"


class Matter(models.Model):
    """What a visitor spoke of, in a line, and how it ended. Several matters of one visit are told apart."""

    booking = models.ForeignKey(Booking, on_delete=models.PROTECT, related_name="matters")
    words = EncryptedTextField("谈了什么")
    ending = models.CharField("结果", max_length=10, choices=Ending, blank=True)
    basis = models.CharField("依据", max_length=8, choices=Basis, blank=True)
    # The title of the public item, or name and unit of the officer, as said on the spot.
    source = models.CharField("依据说明", max_length=120, blank=True)
    policy = models.SlugField("政策", max_length=80, blank=True)
    request_number = models.CharField("受理编号", max_length=12, null=True, blank=True, unique=True)
    # 受理编号 of the request that was open already; several matters may be told of one.
    joined_number = models.CharField("记到的受理编号", max_length=12, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="记录人"
    )
    recorded_at = models.DateTimeField("记录时间")
    recorded_on = models.DateField("记录日期")

    class Meta:
        verbose_name = "来访事项"
        verbose_name_plural = "来访事项"
        ordering = ["booking", "pk"]
        constraints = [
            known_values("ending", "", *Ending.values, name="matter_ending_known"),
            known_values("basis", "", *Basis.values, name="matter_basis_known"),
            models.CheckConstraint(
                condition=Q(ending="request", request_number__isnull=False)
                | (~Q(ending="request") & Q(request_number__isnull=True)),
                name="matter_request_has_its_number",
            ),
            models.CheckConstraint(
                condition=(Q(ending="joined") & ~Q(joined_number=""))
                | (~Q(ending="joined") & Q(joined_number="")),
                name="matter_joined_has_its_number",
            ),
            models.CheckConstraint(
                condition=~Q(ending="answered") | (~Q(basis="") & ~Q(source="")),
                name="matter_answered_has_its_source",
            ),
            models.CheckConstraint(
                condition=~Q(ending="explained") | (~Q(basis="") & ~Q(source="")),
                name="matter_explained_has_its_source",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.booking_id} {self.get_ending_display()}"

    @property
    def told_in(self) -> str:
        """受理编号 of the request that it became or was added to; "" where there is none."""
        return self.request_number or self.joined_number
