"""The worked numbers of docs/domain.md § 7."""

from dataclasses import replace
from decimal import Decimal

import pytest

from evaluation.scores import (
    Attendance,
    Call,
    CaseRecord,
    Duty,
    Handling,
    Part,
    SuggestionRecord,
    Year,
    rounded,
    score,
)
from evaluation.scores.quality import TooFarApart

GOOD = CaseRecord(outcome="settled", satisfaction="满意")
LYING = CaseRecord(responded=False, turns_done=0, met=False)
SETTLED = CaseRecord(outcome="settled")


def calls(came: int = 0, leave: int = 0, absent: int = 0) -> tuple[Call, ...]:
    return (
        (Call(Attendance.CAME),) * came
        + (Call(Attendance.LEAVE),) * leave
        + (Call(Attendance.ABSENT),) * absent
    )


def duties(*pairs: tuple[int, int]) -> tuple[Duty, ...]:
    return tuple(Duty(done, needed) for done, needed in pairs)


def lines(year: Year, *keys: str) -> Decimal:
    return rounded(sum((line.points for line in score(year).lines if line.key in keys), Decimal(0)))


def part(part: Part, year: Year) -> Decimal:
    return rounded(score(year).of(part))


@pytest.mark.parametrize(
    ("year", "points"),
    [
        (Year(), "10.50"),
        (Year(calls=calls(4, 1, 1)), "11.57"),
        (Year(calls=calls(leave=9)), "2.63"),
    ],
)
def test_attendance(year: Year, points: str) -> None:
    assert lines(year, "attendance") == Decimal(points)


def test_duties_and_extras() -> None:
    year = Year(duties=duties((3, 4), (6, 4), (1, 1), (1, 2)))
    assert lines(year, "duties", "extras") == Decimal("12.00")


@pytest.mark.parametrize(
    ("suggestions", "points"),
    [
        ((SuggestionRecord((17, 15), "A"), SuggestionRecord((14, 12), "C")), "18.89"),
        ((SuggestionRecord((18, 9, 14), "overdue, urged"),), "12.10"),
        ((SuggestionRecord((20, 20), "A", is_lead=False),) * 2, "5.10"),
    ],
)
def test_quality(suggestions: tuple[SuggestionRecord, ...], points: str) -> None:
    assert part(Part.QUALITY, Year(suggestions=suggestions)) == Decimal(points)


def test_two_assessors_far_apart_are_not_scored() -> None:
    with pytest.raises(TooFarApart):
        score(Year(suggestions=(SuggestionRecord((18, 13), "A"),)))


@pytest.mark.parametrize(
    ("cases", "points"),
    [
        ((), "20.80"),
        ((CaseRecord(handling=Handling.REFUSED),) * 2, "8.64"),
        ((LYING,) * 2, "15.04"),
        ((CaseRecord(),) * 2, "24.64"),
        ((GOOD,) * 3, "32.44"),
        ((SETTLED,) * 2 + (CaseRecord(),) + (LYING,) * 2, "25.60"),
        ((replace(GOOD, difficulty="hard"),) + (CaseRecord("hard"),) * 2, "30.40"),
        ((replace(GOOD, enterprise="E"),) * 4, "31.48"),
    ],
)
def test_solving(cases: tuple[CaseRecord, ...], points: str) -> None:
    assert part(Part.SOLVING, Year(cases=cases)) == Decimal(points)


def test_fifty_empty_visits_give_six_points_at_most() -> None:
    idle, visiting = duties((0, 4), (0, 4), (0, 1), (0, 2)), duties((50, 4), (0, 4), (0, 1), (0, 2))
    gain = score(Year(duties=visiting)).total - score(Year(duties=idle)).total
    assert rounded(gain) == Decimal("6.00")


def test_a_model_year() -> None:
    year = Year(
        calls=calls(5, 1),
        duties=duties((4, 4), (5, 4), (1, 1), (2, 2)),
        suggestions=(
            SuggestionRecord((17, 15), "A"),
            SuggestionRecord((14, 12), "C"),
            SuggestionRecord((16, 16), "B", is_lead=False),
        ),
        cases=(GOOD, replace(GOOD, difficulty="simple"), CaseRecord("hard"), CaseRecord(outcome="explained")),
    )
    assert [part(each, year) for each in Part] == [Decimal("27.21"), Decimal("19.58"), Decimal("31.71")]
    assert rounded(score(year).total) == Decimal("78.50")


def test_a_line_says_how_its_points_came_about() -> None:
    line = next(line for line in score(Year(calls=calls(4, 1, 1))).lines if line.key == "attendance")
    assert line.formula == "应到 6 次，实到 4 次，计 5 次，15 × 5.4 ÷ 7"
    assert dict(line.inputs) == {"应到": "6", "实到": "4", "请假": "1", "缺席": "1", "不计的请假": "1"}
