"""`data/lexicon.json`: how enterprises describe matters, by topic, typed by hand. Read once, never written."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings

ASSIGN, REFER, DECLINE = "assign", "refer", "decline"


@dataclass(frozen=True)
class Topic:
    """Words of one kind of matter. `lead`: who handles it; `step`: assign, refer (to `lead`) or decline, by `reason`.

    A word `a+b` is found where both parts are.
    """

    category: str
    lead: str
    step: str
    reason: str
    words: tuple[str, ...]

    @property
    def unit(self) -> str:
        return unit_key(self.step, self.lead)


@dataclass(frozen=True)
class Lexicon:
    """`mentions`: how people call a unit."""

    topics: tuple[Topic, ...]
    mentions: Mapping[str, tuple[str, ...]]
    dialect: Mapping[str, str]


def unit_key(step: str, lead: str) -> str:
    """Whose matter: a unit's code, `refer:` with one, or `decline`."""
    if step == ASSIGN:
        return lead
    return DECLINE if step == DECLINE else f"{REFER}:{lead}"


@lru_cache
def lexicon() -> Lexicon:
    raw = json.loads((settings.BASE_DIR / "data" / "lexicon.json").read_text(encoding="utf-8"))
    return Lexicon(
        topics=tuple(
            Topic(
                category=row["category"],
                lead=row.get("lead", ""),
                step=row.get("step", ASSIGN),
                reason=row.get("reason", ""),
                words=tuple(row["words"].split()),
            )
            for row in raw["topics"]
        ),
        mentions={code: tuple(words.split()) for code, words in raw["mentions"].items()},
        dialect=raw["dialect"],
    )
