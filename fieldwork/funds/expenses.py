"""An expense: asked for, reserved by another, spent with receipts, confirmed by a second person, or released.

Each verb locks the budget first, so that two at once are told apart; what a race would leave the row's constraint
refuses. Sums are 分.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from fieldwork.funds.budgets import address_of, locked
from fieldwork.group_parts import liaisons_of
from fieldwork.models import Budget, Expense, ExpenseStatus, Receipt
from fieldwork.models.funds import yuan
from office.actors import Actor
from office.calendar import local_date
from office.events import Fact, record
from office.models import StoredFile, User
from office.notifications.notices import notify
from office.refusals import Refused
from office.roles import Role
from office.verbs import verb

Status = ExpenseStatus


@dataclass(frozen=True)
class Asked:
    """`activity` names what it is for; plan before money."""

    purpose: str
    amount: int
    activity: str = ""


@verb
def ask(budget: Budget, asked: Asked, *, by: Actor, at: datetime) -> Expense:
    """Refused: `not_approved`, `too_much` (more than is free now), `year_over`."""
    budget = locked(budget)
    if budget.approved_at is None:
        raise Refused("not_approved", "预算还没有审签，暂不能申请。")
    if budget.year != local_date(at).year:
        raise Refused("year_over", f"{budget.year} 年的经费不能在今年用，不跨年结转。")
    _refuse_beyond(budget, asked.amount)
    expense = Expense.objects.create(
        budget=budget,
        purpose=asked.purpose,
        activity=asked.activity,
        amount=asked.amount,
        asked_at=at,
        asked_by=by.user,
    )
    notify(
        f"{budget.subject}:expense:{expense.pk}:asked",
        User.objects.with_role(Role.STAFF, on=local_date(at)),
        title=f"{budget}：有一笔支出待批",
        body=f"{expense}",
        link=address_of(budget.group, budget.year),
        at=at,
    )
    _record(expense, "expense_asked", {"purpose": asked.purpose}, by=by, at=at)
    return expense


@verb
def reserve(expense: Expense, *, by: Actor, at: datetime) -> Expense:
    """Refused: `second_person` (the asker), `wrong_status`, `too_much`."""
    budget, expense = _locked(expense, Status.ASKED)
    if by.user is None or expense.asked_by_id == by.user.pk:
        raise Refused("second_person", "这一笔是您申请的，请另一位工作人员批准。")
    _refuse_beyond(budget, expense.amount)
    budget.reserved += expense.amount
    budget.save(update_fields=["reserved"])
    expense.status, expense.reserved_at, expense.reserved_by = Status.RESERVED, at, by.user
    expense.save(update_fields=["status", "reserved_at", "reserved_by"])
    _tell_asker(expense, budget, "reserved", f"已批准：{expense}", at)
    _record(expense, "expense_reserved", {}, by=by, at=at)
    return expense


@verb
def spend(
    expense: Expense, amount: int, receipts: Sequence[StoredFile], *, by: Actor, at: datetime
) -> Expense:
    """What was paid, at most what was reserved; the rest is free again. Refused: `wrong_status`, `too_much`, `no_receipt`."""
    budget, expense = _locked(expense, Status.RESERVED)
    if not receipts:
        raise Refused("no_receipt", "请上传票据", field="receipts")
    if amount > expense.amount:
        words = f"批准的是 {yuan(expense.amount)} 元，超出部分请另行申请"
        raise Refused("too_much", words, field="amount")
    budget.reserved -= expense.amount
    budget.spent += amount
    budget.save(update_fields=["reserved", "spent"])
    expense.status, expense.spent, expense.spent_at, expense.spent_by = Status.SPENT, amount, at, by.user
    expense.save(update_fields=["status", "spent", "spent_at", "spent_by"])
    Receipt.objects.bulk_create([Receipt(expense=expense, file=file) for file in receipts])
    _record(expense, "expense_spent", {}, by=by, at=at)
    return expense


@verb
def confirm(expense: Expense, *, by: Actor, at: datetime) -> Expense:
    """By neither who asked nor who paid. Refused: `second_person`, `wrong_status`."""
    _, expense = _locked(expense, Status.SPENT)
    if by.user is None or by.user.pk in (expense.asked_by_id, expense.spent_by_id):
        raise Refused("second_person", "申请和报销是您经手的，请另一位工作人员复核。")
    expense.status, expense.confirmed_at, expense.confirmed_by = Status.CONFIRMED, at, by.user
    expense.save(update_fields=["status", "confirmed_at", "confirmed_by"])
    _record(expense, "expense_confirmed", {}, by=by, at=at)
    return expense


@verb
def release(expense: Expense, reason: str, *, by: Actor, at: datetime) -> Expense:
    """Declined, not needed, or not in order: the money is free again. Refused: `wrong_status`, `missing`."""
    budget, expense = _locked(expense, Status.ASKED, Status.RESERVED, Status.SPENT)
    if not reason:
        raise Refused("missing", "请写明退回原因", field="reason")
    if expense.status == Status.RESERVED:
        budget.reserved -= expense.amount
    elif expense.status == Status.SPENT:
        budget.spent -= expense.spent or 0
    budget.save(update_fields=["reserved", "spent"])
    expense.status, expense.released_at, expense.released_by = Status.RELEASED, at, by.user
    expense.reason = reason
    expense.save(update_fields=["status", "released_at", "released_by", "reason"])
    _tell_asker(expense, budget, "released", f"已退回：{expense}。{reason}", at)
    _record(expense, "expense_released", {"reason": reason}, by=by, at=at)
    return expense


def _locked(expense: Expense, *statuses: str) -> tuple[Budget, Expense]:
    budget = locked(Budget(pk=expense.budget_id))
    found = Expense.objects.get(pk=expense.pk)
    if found.status not in statuses:
        raise Refused("wrong_status", f"这一笔{found.get_status_display()}，页面已更新。")
    return budget, found


def _refuse_beyond(budget: Budget, amount: int) -> None:
    if amount > budget.free:
        words = f"经费只剩 {budget.free_yuan} 元，请减少金额或者请审签人调整预算。"
        raise Refused("too_much", words, field="amount")


def _tell_asker(expense: Expense, budget: Budget, what: str, words: str, at: datetime) -> None:
    """Who asked, and the group's liaisons."""
    asker = list(User.objects.active().filter(pk=expense.asked_by_id))
    notify(
        f"{budget.subject}:expense:{expense.pk}:{what}",
        {*asker, *liaisons_of(budget.group, local_date(at))},
        title=f"{budget}",
        body=words,
        link=address_of(budget.group, budget.year),
        at=at,
    )


def _record(expense: Expense, action: str, private: dict[str, str], *, by: Actor, at: datetime) -> None:
    data = {"expense": expense.pk, "amount": expense.amount, "spent": expense.spent}
    record(Fact(f"budget:{expense.budget_id}", action, data, private), by=by, at=at)
