"""What corrections of a month change, and that a month counted again says what it said (docs/domain.md § 6)."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from evaluation import drafting, station_figures
from evaluation.disclosure_differences import difference
from evaluation.figures import AsOf, Correction
from evaluation.models import Disclosure
from evaluation.periods import Month
from office.publishing.differences import Change
from office.refusals import Refused
from requests_app.models import EnterpriseRequest
from stations.models import Station

JSON = dict[str, Any]
NUMBER = re.compile(r"(?<!\d)20\d\d-\d{5}(?!\d)")
# In the frozen data: which cases were named, and when.
CORRECTIONS = "corrections"


def corrected(disclosure: Disclosure, words: str, *, at: datetime) -> JSON:
    """The data of the month with the record of the cases whose 受理编号 stand in `words` as it is at the instant `at`.

    Everything else stays as it is; without any number nothing changes. Raises `Refused` `unknown_case` beside `note`.
    """
    numbers = numbers_named(words)
    data: JSON = disclosure.figures
    if not numbers:
        return data
    entry = {"at": at.isoformat(), "cases": numbers}
    return _applied(data, disclosure.station, disclosure.period, entry)


def numbers_named(words: str) -> list[str]:
    """The 受理编号 of unsealed cases in `words`, in order. Raises `Refused` `unknown_case` beside `note`."""
    numbers = sorted(set(NUMBER.findall(words)))
    found = EnterpriseRequest.objects.unsealed().filter(ledger_number__in=numbers)
    known = set(found.values_list("ledger_number", flat=True)) if numbers else set()
    if unknown := [number for number in numbers if number not in known]:
        raise Refused("unknown_case", f"没有受理编号 {'、'.join(unknown)}，请核对", field="note")
    return numbers


def correction_of(numbers: list[str], at: datetime) -> Correction:
    """Of the cases with these 受理编号, whose record was mended by the instant `at`."""
    cases = EnterpriseRequest.objects.filter(ledger_number__in=numbers).values_list("pk", flat=True)
    return Correction(frozenset(cases), at)


def recounted(disclosure: Disclosure) -> JSON:
    """The month counted from the record alone: as of its last day, then each correction as of its own instant."""
    station, month = disclosure.station, disclosure.period
    found = drafting.month_data(station, month, shape=station_figures.shape_of(disclosure.figures))
    for entry in disclosure.figures.get(CORRECTIONS, ()):
        found = _applied(found, station, month, entry)
    return found


def as_of(disclosure: Disclosure) -> AsOf:
    """The end of its month, with all that its corrections named as it stood at the last of them."""
    entries = disclosure.figures.get(CORRECTIONS, ())
    numbers = sorted({number for entry in entries for number in entry["cases"]})
    last = max((datetime.fromisoformat(entry["at"]) for entry in entries), default=None)
    return AsOf.end_of(disclosure.period, correction_of(numbers, last) if last else None)


def is_countable(disclosure: Disclosure) -> bool:
    """Whether it was counted as of its last day; releases before 0.3.0 counted what stood when they drafted."""
    return bool(disclosure.figures.get("as_of") == disclosure.period.last_on.isoformat())


def moved(disclosure: Disclosure) -> list[Change]:
    """Where the month counted again differs from the edition; nothing ever should."""
    return difference(disclosure, Disclosure(figures=recounted(disclosure)))


def _applied(data: JSON, station: Station, month: Month, entry: JSON) -> JSON:
    correction = correction_of(entry["cases"], datetime.fromisoformat(entry["at"]))
    shape = station_figures.shape_of(data)
    before, after = (drafting.month_data(station, month, each, shape=shape) for each in (None, correction))
    return {**_patched(data, before, after), CORRECTIONS: [*data.get(CORRECTIONS, ()), entry]}


def _patched(value: Any, before: Any, after: Any) -> Any:
    """`value` with what differs between `before` and `after`, and nothing else. Lines are told apart by their code."""
    if before == after:
        return value
    if isinstance(value, dict) and isinstance(after, dict):
        changed = {name: _patched(value.get(name), before.get(name), each) for name, each in after.items()}
        return {**value, **changed}
    if isinstance(value, list) and isinstance(after, list):
        old, new = _by_code(before), _by_code(after)
        lines = [_patched(line, old.get(line["code"]), new.get(line["code"], line)) for line in value]
        return [*lines, *(new[code] for code in new.keys() - old.keys() - _by_code(value).keys())]
    return after


def _by_code(lines: list[JSON]) -> dict[str, JSON]:
    return {line["code"]: line for line in lines}
