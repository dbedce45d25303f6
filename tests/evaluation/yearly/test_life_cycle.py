"""A year from the facts to the approved result: computed, shown, objected to, approved by another, corrected."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from evaluation.duties import retention
from evaluation.duties.on_behalf import ACCOUNT
from evaluation.models import Evaluation, Scheme, ScoreLine
from evaluation.yearly import life_cycle, objecting
from groups.models import Representative
from groups.year_records import DutyKind
from office.actors import Actor
from office.models import Notice, User
from office.refusals import Refused
from tests.evaluation.yearly.rows import Records, records
from tests.stories import SHANGHAI, Story

__all__ = ["records"]
pytestmark = pytest.mark.django_db
COMPUTED = dt.datetime(2027, 2, 1, 2, tzinfo=SHANGHAI)
SHOWN = dt.datetime(2027, 2, 3, 10, tzinfo=SHANGHAI)
OBJECTED = dt.datetime(2027, 2, 5, 10, tzinfo=SHANGHAI)
APPROVED = dt.datetime(2027, 3, 10, 10, tzinfo=SHANGHAI)


@pytest.fixture
def scheme(db: None) -> Scheme:
    return Scheme.objects.create(first_year=2026, name="2026 年履职评价办法", status="used")


@pytest.fixture
def computed(scheme: Scheme, representative: User, colleague: User) -> Evaluation:
    assert life_cycle.compute_due(at=COMPUTED) == 2
    return of(representative)


def of(user: User) -> Evaluation:
    rows = Evaluation.objects.current().filter(representative__user=user)
    return rows.order_by("-edition")[0]


def person(user: User) -> Representative:
    return Representative.objects.get(user=user)


def shown(evaluation: Evaluation, staff: User) -> Evaluation:
    return life_cycle.show(evaluation, by=Actor.of(staff), at=SHOWN)


def test_a_year_is_computed_once_from_the_end_of_january(scheme: Scheme, representative: User) -> None:
    assert life_cycle.compute_due(at=COMPUTED - dt.timedelta(days=3)) == 0
    assert life_cycle.compute_due(at=COMPUTED) == 1
    assert life_cycle.compute_due(at=COMPUTED) == 0
    row = of(representative)
    # Nothing was done: attendance 10.50, no duty fulfilled, nothing offered.
    assert row.total == Decimal("31.30")
    assert [line.points for line in row.lines.all()] == [
        Decimal(text) for text in ("10.50", "0.00", "0.00", "0.00", "6.00", "4.80", "3.60", "6.40")
    ]


def test_without_a_scheme_nothing_is_computed(representative: User) -> None:
    assert life_cycle.compute_due(at=COMPUTED) == 0
    with pytest.raises(Refused, match="办法"):
        life_cycle.compute(2026, by=Actor.system("evaluation"), at=COMPUTED)


def test_an_upheld_objection_makes_the_next_edition_with_its_difference(
    computed: Evaluation,
    representative: User,
    colleague: User,
    staff: User,
    second_staff: User,
    approver: User,
    records: Records,
) -> None:
    row, others = shown(computed, staff), of(colleague).total
    objection = objecting.raise_objection(
        row, "duties", "六月的调研没有算进来", said=ACCOUNT, by=Actor.of(representative), at=OBJECTED
    )
    with pytest.raises(Refused, match="已经提交"):
        objecting.raise_objection(
            row, "duties", "再提一次看看", said=ACCOUNT, by=Actor.of(representative), at=OBJECTED
        )
    with pytest.raises(Refused, match="没有变化"):
        objecting.answer(objection, "查实", upheld=True, by=Actor.of(staff), at=OBJECTED)
    with pytest.raises(Refused, match="还有异议"):
        life_cycle.approve(row, by=Actor.of(approver), at=APPROVED)
    records.duty(DutyKind.SURVEY, person(representative), dt.date(2026, 6, 25))
    after = objecting.answer(
        objection, "签到表上有您，已补记。", upheld=True, by=Actor.of(second_staff), at=OBJECTED
    )
    objection.refresh_from_db()
    # One of two surveys of four duties: 12 × 0.5 ÷ 4.
    assert (objection.total_before, objection.total_after) == (Decimal("31.30"), Decimal("32.80"))
    assert (after.edition, after.status, after.total) == (2, "shown", Decimal("32.80"))
    computed.refresh_from_db()
    assert computed.status == "superseded"
    assert of(colleague).total == others
    line = after.lines.get(key="duties")
    assert line.records == [{"record": "survey:1", "label": "调研视察", "url": "", "without": "-1.50"}]
    approved = life_cycle.approve(after, by=Actor.of(approver), at=APPROVED)
    assert approved.status == "frozen"
    assert Notice.objects.filter(recipient=representative, title__contains="已答复").exists()


def test_an_objection_that_does_not_hold_is_answered_in_writing(
    computed: Evaluation, representative: User, staff: User
) -> None:
    row = shown(computed, staff)
    objection = objecting.raise_objection(
        row, "response", "有一件我联系过", said=ACCOUNT, by=Actor.of(representative), at=OBJECTED
    )
    with pytest.raises(Refused, match="请填写答复"):
        objecting.answer(objection, "  ", upheld=False, by=Actor.of(staff), at=OBJECTED)
    same = objecting.answer(objection, "没有这件的联系记录。", upheld=False, by=Actor.of(staff), at=OBJECTED)
    assert same.pk == row.pk
    with pytest.raises(Refused, match="已经答复"):
        objecting.answer(objection, "再答", upheld=False, by=Actor.of(staff), at=OBJECTED)


def test_staff_are_told_before_and_after_an_answer_is_due_once_each_and_the_person_keeps_a_copy(
    computed: Evaluation, representative: User, staff: User
) -> None:
    row = shown(computed, staff)
    objection = objecting.raise_objection(
        row, "response", "有一件我联系过", said=ACCOUNT, by=Actor.of(representative), at=OBJECTED
    )
    assert objection.answer_due_on == dt.date(2027, 2, 12)

    def told(day: int) -> set[str]:
        Notice.objects.all().delete()
        objecting.remind(at=OBJECTED.replace(day=day))
        objecting.remind(at=OBJECTED.replace(day=day))
        rows = Notice.objects.filter(title__contains="得分异议").values_list("recipient", "title")
        assert {who for who, _ in rows} <= {staff.pk}
        return {title for _, title in rows}

    assert told(10) == set()
    assert told(11) == {"履职得分异议快到答复期限"}
    assert told(13) == {"履职得分异议逾期未答复"}
    objecting.answer(objection, "没有联系记录。", upheld=False, by=Actor.of(staff), at=OBJECTED)
    assert told(14) == set()
    found: Any = retention.personal_data(representative)
    (copied,) = found["履职档案"]["得分异议"]
    assert copied.startswith("2026 年 ")
    assert copied.endswith("：有一件我联系过 没有联系记录。")


def test_objections_end_after_ten_working_days_and_approval_needs_another_person(
    computed: Evaluation, representative: User, staff: User, approver: User
) -> None:
    row = shown(computed, staff)
    assert row.objections_until == dt.date(2027, 2, 17)
    late = dt.datetime(2027, 2, 18, 9, tzinfo=SHANGHAI)
    with pytest.raises(Refused, match="核对期"):
        objecting.raise_objection(
            row, "duties", "迟到的异议", said=ACCOUNT, by=Actor.of(representative), at=late
        )
    with pytest.raises(Refused, match="核对期到"):
        life_cycle.approve(row, by=Actor.of(approver), at=OBJECTED)
    with pytest.raises(Refused, match="展示人不能审签"):
        life_cycle.approve(row, by=Actor.of(staff), at=APPROVED)
    assert life_cycle.approve(row, by=Actor.of(approver), at=APPROVED).approved_by == approver


def test_an_approved_result_is_frozen_and_corrected_by_an_edition(
    computed: Evaluation, representative: User, staff: User, approver: User, records: Records
) -> None:
    row = life_cycle.approve(shown(computed, staff), by=Actor.of(approver), at=APPROVED)
    with pytest.raises(DatabaseError), transaction.atomic():
        Evaluation.objects.filter(pk=row.pk).update(total=99)
    with pytest.raises(DatabaseError), transaction.atomic():
        ScoreLine.objects.filter(evaluation=row).update(points=0)
    with pytest.raises(DatabaseError), transaction.atomic():
        Scheme.objects.filter(pk=row.scheme_id).update(attendance_points=20, duties_points=7)
    records.duty(DutyKind.SUGGESTION, person(representative), dt.date(2026, 5, 20))
    after = life_cycle.correct(row, "补记一件建议", by=Actor.of(staff), at=APPROVED)
    assert (after.edition, after.status, after.note) == (2, "computed", "补记一件建议")
    changed = {
        (each.row, each.label): (each.before, each.after) for each in life_cycle.difference(row, after)
    }
    assert changed["总分", "得分"] == ("31.30", "34.30")
    life_cycle.approve(shown(after, staff), by=Actor.of(approver), at=APPROVED + dt.timedelta(days=30))
    row.refresh_from_db()
    assert row.status == "superseded"


def test_whoever_assessed_answers_no_objection(
    computed: Evaluation, representative: User, staff: User, records: Records
) -> None:
    from evaluation.models import Assessment, Assessor

    assessor = Assessor.objects.create(year=2026, user=staff, listed_at=SHOWN, listed_by=representative)
    Assessment.objects.create(
        year=2026, suggestion="survey:1", title="建议", place=1, assessor=assessor, drawn_at=SHOWN
    )
    records.duty(DutyKind.SURVEY, person(representative), dt.date(2026, 6, 25))
    row = shown(computed, staff)
    objection = objecting.raise_objection(
        row, "duties", "六月的调研没有算进来", said=ACCOUNT, by=Actor.of(representative), at=OBJECTED
    )
    after = objecting.answer(objection, "已补记", upheld=True, by=Actor.of(staff), at=OBJECTED)
    again = objecting.raise_objection(
        after, "extras", "还有一次调研", said=ACCOUNT, by=Actor.of(representative), at=OBJECTED
    )
    with pytest.raises(Refused, match="评审人不能答复"):
        objecting.answer(again, "没有", upheld=False, by=Actor.of(staff), at=OBJECTED)


def test_what_was_done_with_a_case_is_scored(story: Story, scheme: Scheme) -> None:
    """Contacted, checked and answered in time, settled and judged 满意: its line leads to the case."""
    story.answered("A").rate()
    life_cycle.compute_due(at=COMPUTED)
    row = of(story.people["representative"])
    lines = {line.key: line for line in row.lines.all()}
    # (1 + 3 × 0.6) ÷ (1 + 3) of 10; a settled ordinary case is worth 1.5 × 1.2.
    assert lines["response"].points == Decimal("7.00")
    assert lines["result"].formula.startswith("受理占交办 1，成效 1.8，")
    assert lines["result"].records[0]["label"] == f"诉求 {story.case.ledger_number}"
    assert row.inputs == {"credits": {f"request:{story.case.pk}": "1.8"}}
