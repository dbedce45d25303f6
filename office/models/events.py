"""The chain of events: rows that are added by `events.record` and never changed (triggers refuse it)."""

import json
from functools import cached_property
from typing import Any, Self

from django.db import models
from django.db.models import F, Q

from office.crypto import EncryptedTextField


class EventQuerySet(models.QuerySet["Event"]):
    def of(self, subject: str) -> Self:
        return self.filter(subject=subject).order_by("seq")

    def for_timeline(self) -> Self:
        return self.select_related("by_user", "on_behalf_of").prefetch_related("privates")


class Event(models.Model):
    """What happened to a subject. `payload` is what is MACed; the columns repeat it for queries."""

    class By(models.TextChoices):
        USER = "user", "账号"
        REQUESTER = "requester", "诉求人"
        SYSTEM = "system", "系统"

    subject = models.CharField("对象", max_length=60)
    seq = models.PositiveIntegerField("序号")
    action = models.CharField("动作", max_length=60)
    at = models.DateTimeField("时间")
    by_kind = models.CharField("身份", max_length=10, choices=By.choices)
    by_user = models.ForeignKey(
        "office.User", verbose_name="操作人", on_delete=models.PROTECT, null=True, related_name="+"
    )
    on_behalf_of = models.ForeignKey(
        "office.User",
        verbose_name="代谁",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
    )
    payload = models.BinaryField()
    key_id = models.CharField(max_length=8)
    mac = models.BinaryField()

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = "操作记录"
        verbose_name_plural = "操作记录"
        constraints = [
            models.UniqueConstraint(fields=["subject", "seq"], name="event_one_per_place"),
            models.CheckConstraint(
                condition=Q(by_kind__in=["user", "requester", "system"]), name="event_by_known"
            ),
            models.CheckConstraint(
                condition=Q(by_kind="user", by_user__isnull=False)
                | (~Q(by_kind="user") & Q(by_user__isnull=True, on_behalf_of__isnull=True)),
                name="event_user_has_an_account",
            ),
        ]
        indexes = [models.Index(fields=["action", "at"], name="event_action_at")]

    def __str__(self) -> str:
        return f"{self.subject} {self.seq} {self.action}"

    @cached_property
    def content(self) -> dict[str, Any]:
        """The payload as it was MACed."""
        content: dict[str, Any] = json.loads(bytes(self.payload))
        return content

    @property
    def data(self) -> dict[str, Any]:
        data: dict[str, Any] = self.content["data"]
        return data

    @property
    def basis(self) -> str:
        """What a requester's or the system's act rests on."""
        basis: str = self.content["by"].get("basis", "")
        return basis

    def private(self, name: str) -> str:
        """A value that stands beside the chain; "" once it was purged, or where there never was one."""
        found = self.private_by_name.get(name)
        return found.value if found else ""

    @cached_property
    def private_by_name(self) -> "dict[str, EventPrivate]":
        """The rows beside this one as they were when first asked for."""
        return {private.name: private for private in self.privates.all()}


class EventNumber(models.Model):
    """The place of an event in the sequence of the whole site (office/events/sequence.py); `seal` covers all before."""

    number = models.PositiveBigIntegerField("序号", unique=True)
    event = models.OneToOneField(Event, on_delete=models.PROTECT, related_name="number")
    key_id = models.CharField(max_length=8)
    seal = models.BinaryField()

    class Meta:
        verbose_name = "操作记录总序号"
        verbose_name_plural = "操作记录总序号"
        constraints = [models.CheckConstraint(condition=Q(number__gte=1), name="eventnumber_from_one")]


class EventPrivate(models.Model):
    """A personal value or free text of an event. Salt and value go together; the chain holds for ever."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="privates")
    name = models.CharField(max_length=40)
    salt = models.BinaryField()
    value = EncryptedTextField()

    class Meta:
        verbose_name = "操作记录中的文字"
        verbose_name_plural = "操作记录中的文字"
        constraints = [models.UniqueConstraint(fields=["event", "name"], name="eventprivate_one_per_name")]


class ChainHead(models.Model):
    """Where a subject's chain ends; locked to append. `seal` is a MAC of the rest, so a cut tail cannot be hidden."""

    key = models.CharField(max_length=60, unique=True)
    seq = models.PositiveIntegerField()
    mac = models.BinaryField()
    key_id = models.CharField(max_length=8)
    seal = models.BinaryField()
    anchored_seq = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "记录链末端"
        verbose_name_plural = "记录链末端"
        indexes = [
            models.Index(fields=["id"], name="chainhead_to_anchor", condition=Q(seq__gt=F("anchored_seq")))
        ]


class Anchor(models.Model):
    """The ends of all chains that grew since the anchor before: written hourly, itself a chain."""

    seq = models.PositiveIntegerField("序号", unique=True)
    on = models.DateField("日期", db_index=True)
    at = models.DateTimeField("时间")
    payload = models.BinaryField()
    # How many published editions the payload names.
    editions = models.PositiveSmallIntegerField("公示版次数", default=0)
    key_id = models.CharField(max_length=8)
    mac = models.BinaryField()

    class Meta:
        verbose_name = "锚点"
        verbose_name_plural = "锚点"

    @cached_property
    def content(self) -> dict[str, Any]:
        """The payload as it was MACed."""
        content: dict[str, Any] = json.loads(bytes(self.payload))
        return content
