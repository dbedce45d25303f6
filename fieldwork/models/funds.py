"""Money of a group for a year (调研经费): one row that is never overdrawn, and the expenses that draw on it.

Integers of 分. Written by the verbs of fieldwork/funds alone. Rules: docs/domain.md § 12.
"""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import F, Q

from casework.models.constraints import known, paired
from groups.models import Group, OfOneGroup, of_group, one_group
from office.models import StoredFile
from office.signatures import signed_by


def yuan(fen: int) -> str:
    """14,620 or 14,620.50, as papers write a sum."""
    whole, rest = divmod(fen, 100)
    return f"{whole:,}.{rest:02}" if rest else f"{whole:,}"


class BudgetQuerySet(models.QuerySet["Budget"]):
    def of(self, group: Group, year: int) -> Self:
        return self.filter(of_group(group), year=year)


class Budget(OfOneGroup):
    """`reserved` is promised to expenses under way, `spent` is paid; both count from the approval on."""

    year = models.PositiveSmallIntegerField("年度")
    amount = models.BigIntegerField("预算", help_text="单位：分。")
    reserved = models.BigIntegerField("已预留", default=0)
    spent = models.BigIntegerField("已支出", default=0)
    set_at = models.DateTimeField("编制时间")
    set_by = signed_by("编制人")
    approved_at = models.DateTimeField("审签时间", null=True, blank=True)
    approved_by = signed_by("审签人")

    objects = BudgetQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "小组经费"
        ordering = ["-year", "pk"]
        constraints = [
            one_group("budget_of_one_group"),
            models.UniqueConstraint(
                fields=["professional_group", "year"], name="budget_of_professional_group_once_a_year"
            ),
            models.UniqueConstraint(
                fields=["regional_group", "year"], name="budget_of_regional_group_once_a_year"
            ),
            models.CheckConstraint(
                condition=Q(reserved__gte=0, spent__gte=0, amount__gt=0), name="budget_sums_are_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(amount__gte=F("reserved") + F("spent")), name="budget_is_never_exceeded"
            ),
            paired("approved_at", "approved_by", "budget_approved_whole"),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("set_by")),
                name="budget_second_person",
            ),
            models.CheckConstraint(
                condition=Q(approved_at__isnull=False) | Q(reserved=0, spent=0),
                name="budget_is_used_once_approved",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group} {self.year} 年经费"

    @property
    def subject(self) -> str:
        return f"budget:{self.pk}"

    @property
    def free(self) -> int:
        return self.amount - self.reserved - self.spent

    @property
    def used_percent(self) -> float:
        return 100 * (self.spent + self.reserved) / self.amount

    @property
    def amount_yuan(self) -> str:
        return yuan(self.amount)

    @property
    def reserved_yuan(self) -> str:
        return yuan(self.reserved)

    @property
    def spent_yuan(self) -> str:
        return yuan(self.spent)

    @property
    def free_yuan(self) -> str:
        return yuan(self.free)


class BudgetChange(models.Model):
    """Another amount, by the approver with a document; a move changes two budgets by one document."""

    budget = models.ForeignKey(Budget, models.PROTECT, related_name="changes", verbose_name="经费")
    before = models.BigIntegerField("原预算")
    after = models.BigIntegerField("现预算")
    document = models.CharField("依据文件", max_length=120)
    at = models.DateTimeField("时间")
    by = signed_by("审签人")

    class Meta:
        verbose_name = verbose_name_plural = "经费调整"
        ordering = ["budget", "at", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(document=""), name="budget_change_has_document"),
        ]

    def __str__(self) -> str:
        return f"{self.budget_id} {yuan(self.before)} → {yuan(self.after)}"

    @property
    def words(self) -> str:
        return f"{yuan(self.before)} 元改为 {yuan(self.after)} 元"


class ExpenseStatus(models.TextChoices):
    ASKED = "asked", "待批"
    RESERVED = "reserved", "已批，待报销"
    SPENT = "spent", "已报销，待复核"
    CONFIRMED = "confirmed", "已复核"
    RELEASED = "released", "已退回"


class ExpenseQuerySet(models.QuerySet["Expense"]):
    def newest_first(self) -> Self:
        return self.order_by("-asked_at", "-pk")


class Expense(models.Model):
    budget = models.ForeignKey(Budget, models.PROTECT, related_name="expenses", verbose_name="经费")
    purpose = models.CharField("用途", max_length=80)
    activity = models.CharField("用于哪项活动", max_length=80, blank=True)
    amount = models.BigIntegerField("申请金额")
    spent = models.BigIntegerField("实际支出", null=True, blank=True)
    status = models.CharField("状态", max_length=10, choices=ExpenseStatus, default=ExpenseStatus.ASKED)
    asked_at = models.DateTimeField("申请时间")
    asked_by = signed_by("申请人")
    reserved_at = models.DateTimeField("批准时间", null=True, blank=True)
    reserved_by = signed_by("批准人")
    spent_at = models.DateTimeField("报销时间", null=True, blank=True)
    spent_by = signed_by("报销人")
    confirmed_at = models.DateTimeField("复核时间", null=True, blank=True)
    confirmed_by = signed_by("复核人")
    released_at = models.DateTimeField("退回时间", null=True, blank=True)
    released_by = signed_by("退回人")
    reason = models.CharField("退回原因", max_length=100, blank=True)

    objects = ExpenseQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "经费支出"
        ordering = ["-asked_at", "-pk"]
        constraints = [
            known("status", ExpenseStatus, "expense_status_known"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="expense_amount_is_positive"),
            models.CheckConstraint(
                condition=Q(spent__isnull=True) | Q(spent__gt=0, spent__lte=F("amount")),
                name="expense_spends_what_was_reserved_at_most",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["reserved", "spent", "confirmed"]) | Q(reserved_by__isnull=False),
                name="expense_reserved_has_who",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["spent", "confirmed"])
                | Q(spent__isnull=False, spent_at__isnull=False),
                name="expense_spent_has_its_sum",
            ),
            models.CheckConstraint(
                condition=~Q(status="confirmed") | Q(confirmed_by__isnull=False),
                name="expense_confirmed_has_who",
            ),
            models.CheckConstraint(
                condition=~Q(status="released") | Q(released_at__isnull=False) & ~Q(reason=""),
                name="expense_released_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(reserved_by__isnull=True) | ~Q(reserved_by=F("asked_by")),
                name="expense_is_reserved_by_another",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True)
                | ~Q(confirmed_by=F("asked_by")) & ~Q(confirmed_by=F("spent_by")),
                name="expense_second_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {yuan(self.amount)} 元"

    @property
    def sum_yuan(self) -> str:
        """What was paid, or asked for until then."""
        return yuan(self.amount if self.spent is None else self.spent)


class Receipt(models.Model):
    """A voucher (票据) of an expense, kept as a file."""

    expense = models.ForeignKey(Expense, models.PROTECT, related_name="receipts", verbose_name="支出")
    file = models.OneToOneField(StoredFile, models.PROTECT, related_name="+", verbose_name="文件")

    class Meta:
        verbose_name = verbose_name_plural = "票据"
        ordering = ["expense", "pk"]

    def __str__(self) -> str:
        return f"{self.expense_id} {self.file_id}"
