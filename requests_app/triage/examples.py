"""What the classifier learns from: the typed examples of `data/`, and cases that people have decided."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from django.conf import settings

from requests_app.models import Assignment, Disposal, EnterpriseRequest
from requests_app.models.assignments import Part
from requests_app.models.disposals import DisposalKind
from requests_app.models.requests import EnterpriseRequestQuerySet
from requests_app.texts.lexicon import DECLINE, REFER, unit_key
from requests_app.triage.teaching import Example

LATEST = 5000
# By `not_accepted_code` of data/sample-requests.json.
REFERRED = {"litigation": "FY", "report": "JWJ"}
OTHER = "QT"


@lru_cache
def typed() -> tuple[Example, ...]:
    """Invented requests with the category and unit that fit: a start for an office without cases of its own."""
    return (*samples(), *_matters(), *_typed())


def may_teach() -> EnterpriseRequestQuerySet:
    """Nothing is learned from a sealed case, nor from a complaint about a unit: their words are for few eyes."""
    return EnterpriseRequest.objects.filter(sealed=False, complaint=None)


def decided() -> list[Example]:
    """The latest closed and disposed cases as people sorted them (three queries)."""
    rows = (
        may_teach()
        .filter(closed_at__isnull=False)
        .order_by("-pk")
        .values_list("pk", "text", "category__code", "category__parent_id")[:LATEST]
    )
    cases = list(rows)
    keys = [key for key, *_ in cases]
    units = _leads(keys) | _disposed(keys)
    return [
        Example(text, code if code and parent else "", units.get(key, ""), is_own=True)
        for key, text, code, parent in cases
    ]


def _leads(keys: list[int]) -> dict[int, str]:
    rows = Assignment.objects.current().filter(part=Part.LEAD, case_id__in=keys)
    return dict(rows.values_list("case_id", "department__code"))


def _disposed(keys: list[int]) -> dict[int, str]:
    """Declined, or referred where the body is one that proposals name; a stop midway says nothing of the text."""
    rows = Disposal.objects.filter(case_id__in=keys).exclude(kind=DisposalKind.TERMINATE)
    return {
        key: unit_key(DECLINE, "") if kind == DisposalKind.DECLINE else unit_key(REFER, REFERRED[reason])
        for key, kind, reason in rows.values_list("case_id", "kind", "reason")
        if kind == DisposalKind.DECLINE or reason in REFERRED
    }


def samples() -> Iterator[Example]:
    """The requests with a gold standard."""
    for row in read("sample-requests.json"):
        yield Example(row["text"], row["subcategory"] or OTHER, _sample_unit(row))


def _sample_unit(row: dict[str, Any]) -> str:
    code = row["not_accepted_code"]
    if code in REFERRED:
        return unit_key(REFER, REFERRED[code])
    return unit_key(DECLINE, "") if code else str(row["departments"]["lead"] or "")


def _matters() -> Iterator[Example]:
    units = read("usual-units.json")["categories"]
    for path in sorted((settings.BASE_DIR / "data" / "demo").glob("cases_*.json")):
        matters = json.loads(path.read_text(encoding="utf-8"))
        for row in matters if isinstance(matters, list) else ():
            yield Example(
                row["text"],
                row["category"],
                row.get("lead") or next(iter(units.get(row["category"], ())), ""),
            )


def _typed() -> Iterator[Example]:
    for row in read("typed-requests.json"):
        yield Example(row["text"], row["category"], row["unit"])


def read(name: str) -> Any:
    """A file of `data/`."""
    return json.loads((settings.BASE_DIR / "data" / name).read_text(encoding="utf-8"))
