"""When each matter comes in: its season, the load of its month, and for today's work so many working days ago."""

import random
from collections import Counter
from datetime import date, datetime, time, timedelta

from demo.matters import Matter, hash_of
from demo.office_hours import OfficeHours
from demo.outcomes import ANSWER_DAYS
from office.calendar import LOCAL, local_date

DAYS = 330
# Calendar days before today after which nothing of its kind comes in any more, so that its case ends in time.
SETTLED_AFTER = {"reopened": 110, "closed_then_reopened": 75, "appealed": 50}
# Of the simple matters one in so many came in of late, so that the running month has its settled ones too.
FRESH, FRESH_DAYS, FRESH_QUIET = 3, 12, 8
QUIET = {"full": 18, "spot": 9, "decline": 5, "refer": 4, "withdraw": 4, "open": 3}


def timetable(matters: list[Matter], hours: OfficeHours) -> list[tuple[datetime, Matter]]:
    """Each matter with its instant, in the order of time."""
    loads: Counter[int] = Counter()
    placed = [
        (_instant(matter, hours.drawn_from(f"begins:{matter.key}"), loads), matter) for matter in matters
    ]
    begins = {matter.title: at for at, matter in placed}
    placed = [(_after_leading(matter, at, begins), matter) for at, matter in placed]
    return sorted(placed, key=lambda each: (each[0], each[1].key))


def _after_leading(matter: Matter, at: datetime, begins: dict[str, datetime]) -> datetime:
    """Whoever follows a case wrote some days after it."""
    plan = matter.incidents.get("merged")
    return begins[plan["leading"]] + timedelta(days=plan["after"], hours=1) if plan else at


def _instant(matter: Matter, hours: OfficeHours, loads: Counter[int]) -> datetime:
    """Drawn from the matter's own rng; only the loads of the months depend on the matters before it."""
    rng = random.Random(f"timetable:{matter.key}")  # noqa: S311 - spreads invented requests
    today = local_date(hours.now)
    if matter.now:
        return _ago(matter, hours, rng, today)
    first, last = _window(matter, today)
    days = [first + timedelta(days=offset) for offset in range((last - first).days + 1)]
    in_season = [day for day in days if day.month in matter.months] or days
    offered = [rng.choice(in_season) for _ in range(5)]
    working = [day for day in offered if hours.calendar.is_working(day)] or offered
    day = min(working, key=lambda each: loads[each.year * 12 + each.month] / _weight(each, today))
    loads[day.year * 12 + day.month] += 1
    return hours.of_enterprise(day)


def _weight(day: date, today: date) -> float:
    """The station gets known: a month just past brings twice what the first one brought."""
    return 2.2 - 1.4 * (today - day).days / DAYS


def _ago(matter: Matter, hours: OfficeHours, rng: random.Random, today: date) -> datetime:
    now = matter.now
    day = hours.back(today, now["days"])
    at = datetime.combine(day, time(now["hour"], rng.randint(3, 57)), tzinfo=LOCAL)
    if at < hours.now - timedelta(minutes=12):
        return at
    # The demo is set up before that hour: it came in the evening before.
    return datetime.combine(
        today - timedelta(days=1), time(rng.choice((19, 20, 21)), rng.randint(3, 57)), tzinfo=LOCAL
    )


def _window(matter: Matter, today: date) -> tuple[date, date]:
    """First and last day: within eleven months; a promise is made so late that its date is still to come."""
    first, quiet = today - timedelta(days=DAYS), QUIET[matter.path]
    if matter.path == "full":
        quiet = ANSWER_DAYS[matter.difficulty] * 7 // 5 + (FRESH_QUIET if _is_fresh(matter) else 12)
    quiet = max([quiet, *(days for turn, days in SETTLED_AFTER.items() if turn in matter.incidents)])
    last = today - timedelta(days=quiet)
    if matter.result == "B" and matter.path == "full" and hash_of(matter.key) % 2:
        answered_after = ANSWER_DAYS[matter.difficulty] * 7 // 5
        first = max(first, today - timedelta(days=matter.promise_days + answered_after - 12))
    if _is_fresh(matter):
        first = last - timedelta(days=FRESH_DAYS)
    return min(first, last - timedelta(days=6)), last


def _is_fresh(matter: Matter) -> bool:
    plain = (
        matter.path == "full"
        and matter.difficulty == "simple"
        and not SETTLED_AFTER.keys() & matter.incidents.keys()
    )
    return plain and hash_of(matter.key) % FRESH == 0
