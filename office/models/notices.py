"""The outbox: what somebody is to be told (Notice), and what leaves the house to tell it (Message).

Rows are written by office/notifications/notices.py inside the verb's transaction and sent by office/notifications/delivery.py.
"""

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from office.crypto import EncryptedTextField
from office.models.leased import Leased, LeasedQuerySet, leased_constraints

if TYPE_CHECKING:
    from office.models.users import User


class Channel(models.TextChoices):
    INAPP = "inapp", "站内"
    EMAIL = "email", "电子邮件"
    SMS = "sms", "短信"
    WECHAT = "wechat", "微信"


class NoticeQuerySet(models.QuerySet["Notice"]):
    def inapp(self) -> Self:
        return self.filter(channel=Channel.INAPP)

    def unread(self) -> Self:
        """In the application, neither read nor overtaken by events."""
        return self.inapp().filter(read_at=None, retracted_at=None)

    def inbox_of(self, user: "User") -> Self:
        """What the notice centre shows: in the application and not overtaken by events, newest first."""
        return self.inapp().filter(recipient=user, retracted_at=None).order_by("-pk")

    def undigested(self, at: datetime) -> Self:
        """Reminders that no message carries yet."""
        return self.filter(undigested_since__lte=at)

    def standing(self) -> Self:
        return self.filter(retracted_at=None)


class Notice(models.Model):
    """One fact for one recipient on one channel. In the application the row itself is the delivery."""

    class Kind(models.TextChoices):
        PLAIN = "plain", "通知"
        REMINDER = "reminder", "提醒"
        ESCALATION = "escalation", "升级督办"

    key = models.CharField("事项标识", max_length=200)
    # The key without its last part: what all reminders of one clock have in common.
    topic = models.CharField("事项", max_length=200)
    recipient_key = models.CharField("接收人标识", max_length=80)
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="接收人",
        on_delete=models.PROTECT,
        null=True,
        related_name="notices",
    )
    # The absent colleague in whose place the recipient is told: 乙（代甲）.
    on_behalf_of = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="代谁接收",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
    )
    channel = models.CharField("渠道", max_length=10, choices=Channel.choices)
    kind = models.CharField("类型", max_length=10, choices=Kind.choices)
    title = models.CharField("标题", max_length=120)
    body = models.TextField("内容", blank=True)
    link = models.CharField("链接", max_length=300, blank=True)
    message = models.ForeignKey(
        "office.Message",
        verbose_name="外发消息",
        on_delete=models.SET_NULL,
        null=True,
        related_name="notices",
    )
    created_at = models.DateTimeField("产生时间")
    # Set while a reminder waits for its digest.
    undigested_since = models.DateTimeField("等待汇总", null=True)
    read_at = models.DateTimeField("阅读时间", null=True)
    retracted_at = models.DateTimeField("撤回时间", null=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = "通知"
        verbose_name_plural = "通知"
        constraints = [
            models.UniqueConstraint(
                fields=["key", "recipient_key", "channel"], name="notice_once_per_recipient"
            ),
            models.CheckConstraint(condition=Q(channel__in=Channel.values), name="notice_channel_known"),
            models.CheckConstraint(
                condition=Q(kind__in=["plain", "reminder", "escalation"]), name="notice_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(undigested_since=None) | Q(kind="reminder", message=None, retracted_at=None),
                name="notice_digest_of_reminders",
            ),
            models.CheckConstraint(
                condition=~Q(channel="inapp") | (Q(message=None) & ~Q(recipient=None)),
                name="notice_inapp_has_reader",
            ),
        ]
        # Conditions of IS NULL alone: others SQLite does not match against bound values.
        indexes = [
            models.Index(
                fields=["recipient", "channel", "-id"],
                name="notice_unread",
                condition=Q(read_at=None, retracted_at=None),
            ),
            models.Index(fields=["recipient", "-id"], name="notice_inbox", condition=Q(retracted_at=None)),
            models.Index(fields=["topic"], name="notice_topic", condition=Q(read_at=None, retracted_at=None)),
            models.Index(
                fields=["undigested_since"],
                name="notice_undigested",
                condition=Q(undigested_since__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Message(Leased):
    """What one channel carries to one recipient: a single notice or a digest. Its text is made when it leaves."""

    # The stable part of the Message-ID: a repeat after a crash carries the same.
    identifier = models.CharField("消息标识", max_length=64, unique=True)
    channel = models.CharField("渠道", max_length=10, choices=Channel.choices)
    recipient_key = models.CharField("接收人标识", max_length=80)
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="接收人",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
    )
    # Of people without an account; emptied on delivery.
    address = EncryptedTextField("地址", blank=True)
    created_at = models.DateTimeField("产生时间")
    is_digest = models.BooleanField("汇总", default=False)
    # A code or link: opened by the sending job alone, emptied on delivery or when given up.
    secret = EncryptedTextField("密件", blank=True)
    carries_secret = models.BooleanField("含密件", default=False)
    # A dead letter whose content somebody has told by telephone instead.
    told_at = models.DateTimeField("电话告知时间", null=True)
    told_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="告知人", on_delete=models.PROTECT, null=True, related_name="+"
    )

    objects = LeasedQuerySet["Message"].as_manager()

    class Meta:
        verbose_name = "外发消息"
        verbose_name_plural = "外发消息"
        constraints = [
            models.CheckConstraint(
                condition=Q(channel__in=["email", "sms", "wechat"]), name="message_channel_known"
            ),
            models.CheckConstraint(
                condition=Q(state="waiting") | Q(secret=""), name="message_ended_keeps_no_secret"
            ),
            models.CheckConstraint(
                condition=Q(told_at=None, told_by=None)
                | (~Q(told_at=None) & ~Q(told_by=None) & Q(state="dropped")),
                name="message_told_instead_of_sent",
            ),
            *leased_constraints("message"),
        ]
        indexes = [
            models.Index(fields=["channel", "due_at"], name="message_waiting", condition=Q(finished_at=None)),
            models.Index(fields=["state", "-id"], name="message_state"),
        ]

    def __str__(self) -> str:
        return f"{self.get_channel_display()} {self.identifier[:12]}"
