"""What the invented enterprises ask, and everything that is said about it: the texts of `data/demo/`.

Dates inside a text are written relative to the day it is said: {d-3}, {d+10}, {m-2}, {y+1}.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from office.calendar import WorkingCalendar
from portal.reference_data.files import read

FULL = (
    "employment",
    "education",
    "finance",
    "tax_policy",
    "land_permit",
    "park",
    "law",
    "tech",
    "environment_safety",
    "agriculture",
)
RELATIVE = re.compile(r"\{([dmy])([+-]\d+)\}")
CJK = r"\u3400-\u9fff“”《》（）"
# Where matters go that no department may take: proceedings to the court, accusations to the supervisory body.
REFERRED = {"litigation": "FY", "report": "JWJ"}
DECLINE_REASONS = {"nonent": "outside", "test": "spam", "admin": "other"}


@dataclass(frozen=True)
class Matter:
    """One request of the year. `path` says how it ends, `incidents` what happens on the way, `now` where it stands today."""

    key: str
    path: str  # full, spot, open, decline, refer, withdraw
    text: str
    contact: str
    requester: str
    enterprise: str
    title: str
    category: str | None = None
    lead: str | None = None
    co: tuple[str, ...] = ()
    difficulty: str = ""
    result: str = "A"
    body: str = ""
    basis: str = ""
    promise: str = ""
    promise_days: int = 0
    note: str = ""
    opinions: Mapping[str, str] = field(default_factory=dict)
    months: tuple[int, ...] = ()
    praise: str = ""
    disposal: Mapping[str, str] = field(default_factory=dict)
    incidents: Mapping[str, Any] = field(default_factory=dict)
    now: Mapping[str, Any] = field(default_factory=dict)

    @property
    def top(self) -> str:
        return (self.category or "QT")[:2]


def fill(text: str, on: date, calendar: WorkingCalendar, *, not_before: date | None = None) -> str:
    """The text as said on `on`; days it names are working days, none before `not_before`."""

    def said(found: re.Match[str]) -> str:
        unit, offset = found[1], int(found[2])
        if unit == "y":
            return str(on.year + offset)
        if unit == "m":
            return str((on.month - 1 + offset) % 12 + 1)
        day = on + timedelta(days=offset)
        while not calendar.is_working(day):
            day += timedelta(days=1 if offset > 0 else -1)
        if offset < 0 and not_before is not None:
            day = max(day, not_before)
        year = f"{day.year}年" if day.year != on.year else ""
        return f"{year}{day.month}月{day.day}日"

    return RELATIVE.sub(said, text)


def hash_of(key: str) -> int:
    """The same small number for the same key in every run (Python's own hash differs)."""
    return sum(ord(character) for character in key)


def all_matters() -> list[Matter]:
    """Each of the 300, in the order of the files."""
    categories = dict(_categories())
    names = {each["code"]: each["name"] for each in read("demo/enterprises.json")}
    incidents = read("demo/incidents.json") | read("demo/procedures.json")
    present = {each["matter"]: each for each in read("demo/now.json")}
    found = [*_own(categories, names), *_samples(names)]
    return [
        replace(
            matter,
            incidents={
                kind: plans[matter.title] for kind, plans in incidents.items() if matter.title in plans
            },
            now=present.get(matter.title) or present.get(matter.key) or {},
        )
        for matter in found
    ]


def _own(categories: Mapping[str, dict[str, Any]], names: Mapping[str, str]) -> Iterator[Matter]:
    for name in FULL:
        for number, entry in enumerate(read(f"demo/cases_{name}.json")):
            yield _matter(entry, f"{name}-{number}", "full", categories, names)
    for number, entry in enumerate(read("demo/cases_open.json")):
        yield _matter(entry, f"open-{number}", "open", categories, names)
    for number, entry in enumerate(read("demo/spot_answers.json")):
        yield _matter(entry | {"body": entry["answer"]}, f"spot-{number}", "spot", categories, names)
    ended = read("demo/cases_ended.json")
    for path, label in (("decline", "declined"), ("refer", "referred"), ("withdraw", "withdrawn")):
        for number, entry in enumerate(ended[label]):
            matter = _matter(entry, f"{label}-{number}", path, categories, names)
            yield replace(matter, disposal=_disposal(entry))


def _matter(
    entry: dict[str, Any],
    key: str,
    path: str,
    categories: Mapping[str, dict[str, Any]],
    names: Mapping[str, str],
) -> Matter:
    category = categories.get(entry.get("category", ""), {})
    return Matter(
        key=key,
        path=path,
        text=entry["text"],
        contact=entry["contact"],
        requester=entry.get("kind", "enterprise"),
        enterprise=entry.get("typed") or names.get(entry.get("enterprise", ""), ""),
        title=entry["matter"],
        category=entry.get("category"),
        lead=entry.get("lead") or next(iter(_usual_units().get(entry.get("category", ""), ())), None),
        co=tuple(entry.get("co", ())),
        difficulty=entry.get("difficulty") or category.get("difficulty", "ordinary"),
        result=entry.get("result", "A"),
        body=entry.get("body", ""),
        basis=entry.get("basis", ""),
        promise=entry.get("promise", ""),
        promise_days=entry.get("promise_days", 0),
        note=entry.get("note", ""),
        opinions=entry.get("opinions", {}),
        months=tuple(entry.get("months", ())),
        praise=entry.get("reason", ""),
    )


def _disposal(entry: dict[str, Any]) -> dict[str, str]:
    return {
        key: str(entry[key])
        for key in ("code", "reason", "guidance", "to", "body", "why", "note")
        if key in entry
    }


def _samples(names: Mapping[str, str]) -> Iterator[Matter]:
    additions = read("demo/samples.json")
    for sample in read("sample-requests.json"):
        own = additions.get(sample["id"], {})
        matter = Matter(
            key=sample["id"],
            path=_sample_path(sample, own),
            text=sample["text"],
            contact=sample["contact"],
            requester="voter" if sample["not_accepted_code"] == "nonent" else "enterprise",
            enterprise=sample["enterprise_as_typed"] or names.get(sample["enterprise"], ""),
            title=own.get("matter", sample["id"]),
            category=sample["subcategory"],
            lead=sample["departments"]["lead"],
            co=tuple(own.get("opinions", {})),
            difficulty=own.get("difficulty", "ordinary"),
            result=own.get("class") or sample["result_class"] or "A",
            body=_set_in_type(own.get("answer") or sample["answer"]),
            basis=own.get("basis", ""),
            promise=own.get("promise", ""),
            promise_days=own.get("promise_days", 0),
            note=own.get("note", ""),
            opinions=own.get("opinions", {}),
            months=tuple(own.get("months", ())),
            praise=_set_in_type(sample.get("rating_reason") or ""),
        )
        yield replace(matter, disposal=_sample_disposal(sample, own))


def _sample_path(sample: dict[str, Any], own: dict[str, Any]) -> str:
    if own.get("refer") or sample["not_accepted_code"] in REFERRED:
        return "refer"
    return "full" if sample["in_scope"] else "decline"


def _sample_disposal(sample: dict[str, Any], own: dict[str, Any]) -> dict[str, str]:
    """How the sample says it ended, in the words of this platform."""
    if own.get("refer"):
        return {
            "code": "litigation",
            "reason": own["explanation"],
            "guidance": own["guidance"],
            "to": own["refer"],
        }
    if sample["in_scope"]:
        return {}
    code = sample["not_accepted_code"]
    return {
        "code": DECLINE_REASONS.get(code, code),
        "reason": _set_in_type(sample["not_accepted_reason"]) + "。",
        "guidance": _set_in_type(sample["answer"]),
        "to": REFERRED.get(code, ""),
    }


def _set_in_type(text: str) -> str:
    """Full-width punctuation for what an office wrote; the enterprises' own words stay as typed."""
    for half, full in ((",", "，"), (";", "；"), (":", "："), ("?", "？"), ("!", "！")):
        text = re.sub(rf"(?<=[{CJK}0-9A-Za-z%]){re.escape(half)}(?=[{CJK}])", full, text)
        text = re.sub(rf"(?<=[{CJK}]){re.escape(half)}", full, text)
    return text.replace("(", "（").replace(")", "）")


@lru_cache
def _usual_units() -> dict[str, list[str]]:
    found: dict[str, list[str]] = read("usual-units.json")["categories"]
    return found


def _categories() -> Iterator[tuple[str, dict[str, Any]]]:
    for category in read("categories.json"):
        yield category["code"], category
        for child in category.get("children", ()):
            yield child["code"], child
