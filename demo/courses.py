"""What luck a case has on its way: drawn once per matter from a source of its own, so that no case moves another."""

import random
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from demo.matters import Matter

# Working days a unit has, and the enterprise waits (docs/domain.md § 2, clocks).
UNIT_DAYS = {"simple": 2, "ordinary": 12, "hard": 27}
# Working days before today by which the reply must be there for the case to stand where it shall.
SLACK = {"confirm": 1, "confirm_or_check": 1, "check": 2, "answer": 3, "verdict": 5}
ANSWER_DAYS = {"simple": 5, "ordinary": 15, "hard": 30}


@dataclass(frozen=True)
class Course:
    accept_after: int
    contact_after: int
    assign_after: int
    sign_after: int
    corrected: bool
    handed_over: bool
    reply_after: int
    check_after: int
    checks_first: bool
    answer_after: int
    rate_after: int
    tries: int
    on_behalf: bool
    proposes: bool
    asks: bool
    evasive: int | None
    handed_back: bool
    urged_by_enterprise: bool
    urged_by_desk: bool
    verdict: str  # own, telephone, overridden, silent
    mood: str  # satisfied, mostly

    @property
    def is_late(self) -> bool:
        return self.urged_by_enterprise or self.urged_by_desk


def draw(matter: Matter, dice: random.Random) -> Course:
    """Most go well; about one in seven is late, one in ten unrated, some are sent back or asked about."""
    now = matter.now or {}
    quick = bool(now.get("quick")) or now.get("hold") in SLACK
    days = UNIT_DAYS[matter.difficulty]
    lateness = "on_time" if now else dice.choices(("on_time", "late", "very_late"), (86, 11, 3))[0]
    reply_after = {
        "on_time": dice.randint(max(1, days // 2), max(1, days - days // 6)),
        "late": days + dice.randint(2, 4),
        "very_late": days + dice.randint(6, 12),
    }[lateness]
    if now.get("hold") in SLACK:
        reply_after = _in_time_for(now, days)
    verdict = dice.choices(("own", "telephone", "overridden", "silent"), (73, 12, 2, 13))[0]
    tail = 0 if days == 2 else 1
    evasive = now["evasive"] if "evasive" in now else dice.randrange(3) if dice.random() < 0.06 else None
    return Course(
        accept_after=0 if quick else dice.choices((0, 1, 2), (66, 32, 2))[0],
        contact_after=dice.choices((0, 1, 2, 4), (45, 44, 8, 3) if days > 2 else (60, 38, 2, 0))[0],
        assign_after=0 if quick else dice.choices((0, 1, 2), (62, 35, 3))[0],
        sign_after=dice.choices((0, 1, 3), (58, 37, 5))[0],
        corrected=not now and dice.random() < 0.015,
        handed_over=not now and dice.random() < 0.02,
        reply_after=reply_after + _later(matter),
        check_after=dice.choices((0, 1, 3), (55, 41, 4))[0],
        checks_first=dice.random() < 0.3 or now.get("hold") == "answer",
        answer_after=dice.choices((0, tail, 2), (75, 22, 3))[0],
        rate_after=dice.choices((0, 1, 2, 3, 4), (25, 30, 20, 15, 10))[0],
        tries=now.get("tries", 3 if not now and dice.random() < 0.03 else 0),
        on_behalf=dice.random() < 0.06,
        proposes=dice.random() < 0.28 or now.get("hold") == "assign",
        asks=bool(matter.turns.get("asked")) or now.get("hold") == "supplement" or _asks(matter, dice),
        evasive=evasive,
        handed_back=not now and dice.random() < 0.12,
        urged_by_enterprise="extended" not in matter.turns and lateness != "on_time" and dice.random() < 0.6,
        urged_by_desk=bool(now.get("urged"))
        or lateness == "very_late"
        or (lateness == "late" and dice.random() < 0.5),
        verdict="own" if {"reopened", "closed_then_reopened"} & matter.turns.keys() else verdict,
        mood=_mood(matter, dice),
    )


def _in_time_for(now: Mapping[str, Any], days: int) -> int:
    """So many days after the assignment that the case has come to its hold by today."""
    return min(days, max(1, int(now["days"]) - SLACK[now["hold"]] - 1))


def _later(matter: Matter) -> int:
    """A date that was extended is used, most of it; a table takes its days."""
    told = matter.turns.get("extended")
    if told and not matter.now:
        return max(0, int(told["extra"]) - 1)
    return 3 if "consulted" in matter.turns and not matter.now else 0


def _asks(matter: Matter, dice: random.Random) -> bool:
    """Only where the unit's clock leaves room before its last quarter."""
    plain = matter.now is None and not {"extended", "transferred", "consulted"} & matter.turns.keys()
    return plain and matter.difficulty != "simple" and dice.random() < 0.08


def _mood(matter: Matter, dice: random.Random) -> str:
    weights = {"A": (72, 28), "B": (30, 70), "C": (25, 75), "D": (65, 35)}[matter.result]
    return dice.choices(("satisfied", "mostly"), weights)[0]
