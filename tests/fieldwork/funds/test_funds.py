"""Money of a group: set, approved by another, drawn on by expenses, never exceeded, also with two at once."""

import datetime as dt
from functools import partial
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from fieldwork.funds import budgets, expenses
from fieldwork.funds.expenses import Asked
from fieldwork.models import Budget, BudgetChange, Expense, ExpenseStatus, Receipt
from groups.models import ProfessionalGroup
from office.actors import Actor
from office.models import Event, StoredFile, User
from office.refusals import Refused
from tests.at_once import at_once
from tests.conftest import NOW
from tests.people import SignIn

pytestmark = pytest.mark.django_db
URL = "/desk/groups/finance/"


@pytest.fixture
def budget(finance_group: ProfessionalGroup, staff: User, approver: User) -> Budget:
    """1,000 yuan, approved."""
    made = budgets.set_amount(finance_group, 2026, 100_000, by=Actor.of(staff), at=NOW)
    return budgets.approve(made, 100_000, by=Actor.of(approver), at=NOW)


@pytest.fixture
def voucher(liaison: User) -> StoredFile:
    return StoredFile.objects.create(
        path="00/voucher",
        name="发票.pdf",
        content_type="application/pdf",
        size=3,
        sha256="0" * 64,
        created_at=NOW,
    )


def asked(budget: Budget, by: User, fen: int = 30_000) -> Expense:
    return expenses.ask(budget, Asked("宣讲材料印刷", fen), by=Actor.of(by), at=NOW)


def sums(budget: Budget) -> tuple[int, int]:
    budget.refresh_from_db()
    return budget.reserved, budget.spent


def test_an_expense_from_asking_to_the_second_person(
    budget: Budget, liaison: User, staff: User, second_staff: User, voucher: StoredFile
) -> None:
    expense = asked(budget, liaison)
    assert sums(budget) == (0, 0)
    expenses.reserve(expense, by=Actor.of(staff), at=NOW)
    assert sums(budget) == (30_000, 0)
    expenses.spend(expense, 24_050, [voucher], by=Actor.of(liaison), at=NOW)
    assert sums(budget) == (0, 24_050)
    expenses.confirm(expense, by=Actor.of(second_staff), at=NOW)
    expense.refresh_from_db()
    assert (expense.status, expense.sum_yuan, budget.free_yuan) == ("confirmed", "240.50", "759.50")
    assert Event.objects.filter(subject=budget.subject).count() == 6


def test_nobody_decides_about_the_own_money(
    budget: Budget, staff: User, second_staff: User, voucher: StoredFile, finance_group: ProfessionalGroup
) -> None:
    own = Actor.of(staff)
    expense = asked(budget, staff)
    with pytest.raises(Refused, match="请另一位工作人员批准"):
        expenses.reserve(expense, by=own, at=NOW)
    expenses.reserve(expense, by=Actor.of(second_staff), at=NOW)
    expenses.spend(expense, 10_000, [voucher], by=own, at=NOW)
    with pytest.raises(Refused, match="请另一位工作人员复核"):
        expenses.confirm(expense, by=own, at=NOW)
    other = budgets.set_amount(finance_group, 2027, 5_000, by=own, at=NOW)
    with pytest.raises(Refused, match="请另一位审签人审签"):
        budgets.approve(other, 5_000, by=own, at=NOW)


def test_released_money_is_free_again(
    budget: Budget, liaison: User, staff: User, voucher: StoredFile
) -> None:
    by = Actor.of(staff)
    for stage in range(3):
        expense = asked(budget, liaison, 60_000)
        if stage > 0:
            expenses.reserve(expense, by=by, at=NOW)
        if stage > 1:
            expenses.spend(expense, 50_000, [voucher], by=Actor.of(liaison), at=NOW)
        expenses.release(expense, "票据不符", by=by, at=NOW)
        assert sums(budget) == (0, 0)
        with pytest.raises(Refused, match="已退回"):
            expenses.release(expense, "再次", by=by, at=NOW)


