"""A group's results beside each other: posted representatives and others apart, ties share their rank."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from evaluation import tones
from evaluation.models import Evaluation
from evaluation.scores import Part


@dataclass(frozen=True)
class Ranked:
    rank: int
    evaluation: Evaluation
    parts: dict[str, str]
    tone: str


def ranked(evaluations: Iterable[Evaluation]) -> list[tuple[str, list[Ranked]]]:
    """(进站代表, 其他代表) with their rows, the best first; a class without anybody is left out.

    Rows come with their lines read ahead.
    """
    rows = sorted(evaluations, key=lambda row: (-row.total, row.representative.sort_key, row.pk))
    classes = (("进站代表", True), ("其他代表", False))
    found = [(label, _ranks([row for row in rows if row.is_posted is posted])) for label, posted in classes]
    return [(label, own) for label, own in found if own]


def parts_of(evaluation: Evaluation) -> dict[str, str]:
    """The points of each part as its lines show them."""
    lines = list(evaluation.lines.all())
    return {
        part.label: str(sum((line.points for line in lines if line.part == part), start=0 * evaluation.total))
        for part in Part
    }


def _ranks(rows: list[Evaluation]) -> list[Ranked]:
    totals = [row.total for row in rows]
    return [
        Ranked(
            totals.index(row.total) + 1, row, parts_of(row), tones.EVALUATION[Evaluation.Status(row.status)]
        )
        for row in rows
    ]
