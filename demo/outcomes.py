"""How a case goes: drawn once for each matter from its own rng, so that no case changes another."""

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
class Outcomes:
    """Waiting times in working days (`rate_after`: calendar days), and which of the possible things happen."""

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
    satisfaction: str  # satisfied, mostly

    @property
    def is_late(self) -> bool:
        return self.urged_by_enterprise or self.urged_by_desk


def draw(matter: Matter, rng: random.Random) -> Outcomes:
    """Most go well; about one in seven is late, one in ten unrated, some are sent back or asked about."""
    now = matter.now
    quick = bool(now.get("quick")) or now.get("hold") in SLACK
    days = UNIT_DAYS[matter.difficulty]
    lateness = "on_time" if now else rng.choices(("on_time", "late", "very_late"), (86, 11, 3))[0]
    reply_after = {
        "on_time": rng.randint(max(1, days // 2), max(1, days - days // 6)),
        "late": days + rng.randint(2, 4),
        "very_late": days + rng.randint(6, 12),
    }[lateness]
    if now.get("hold") in SLACK:
        reply_after = _in_time_for(now, days)
    verdict = rng.choices(("own", "telephone", "overridden", "silent"), (73, 12, 2, 13))[0]
    tail = 0 if days == 2 else 1
    drawn = rng.randrange(3) if rng.random() < 0.06 else None
    # A case that stands still today has come straight there, unless it is said otherwise: held before the unit's head
    # has confirmed, an evasive reply could not be sent back.
    evasive = now.get("evasive") if now else drawn
    return Outcomes(
        accept_after=0 if quick else rng.choices((0, 1, 2), (66, 32, 2))[0],
        contact_after=rng.choices((0, 1, 2, 4), (45, 44, 8, 3) if days > 2 else (60, 38, 2, 0))[0],
        assign_after=0 if quick else rng.choices((0, 1, 2), (62, 35, 3))[0],
        sign_after=rng.choices((0, 1, 3), (58, 37, 5))[0],
        corrected=not now and rng.random() < 0.015,
        handed_over=not now and rng.random() < 0.02,
        reply_after=reply_after + _lengthened_by(matter),
        check_after=rng.choices((0, 1, 3), (55, 41, 4))[0],
        checks_first=rng.random() < 0.3 or now.get("hold") == "answer",
        answer_after=rng.choices((0, tail, 2), (75, 22, 3))[0],
        rate_after=rng.choices((0, 1, 2, 3, 4), (25, 30, 20, 15, 10))[0],
        tries=now.get("tries", 3 if not now and rng.random() < 0.03 else 0),
        on_behalf=rng.random() < 0.06,
        proposes=rng.random() < 0.28 or now.get("hold") == "assign",
        asks=bool(matter.incidents.get("asked")) or now.get("hold") == "supplement" or _asks(matter, rng),
        evasive=evasive,
        handed_back=not now and rng.random() < 0.12,
        urged_by_enterprise="extended" not in matter.incidents
        and lateness != "on_time"
        and rng.random() < 0.6,
        urged_by_desk=bool(now.get("urged"))
        or lateness == "very_late"
        or (lateness == "late" and rng.random() < 0.5),
        verdict="own" if {"reopened", "closed_then_reopened"} & matter.incidents.keys() else verdict,
        satisfaction=_satisfaction(matter, rng),
    )


def _in_time_for(now: Mapping[str, Any], days: int) -> int:
    """So many days after the assignment that the case has come to its hold by today."""
    return min(days, max(1, int(now["days"]) - SLACK[now["hold"]] - 1))


def _lengthened_by(matter: Matter) -> int:
    """Working days: most of an extension is used; a consultation takes its days."""
    plan = matter.incidents.get("extended")
    if plan and not matter.now:
        return max(0, int(plan["extra"]) - 1)
    return 3 if "consulted" in matter.incidents and not matter.now else 0


def _asks(matter: Matter, rng: random.Random) -> bool:
    """Only where the unit's clock leaves room before its last quarter."""
    plain = not matter.now and not {"extended", "transferred", "consulted"} & matter.incidents.keys()
    return plain and matter.difficulty != "simple" and rng.random() < 0.08


def _satisfaction(matter: Matter, rng: random.Random) -> str:
    weights = {"A": (72, 28), "B": (30, 70), "C": (25, 75), "D": (65, 35)}[matter.result]
    return rng.choices(("satisfied", "mostly"), weights)[0]