def test_more_than_is_free_is_refused(
    budget: Budget, liaison: User, staff: User, voucher: StoredFile
) -> None:
    with pytest.raises(Refused, match="经费只剩 1,000 元"):
        asked(budget, liaison, 100_001)
    first, second = asked(budget, liaison, 60_000), asked(budget, liaison, 60_000)
    expenses.reserve(first, by=Actor.of(staff), at=NOW)
    with pytest.raises(Refused, match="经费只剩 400 元"):
        expenses.reserve(second, by=Actor.of(staff), at=NOW)
    with pytest.raises(Refused, match="超出部分请另行申请"):
        expenses.spend(first, 60_001, [voucher], by=Actor.of(liaison), at=NOW)
    with pytest.raises(Refused, match="请上传票据"):
        expenses.spend(first, 100, [], by=Actor.of(liaison), at=NOW)


def test_nothing_is_asked_before_approval_or_of_another_year(
    finance_group: ProfessionalGroup, liaison: User, staff: User, budget: Budget
) -> None:
    later = budgets.set_amount(finance_group, 2027, 100_000, by=Actor.of(staff), at=NOW)
    with pytest.raises(Refused, match="还没有审签"):
        asked(later, liaison)
    after = NOW + dt.timedelta(days=60)
    with pytest.raises(Refused, match="不跨年结转"):
        expenses.ask(budget, Asked("旧账", 100), by=Actor.of(liaison), at=after)


def test_the_approver_changes_and_moves_with_a_document(
    budget: Budget, industry_group: ProfessionalGroup, liaison: User, staff: User, approver: User
) -> None:
    by = Actor.of(approver)
    other = budgets.set_amount(industry_group, 2026, 50_000, by=Actor.of(staff), at=NOW)
    budgets.approve(other, 50_000, by=by, at=NOW)
    expenses.reserve(asked(budget, liaison, 80_000), by=Actor.of(staff), at=NOW)
    with pytest.raises(Refused, match="已用和已批 800 元"):
        budgets.change(budget, 79_999, "麻人常〔2026〕9号", by=by, at=NOW)
    with pytest.raises(Refused, match="请写明依据文件"):
        budgets.change(budget, 120_000, "", by=by, at=NOW)
    budgets.move(budget, other, 20_000, "麻人常〔2026〕9号", by=by, at=NOW)
    with pytest.raises(Refused, match="已用和已批 800 元"):
        budgets.move(budget, other, 1, "麻人常〔2026〕9号", by=by, at=NOW)
    amounts = Budget.objects.order_by("pk").values_list("amount", flat=True)
    assert list(amounts) == [80_000, 70_000]
    assert BudgetChange.objects.count() == 2


