"""What one person alone may not do to an account of a kept-apart duty: asked by one, decided by another.

Changed by office/account_changes.py alone.
"""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from office.crypto import EncryptedTextField
from office.roles import KEPT_APART, Role


class SealedCode(models.Model):
    """A code on paper in a sealed envelope, which stands in for the second person once. Kept as a keyed hash."""

    code_hash = models.CharField("应急码校验值", max_length=64, unique=True)
    made_at = models.DateTimeField("印制时间")
    # Used, or replaced by a newer one.
    ended_at = models.DateTimeField("失效时间", null=True)

    class Meta:
        verbose_name = "应急码"
        verbose_name_plural = "应急码"

    def __str__(self) -> str:
        return f"应急码 {self.pk}"


class AccountChangeQuerySet(models.QuerySet["AccountChange"]):
    def open(self) -> Self:
        return self.filter(decided_at__isnull=True)


class AccountChange(models.Model):
    """One change that was asked for, and what became of it."""

    class Kind(models.TextChoices):
        PASSWORD_LINK = "password_link", "发送设置密码的链接"
        SECOND_FACTOR = "second_factor", "解除两步验证"
        CONTACT = "contact", "更正姓名、邮箱、电话"
        ROLE = "role", "授予角色"

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="账号",
        on_delete=models.PROTECT,
        related_name="account_changes",
    )
    kind = models.CharField("事项", max_length=20, choices=Kind.choices)
    role = models.CharField("角色", max_length=20, choices=Role.choices, blank=True)
    since = models.DateField("起始日期", null=True)
    # Of a correction, until it is decided: afterwards they stand in the account and beside its events.
    name = models.CharField("新的姓名", max_length=50, blank=True)
    email = EncryptedTextField("新的邮箱", blank=True, default="")
    phone = EncryptedTextField("新的电话", blank=True, default="")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="提出人", on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField("提出时间")
    agreed = models.BooleanField("同意", null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="确认人", on_delete=models.PROTECT, null=True, related_name="+"
    )
    decided_at = models.DateTimeField("确认时间", null=True)
    sealed_code = models.OneToOneField(
        SealedCode, verbose_name="应急码", on_delete=models.PROTECT, null=True, related_name="change"
    )

    objects = AccountChangeQuerySet.as_manager()

    class Meta:
        verbose_name = "账号变更"
        verbose_name_plural = "账号变更"
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["password_link", "second_factor", "contact", "role"]),
                name="account_change_kind_known",
            ),
            models.CheckConstraint(
                condition=Q(kind="role", role__in=sorted(KEPT_APART), since__isnull=False)
                | (~Q(kind="role") & Q(role="", since__isnull=True)),
                name="account_change_role_whole",
            ),
            models.CheckConstraint(
                condition=Q(decided_at=None, decided_by=None, agreed=None, sealed_code=None)
                | Q(decided_at__isnull=False, decided_by__isnull=False, agreed=True)
                | Q(decided_at__isnull=False, decided_by__isnull=False, agreed=False, sealed_code=None),
                name="account_change_decided_whole",
            ),
            # Whoever asked may withdraw. Only a code out of the envelope stands in for another person.
            models.CheckConstraint(
                condition=Q(agreed=None)
                | Q(agreed=False)
                | ~Q(decided_by=F("asked_by"))
                | Q(sealed_code__isnull=False),
                name="account_change_second_person",
            ),
            models.CheckConstraint(
                condition=~Q(asked_by=F("user"))
                & (Q(agreed=None) | Q(agreed=False) | ~Q(decided_by=F("user"))),
                name="account_change_not_of_ones_own",
            ),
            models.UniqueConstraint(
                fields=["user", "kind"],
                condition=Q(decided_at__isnull=True),
                name="account_change_one_open_per_kind",
            ),
        ]

    def __str__(self) -> str:
        role = f"：{self.get_role_display()}" if self.role else ""
        return f"{self.user}　{self.get_kind_display()}{role}"
