"""建议质量: the best suggestions, by what assessors found and what came of them."""

from __future__ import annotations

from decimal import Decimal

from evaluation.scores.lines import Line, Part, named, plain
from evaluation.scores.records import SuggestionRecord, Year
from evaluation.scores.rules import Rules

_PLACES = ("最好一件", "第二件", "第三件")


class TooFarApart(ValueError):
    """Two assessors differ by more than the rules allow: a third one is due."""


def lines(year: Year, rules: Rules) -> list[Line]:
    """One for each suggestion that counts; a single one of no points where none does."""
    counted = best_ones(year.suggestions, rules)
    if not counted:
        return [
            Line(
                Part.QUALITY,
                "suggestions",
                "代表建议",
                rules.quality_points,
                Decimal(0),
                "本年没有计分的建议",
            )
        ]
    ranked = enumerate(zip(rules.rank_shares, counted, strict=False))
    return [_line(place, share, each, rules) for place, (share, each) in ranked]


def mark(marks: tuple[int, ...], rules: Rules) -> Decimal:
    """The share of full marks: the mean of two assessors, the median of three. Raises `TooFarApart`."""
    if len(marks) == 2:
        if abs(marks[0] - marks[1]) > rules.marks_apart_at_most:
            raise TooFarApart(marks)
        return Decimal(sum(marks)) / (2 * rules.full_marks)
    return median(marks) / rules.full_marks


def median(marks: tuple[int, ...]) -> Decimal:
    return Decimal(sorted(marks)[len(marks) // 2])


def value(suggestion: SuggestionRecord, rules: Rules) -> Decimal:
    """Between 0 and 1; a co-signer has a part of it."""
    outcome = rules.suggestion_outcomes[suggestion.outcome]
    whole = mark(suggestion.marks, rules) * (1 - rules.outcome_share + rules.outcome_share * outcome)
    return whole if suggestion.is_lead else rules.co_signer_share * whole


def best_ones(suggestions: tuple[SuggestionRecord, ...], rules: Rules) -> list[SuggestionRecord]:
    """The best part of each matter, few co-signed ones, the best first: as many as the rules have ranks."""
    best: dict[tuple[bool, object], SuggestionRecord] = {}
    for number, each in enumerate(suggestions):
        matter = (each.is_lead, each.family or number)
        if matter not in best or value(each, rules) > value(best[matter], rules):
            best[matter] = each
    ranked = sorted(best.values(), key=lambda each: value(each, rules), reverse=True)
    co_signed = [each for each in ranked if not each.is_lead][: rules.co_signed_at_most]
    counted = [each for each in ranked if each.is_lead] + co_signed
    counted.sort(key=lambda each: value(each, rules), reverse=True)
    return counted[: len(rules.rank_shares)]


def _line(place: int, share: Decimal, suggestion: SuggestionRecord, rules: Rules) -> Line:
    found, worth = mark(suggestion.marks, rules) * rules.full_marks, value(suggestion, rules)
    part = "" if suggestion.is_lead else f"，附议按 {plain(rules.co_signer_share)}"
    title = _PLACES[place] if place < len(_PLACES) else f"第 {place + 1} 件"
    outcome = rules.suggestion_outcomes[suggestion.outcome]
    return Line(
        Part.QUALITY,
        f"suggestion_{place + 1}",
        f"代表建议（{title}）",
        rules.quality_points * share,
        rules.quality_points * share * worth,
        f"{title}占 {plain(share)}，评审 {plain(found)} 分，办理结果 {plain(outcome)}{part}，"
        f"{plain(worth)} × {plain(rules.quality_points)} × {plain(share)}",
        (
            ("评审", "、".join(str(each) for each in suggestion.marks)),
            ("办理结果", suggestion.outcome),
            ("身份", "领衔" if suggestion.is_lead else "附议"),
        ),
        named(suggestion.record),
    )