@pytest.mark.postgres
@pytest.mark.parametrize(
    "values",
    [
        {"reserved": 60_000, "spent": 40_001},
        {"reserved": -1},
        {"spent": -1},
        {"amount": 0},
        {"approved_by": None},
    ],
)
def test_the_database_refuses_an_overdrawn_budget(budget: Budget, values: dict[str, int | None]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Budget.objects.filter(pk=budget.pk).update(**values)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_at_once_never_exceed_the_budget(
    budget: Budget, liaison: User, staff: User, second_staff: User
) -> None:
    rows = [asked(budget, liaison, 60_000), asked(budget, liaison, 60_000)]
    people = (staff, second_staff)
    calls = [
        partial(expenses.reserve, row, by=Actor.of(person), at=NOW)
        for row, person in zip(rows, people, strict=True)
    ]
    assert at_once(*calls) == ["done", "too_much"]
    assert sums(budget) == (60_000, 0)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_one_expense_is_reserved_once(budget: Budget, liaison: User, staff: User, second_staff: User) -> None:
    row = asked(budget, liaison)
    calls = [partial(expenses.reserve, row, by=Actor.of(person), at=NOW) for person in (staff, second_staff)]
    assert at_once(*calls) == ["done", "wrong_status"]
    assert sums(budget) == (30_000, 0)


@pytest.mark.parametrize("sum_typed", ["0", "-5", "1.234", "abc", "", "1e9", "NaN", "Infinity", "200000000"])
def test_an_odd_sum_is_said_and_kept(budget: Budget, liaison: User, sign_in: SignIn, sum_typed: str) -> None:
    form = {"purpose": "印刷材料", "amount": sum_typed}
    answer = sign_in(liaison).post(f"{URL}funds/{budget.pk}/ask/", form)
    assert answer.status_code == 422
    assert "印刷材料" in answer.content.decode()
    assert not Expense.objects.exists()


def test_the_pages_from_budget_to_receipt(
    finance_group: ProfessionalGroup,
    staff: User,
    approver: User,
    liaison: User,
    stranger: User,
    sign_in: SignIn,
) -> None:
    desk, signs, asks = sign_in(staff), sign_in(approver), sign_in(liaison)
    assert desk.post(f"{URL}funds/set/?year=2026", {"amount": "24,000"}).status_code == 303
    made = Budget.objects.get()
    assert desk.post(f"{URL}funds/{made.pk}/approve/", {"amount": made.amount}).status_code == 404
    signs.post(f"{URL}funds/{made.pk}/approve/", {"amount": 1})
    assert Budget.objects.get().approved_at is None
    signs.post(f"{URL}funds/{made.pk}/approve/", {"amount": made.amount})
    asks.post(f"{URL}funds/{made.pk}/ask/", {"purpose": "印刷材料", "amount": "2400.50"})
    expense = Expense.objects.get()
    assert asks.post(f"{URL}expenses/{expense.pk}/reserve/").status_code == 404
    desk.post(f"{URL}expenses/{expense.pk}/reserve/")
    picture = SimpleUploadedFile("发票.png", png(), content_type="image/png")
    asks.post(f"{URL}expenses/{expense.pk}/spend/", {"amount": "2400", "receipts": [picture]})
    desk.post(f"{URL}expenses/{expense.pk}/confirm/")
    expense.refresh_from_db()
    assert expense.status == ExpenseStatus.CONFIRMED
    page = desk.get(f"{URL}funds/?year=2026").content.decode()
    assert '还剩 <b class="num">21,600</b> 元' in page
    address = f"{URL}receipts/{Receipt.objects.get().file.token}/"
    answer = desk.get(address)
    assert answer.status_code == 200
    assert answer.getvalue().startswith(b"\x89PNG")
    assert sign_in(stranger).get(address).status_code == 404
    assert sign_in(stranger).get(f"{URL}funds/").status_code == 404


def png() -> bytes:
    written = BytesIO()
    Image.new("RGB", (4, 4)).save(written, "PNG")
    return written.getvalue()


@pytest.mark.generated
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    steps=st.lists(
        st.tuples(st.integers(1, 60_000), st.sampled_from(["ask", "reserve", "spend", "release"])), max_size=8
    )
)
def test_no_order_of_steps_overdraws_a_budget(
    transactional_rows: dict[str, User], steps: list[tuple[int, str]]
) -> None:
    """Whatever is asked, reserved, spent and given back in whatever order."""
    people = transactional_rows
    group = ProfessionalGroup.objects.get(code="finance")
    with transaction.atomic():
        made = budgets.set_amount(group, 2026, 100_000, by=Actor.of(people["staff"]), at=NOW)
        budgets.approve(made, 100_000, by=Actor.of(people["approver"]), at=NOW)
        row: Expense | None = None
        for fen, step in steps:
            try:
                if step == "ask" or row is None:
                    row = asked(made, people["liaison"], fen)
                elif step == "reserve":
                    expenses.reserve(row, by=Actor.of(people["staff"]), at=NOW)
                elif step == "spend":
                    name = f"00/{Receipt.objects.count()}-{fen}"
                    file = StoredFile.objects.create(
                        path=name,
                        name="a.pdf",
                        content_type="application/pdf",
                        size=1,
                        sha256="0" * 64,
                        created_at=NOW,
                    )
                    expenses.spend(row, fen, [file], by=Actor.of(people["liaison"]), at=NOW)
                else:
                    expenses.release(row, "退回", by=Actor.of(people["staff"]), at=NOW)
            except Refused:
                continue
            reserved, spent = sums(made)
            rows = Expense.objects.filter(budget=made)
            assert reserved == sum(each.amount for each in rows if each.status == "reserved")
            assert spent == sum(each.spent or 0 for each in rows if each.status in ("spent", "confirmed"))
            assert reserved + spent <= made.amount
        transaction.set_rollback(True)


@pytest.fixture
def transactional_rows(
    finance_group: ProfessionalGroup, staff: User, approver: User, liaison: User
) -> dict[str, User]:
    return {"staff": staff, "approver": approver, "liaison": liaison}
