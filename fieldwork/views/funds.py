"""The money of a group: its budget of the year, what was asked, reserved, spent, and the receipts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fieldwork.funds import budgets, expenses
from fieldwork.funds.budgets import address_of
from fieldwork.funds.forms import AmountForm, AskForm, ChangeForm, MoveForm, SpendForm
from fieldwork.group_parts import Part
from fieldwork.models import Budget, Expense, ExpenseStatus, Receipt
from fieldwork.plans.forms import ReasonForm
from fieldwork.views.of_groups import answer, carry_out, group_and_part, sent, year_of
from groups.models import Group, of_group
from office import files
from office.actors import Actor
from office.examination.budgets import Budget as ExaminationBudget
from office.models import User
from office.sent_once import sent_once

TONES = {
    ExpenseStatus.ASKED: "asked",
    ExpenseStatus.RESERVED: "doing",
    ExpenseStatus.SPENT: "asked",
    ExpenseStatus.CONFIRMED: "done",
    ExpenseStatus.RELEASED: "ended",
}
# A button of an expense without a form: the right that it takes.
DEEDS: dict[str, tuple[Callable[..., Expense], str, str]] = {
    "reserve": (expenses.reserve, "decide", "已批准，金额已预留"),
    "confirm": (expenses.confirm, "decide", "已复核"),
}


@require_safe
@never_cache
def funds(request: HttpRequest, code: str) -> HttpResponse:
    group, part = group_and_part(request, code, "funds")
    today, year = timezone.localdate().year, year_of(request)
    budget = Budget.objects.of(group, year).select_related("set_by", "approved_by").first()
    context: dict[str, Any] = {
        "group": group,
        "budget": budget,
        "year": year,
        "years": [today + 1, today, today - 1],
        "sets": part.may("decide") and (budget is None or budget.approved_at is None),
        "approves": budget is not None and _approves(budget, part),
        "changes": part.may("approve") and budget is not None and budget.approved_at is not None,
        "asks": part.may("keep") and budget is not None and budget.approved_at is not None and year == today,
    }
    if budget is not None:
        rows = budget.expenses.newest_first().select_related("asked_by").prefetch_related("receipts__file")
        context["rows"] = [
            (expense, TONES[ExpenseStatus(expense.status)], _possible(expense, part)) for expense in rows
        ]
        context["history"] = list(budget.changes.select_related("by"))
    return render(request, "fieldwork/funds.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def budget_set(request: HttpRequest, code: str) -> HttpResponse:
    group, part = group_and_part(request, code, "decide")
    year = year_of(request)
    former = Budget.objects.of(group, year).first()
    form = AmountForm(sent(request), initial={"amount": former.amount_yuan} if former else None)
    return answer(
        request,
        form,
        lambda said, by, at: budgets.set_amount(group, year, said["amount"], by=by, at=at),
        by=part.actor("decide"),
        back=address_of(group, year),
        title=f"{group}：编制 {year} 年经费",
        verb="送审签",
        done="已送审签",
    )


@require_POST
def budget_approve(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """The amount that was shown goes with the button."""
    group, part = group_and_part(request, code, "approve")
    budget = _budget(group, pk)
    shown = request.POST.get("amount", "")
    amount = int(shown) if shown.isascii() and shown.isdecimal() and len(shown) < 13 else 0
    return carry_out(
        request,
        lambda by, at: budgets.approve(budget, amount, by=by, at=at),
        by=part.actor("approve"),
        back=address_of(group, budget.year),
        done="预算已审签",
    )


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def budget_change(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    group, part = group_and_part(request, code, "approve")
    budget = _budget(group, pk)
    return answer(
        request,
        ChangeForm(sent(request), initial={"amount": budget.amount_yuan}),
        lambda said, by, at: budgets.change(budget, said["amount"], said["document"], by=by, at=at),
        by=part.actor("approve"),
        back=address_of(group, budget.year),
        title=f"{group}：调整 {budget.year} 年经费",
        verb="调整",
        done="已调整",
        lines=_sums(budget),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def budget_move(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    group, part = group_and_part(request, code, "approve")
    budget = _budget(group, pk)
    others = Budget.objects.filter(year=budget.year, approved_at__isnull=False).exclude(pk=budget.pk)
    others = others.order_by("professional_group__order", "regional_group__code")
    form = MoveForm(sent(request), budgets=others.select_related("professional_group", "regional_group"))
    return answer(
        request,
        form,
        lambda said, by, at: budgets.move(
            budget, said["target"], said["amount"], said["document"], by=by, at=at
        ),
        by=part.actor("approve"),
        back=address_of(group, budget.year),
        title=f"{group}：把经费调给别的小组",
        verb="调剂",
        done="已调剂",
        lines=_sums(budget),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@sent_once
def expense_ask(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    group, part = group_and_part(request, code, "keep")
    budget = _budget(group, pk)
    return answer(
        request,
        AskForm(sent(request)),
        lambda said, by, at: expenses.ask(budget, expenses.Asked(**said), by=by, at=at),
        by=part.actor("keep"),
        back=address_of(group, budget.year),
        title=f"{group}：记一笔支出",
        verb="申请",
        done="已申请，等另一位工作人员批准",
        lines=_sums(budget),
    )


@require_POST
def expense_deed(request: HttpRequest, code: str, pk: int, deed: str) -> HttpResponse:
    act, right, done = DEEDS[deed]
    group, part = group_and_part(request, code, right)
    expense = _expense(group, pk)
    return carry_out(
        request,
        lambda by, at: act(expense, by=by, at=at),
        by=part.actor(right),
        back=address_of(group, expense.budget.year),
        done=done,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def expense_spend(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    group, part = group_and_part(request, code, "keep")
    expense = _expense(group, pk)
    form = SpendForm(
        sent(request), request.FILES or None, initial={"amount": Budget(amount=expense.amount).amount_yuan}
    )

    def act(said: dict[str, Any], by: Actor, at: datetime) -> object:
        examined = ExaminationBudget()
        kept = [files.store(each, by=part.user, at=at, budget=examined) for each in said["receipts"]]
        return expenses.spend(expense, said["amount"], kept, by=by, at=at)

    return answer(
        request,
        form,
        act,
        by=part.actor("keep"),
        back=address_of(group, expense.budget.year),
        title=f"报销：{expense.purpose}",
        verb="报销",
        done="已报销，等另一位工作人员复核",
        lines=[{"key": "批准金额", "value": f"{expense.sum_yuan} 元"}],
        files=True,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def expense_release(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    group, part = group_and_part(request, code, "decide")
    expense = _expense(group, pk)
    form: forms.Form = ReasonForm(sent(request))
    return answer(
        request,
        form,
        lambda said, by, at: expenses.release(expense, said["reason"], by=by, at=at),
        by=part.actor("decide"),
        back=address_of(group, expense.budget.year),
        title=f"退回：{expense}",
        verb="退回",
        done="已退回，金额可以另用",
    )


@require_safe
def receipt(request: HttpRequest, code: str, token: str) -> HttpResponseBase:
    group, _ = group_and_part(request, code, "funds")
    found = get_object_or_404(
        Receipt.objects.filter(of_group(group, "expense__budget__")).select_related("file"), file__token=token
    )
    return files.shown_response(request, found.file, inline=False)


def _budget(group: Group, pk: int) -> Budget:
    rows = Budget.objects.filter(of_group(group)).select_related("professional_group", "regional_group")
    return get_object_or_404(rows, pk=pk)


def _expense(group: Group, pk: int) -> Expense:
    rows = Expense.objects.filter(of_group(group, "budget__")).select_related("budget")
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _sums(budget: Budget) -> list[dict[str, str]]:
    return [
        {"key": "预算", "value": f"{budget.amount_yuan} 元"},
        {"key": "已支出", "value": f"{budget.spent_yuan} 元"},
        {"key": "已批未报", "value": f"{budget.reserved_yuan} 元"},
        {"key": "还剩", "value": f"{budget.free_yuan} 元"},
    ]


def _approves(budget: Budget, part: Part) -> bool:
    return part.may("approve") and budget.approved_at is None and budget.set_by_id != part.user.pk


def _possible(expense: Expense, part: Part) -> set[str]:
    """The verbs that this person may take now."""
    user: User = part.user
    found = set()
    if part.may("decide"):
        if expense.status == ExpenseStatus.ASKED and expense.asked_by_id != user.pk:
            found.add("reserve")
        if expense.status == ExpenseStatus.SPENT and user.pk not in (
            expense.asked_by_id,
            expense.spent_by_id,
        ):
            found.add("confirm")
        if expense.status in (ExpenseStatus.ASKED, ExpenseStatus.RESERVED, ExpenseStatus.SPENT):
            found.add("release")
    if part.may("keep") and expense.status == ExpenseStatus.RESERVED:
        found.add("spend")
    return found
