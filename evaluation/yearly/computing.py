"""One person's year scored and written down: the edition, its lines, and what each record is worth."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from evaluation.models import Evaluation, Scheme, ScoreLine
from evaluation.scores import Line, Part, Rules, Score, difference, rounded, score, solving
from evaluation.yearly import collecting
from evaluation.yearly.collecting import Collected
from office import events
from office.actors import Actor
from office.refusals import Refused

# 仅供参考 stands on every page, sheet and export (docs/domain.md § 7).
REFERENCE = "仅供参考，代表由选民和选举单位监督"


@dataclass(frozen=True)
class Scored:
    collected: Collected
    score: Score
    rules: Rules

    @property
    def total(self) -> Decimal:
        return rounded(self.score.total)

    def part(self, part: Part) -> Decimal:
        return rounded(self.score.of(part))

    def records(self, line: Line) -> list[dict[str, str]]:
        """Each with its words, its address and 若无此条."""
        return [self._record(record) for record in line.records]

    def _record(self, record: str) -> dict[str, str]:
        source = self.collected.sources[record]
        without = difference(self.collected.year, record, self.rules)
        return {"record": record, "label": source.label, "url": source.url, "without": f"{without:+}"}


def scheme_of(year: int) -> Scheme:
    """Raises `Refused`: `no_scheme`."""
    found = Scheme.objects.of_year(year).first()
    if found is None:
        raise Refused("no_scheme", f"还没有 {year} 年的履职评价办法，请先在后台登记")
    return found


def scored(people: Collection[int], year: int, *, until: date, scheme: Scheme) -> dict[int, Scored]:
    """By primary key; days before `until` alone. Raises `quality.TooFarApart` for no marks that `assessing` gives."""
    collected = collecting.of_year(people, year, until=until, rules=scheme.rules(is_posted=True))
    found = {}
    for person, own in collected.items():
        rules = scheme.rules(is_posted=own.is_posted)
        found[person] = Scored(own, score(own.year, rules), rules)
    return found


def written(
    person: int,
    found: Scored,
    *,
    of: Mapping[str, Any],
    action: str,
    by: Actor,
    at: datetime,
) -> Evaluation:
    """The next edition with its lines; `of` are the columns that the facts do not give. Within a verb."""
    lines = [_line(position, line, found) for position, line in enumerate(found.score.lines)]
    row = Evaluation.objects.create(
        representative_id=person,
        is_posted=found.collected.is_posted,
        months=max(1, found.collected.year.months),
        inputs={"credits": _credits(found)},
        total=found.total,
        digest=digest_of(lines),
        computed_at=at,
        **of,
    )
    for line in lines:
        line.evaluation = row
    ScoreLine.objects.bulk_create(lines)
    data: dict[str, events.JSON] = {"total": str(row.total), "edition": row.edition, "digest": row.digest}
    events.record(events.Fact(row.subject, action, data), by=by, at=at)
    return row


def digest_of(lines: Collection[ScoreLine]) -> str:
    """SHA-256 of what the lines say."""
    said = [
        [line.part, line.key, line.label, str(line.points), line.formula, line.inputs, line.records]
        for line in lines
    ]
    return hashlib.sha256(json.dumps(said, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def _line(position: int, line: Line, found: Scored) -> ScoreLine:
    return ScoreLine(
        position=position,
        part=line.part.value,
        key=line.key,
        label=line.label,
        at_most=rounded(line.at_most),
        points=rounded(line.points),
        formula=line.formula,
        inputs=[list(pair) for pair in line.inputs],
        records=found.records(line),
    )


def _credits(found: Scored) -> dict[str, str]:
    """Of whole cases, so that a later year takes off what this one gave."""
    return {
        case.record: _text(solving.credit(case, found.rules) / case.share)
        for case in found.collected.year.cases
        if case.handling == "taken"
    }


def _text(number: Decimal) -> str:
    """All its digits, without zeros behind."""
    return f"{number.normalize():f}"
