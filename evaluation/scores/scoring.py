"""The score of a whole year, and what it would be without one record."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from evaluation.scores import activity, quality, solving
from evaluation.scores.lines import Line, Part, rounded
from evaluation.scores.records import Year
from evaluation.scores.rules import RULES_2026, Rules


@dataclass(frozen=True)
class Score:
    """Unrounded; `rounded` where it is shown. The rounded parts may differ from the rounded total by a cent."""

    lines: tuple[Line, ...]

    @property
    def total(self) -> Decimal:
        return sum((line.points for line in self.lines), Decimal(0))

    def of(self, part: Part) -> Decimal:
        return sum((line.points for line in self.lines if line.part == part), Decimal(0))


def weights(rules: Rules = RULES_2026) -> dict[Part, Decimal]:
    """The most that each part can give: together 100."""
    activity_points = rules.attendance_points + rules.duties_points + rules.extras_points
    conduct_points = rules.response_points + rules.pressing_points + rules.meeting_points
    return {
        Part.ACTIVITY: activity_points,
        Part.QUALITY: rules.quality_points,
        Part.SOLVING: conduct_points + rules.result_points,
    }


def score(year: Year, rules: Rules = RULES_2026) -> Score:
    """Raises `quality.TooFarApart` where two assessors' marks need a third."""
    return Score(
        (*activity.lines(year, rules), *quality.lines(year, rules), *solving.lines(year, rules)),
    )


def leaving_out(year: Year, record: str) -> Year:
    """The same year as if the record had never been: in every place where it counts."""
    return replace(
        year,
        calls=tuple(call for call in year.calls if call.record != record),
        duties=tuple(
            replace(
                duty,
                done=duty.done - duty.records.count(record),
                records=tuple(each for each in duty.records if each != record),
            )
            for duty in year.duties
        ),
        suggestions=tuple(each for each in year.suggestions if each.record != record),
        cases=tuple(case for case in year.cases if case.record != record),
    )


def difference(year: Year, record: str, rules: Rules = RULES_2026) -> Decimal:
    """若无此条: by how much the total, as it is shown, would change without the record."""
    return rounded(score(leaving_out(year, record), rules).total) - rounded(score(year, rules).total)
