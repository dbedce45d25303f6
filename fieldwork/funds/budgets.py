"""The budget of a group for a year: set, approved by another person, changed and moved with a document."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.urls import reverse

from fieldwork.models import Budget, BudgetChange
from fieldwork.models.funds import yuan
from groups.models import Group, ProfessionalGroup
from office.actors import Actor
from office.calendar import local_date
from office.events import Fact, record
from office.models import User
from office.notifications.notices import notify
from office.refusals import Refused
from office.roles import Role
from office.verbs import verb


@verb
def set_amount(group: Group, year: int, amount: int, *, by: Actor, at: datetime) -> Budget:
    """The first amount, in 分, or another one until it is approved; the same again changes nothing. Refused: `approved`."""
    key: dict[str, Any] = (
        {"professional_group": group} if isinstance(group, ProfessionalGroup) else {"regional_group": group}
    )
    values = {"amount": amount, "set_at": at, "set_by": by.user}
    budget, is_new = Budget.objects.get_or_create(**key, year=year, defaults=values)
    if not is_new:
        budget = locked(budget)
        if budget.approved_at is not None:
            raise Refused("approved", "预算已经审签，调整由审签人凭文件办理。", field="amount")
        if amount == budget.amount:
            return budget
        budget.amount, budget.set_at, budget.set_by = amount, at, by.user
        budget.save(update_fields=[*values])
    on = local_date(at)
    notify(
        f"{budget.subject}:set:{at:%Y%m%d%H%M%S}",
        User.objects.with_role(Role.APPROVER, on=on),
        title=f"{budget}待审签",
        body=f"预算 {yuan(amount)} 元。",
        link=address_of(group, year),
        at=at,
    )
    record(Fact(budget.subject, "budget_set", {"year": year, "amount": amount}), by=by, at=at)
    return budget


@verb
def approve(budget: Budget, amount: int, *, by: Actor, at: datetime) -> Budget:
    """By another person than who set it, for the amount that was shown. Refused: `approved`, `second_person`, `changed`."""
    budget = locked(budget)
    if budget.approved_at is not None:
        raise Refused("approved", "这笔预算已经审签。")
    if by.user is None or budget.set_by_id == by.user.pk:
        raise Refused("second_person", "预算是您编制的，请另一位审签人审签。")
    if amount != budget.amount:
        raise Refused("changed", f"预算刚改为 {budget.amount_yuan} 元，请看过再审签。")
    budget.approved_at, budget.approved_by = at, by.user
    budget.save(update_fields=["approved_at", "approved_by"])
    record(Fact(budget.subject, "budget_approved", {"amount": budget.amount}), by=by, at=at)
    return budget


@verb
def change(budget: Budget, amount: int, document: str, *, by: Actor, at: datetime) -> Budget:
    """Another amount by a document. Refused: `not_approved`, `below_used`, `missing`."""
    return _change(locked(budget), amount, document, by=by, at=at)


@verb
def move(source: Budget, target: Budget, amount: int, document: str, *, by: Actor, at: datetime) -> None:
    """From one group's budget to another's of the same year, by one document.

    Refused: `same`, `other_year`, `not_approved`, `below_used`, `missing`.
    """
    if source.pk == target.pk:
        raise Refused("same", "请选择另一个小组。", field="target")
    if source.year != target.year:
        raise Refused("other_year", "经费不能跨年度调剂。", field="target")
    rows = Budget.objects.select_for_update(of=("self",)).filter(pk__in=[source.pk, target.pk])
    both = {row.pk: row for row in rows.select_related("professional_group", "regional_group").order_by("pk")}
    _change(both[source.pk], both[source.pk].amount - amount, document, by=by, at=at)
    _change(both[target.pk], both[target.pk].amount + amount, document, by=by, at=at)


def locked(budget: Budget) -> Budget:
    """Every verb of money waits here for the others of the same budget."""
    rows = Budget.objects.select_for_update(of=("self",))
    return rows.select_related("professional_group", "regional_group").get(pk=budget.pk)


def address_of(group: Group, year: int) -> str:
    return f"{reverse('fieldwork:funds', args=[group.code])}?year={year}"


def _change(budget: Budget, amount: int, document: str, *, by: Actor, at: datetime) -> Budget:
    if budget.approved_at is None:
        raise Refused("not_approved", f"{budget}还没有审签，请先审签。")
    if not document:
        raise Refused("missing", "请写明依据文件", field="document")
    used = budget.reserved + budget.spent
    if amount < used or amount <= 0:
        words = f"{budget}已用和已批 {yuan(used)} 元，不能调到 {yuan(max(amount, 0))} 元。"
        raise Refused("below_used", words, field="amount")
    before, budget.amount = budget.amount, amount
    budget.save(update_fields=["amount"])
    BudgetChange.objects.create(
        budget=budget, before=before, after=amount, document=document, at=at, by=by.user
    )
    data = {"before": before, "after": amount}
    record(Fact(budget.subject, "budget_changed", data, {"document": document}), by=by, at=at)
    return budget
