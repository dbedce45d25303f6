"""What a page of a score shows, of a preview and of an evaluation alike."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from evaluation.duties.forms import ObjectionForm
from evaluation.models import Evaluation, ScoreObjection
from evaluation.scores import Part, name_of, rounded, weights
from evaluation.yearly import life_cycle
from fieldwork.norms.paragraphs import RuleLink
from groups.models import Representative
from office.templatetags.wording import short_day


@dataclass(frozen=True)
class PartOfPage:
    label: str
    points: Decimal
    at_most: Decimal
    lines: list[dict[str, Any]]

    @property
    def percent(self) -> Decimal:
        return 100 * self.points / self.at_most if self.at_most else Decimal(0)


@dataclass(frozen=True)
class ScorePage:
    """`when` says what the points are of; `left_out` groups what does not count by its reason."""

    total: Decimal
    when: str
    parts: list[PartOfPage]
    left_out: dict[str, list[dict[str, str]]]


def readable(rows: Any, *, is_own: bool, is_wide: bool) -> Evaluation | None:
    """The newest edition that this reader may see: computed ones are the office's until they are shown."""
    shown = (Evaluation.Status.SHOWN, Evaluation.Status.FROZEN)
    return next((row for row in rows if (is_wide and not is_own) or row.status in shown), None)


def of_evaluation(row: Evaluation) -> ScorePage:
    lines = list(row.lines.all())
    most = weights(row.scheme.rules(is_posted=row.is_posted))
    parts = [
        PartOfPage(
            part.label,
            sum((line.points for line in lines if line.part == part), Decimal(0)),
            most[part],
            [_line(line) for line in lines if line.part == part],
        )
        for part in Part
    ]
    when = f"{row.scheme}，算到 {short_day(row.as_of)}，第 {row.edition} 版，{row.get_status_display()}"
    return ScorePage(row.total, when, parts, {})


def of_preview(person: Representative, year: int, on: date) -> ScorePage:
    """Raises `Refused` where the year has no scheme."""
    found = life_cycle.preview(person, year, on=on)
    most = weights(found.rules)
    parts = [
        PartOfPage(
            part.label,
            found.part(part),
            most[part],
            [
                {
                    "key": line.key,
                    "label": line.label,
                    "formula": line.formula,
                    "points": rounded(line.points),
                    "records": found.records(line),
                }
                for line in found.score.lines
                if line.part == part
            ],
        )
        for part in Part
    ]
    left_out: dict[str, list[dict[str, str]]] = {}
    for reason, source in found.collected.left_out:
        left_out.setdefault(reason, []).append({"label": source.label, "url": source.url})
    last = life_cycle.preview_until(year, on) - timedelta(days=1)
    return ScorePage(found.total, f"按月预览，算到 {short_day(last)}，年度结果以审签的为准", parts, left_out)


def objections_of(person: Representative, year: int) -> QuerySet[ScoreObjection]:
    """To every edition of the year, in their order."""
    editions = Evaluation.objects.of_year(year).filter(representative=person)
    rows = ScoreObjection.objects.filter(evaluation__in=editions)
    return rows.select_related("answered_by", "sheet", "raised_by")


def objection_form(page: ScorePage, *typed: Any, on_behalf: bool = False, **given: Any) -> ObjectionForm:
    """For the lines that the page shows; `given` as a form takes it."""
    lines = {line["key"]: line["label"] for part in page.parts for line in part.lines}
    return ObjectionForm(*typed, lines=lines, on_behalf=on_behalf, **given)


def link_rules(page: ScorePage, links: Mapping[str, RuleLink]) -> None:
    """Adds to each line the `rule` that it rests on, where a norm names it."""
    for part in page.parts:
        for line in part.lines:
            line["rule"] = links.get(name_of(line["label"]))


def _line(line: Any) -> dict[str, Any]:
    return {
        "key": line.key,
        "label": line.label,
        "formula": line.formula,
        "points": line.points,
        "records": line.records,
    }
