"""The monthly draw: which of last month's ends are looked back at (docs/domain.md § 3).

⌈20 %⌉ of A and ⌈10 %⌉ of C and D per lead unit and month, and a fifth of what was withdrawn. Seed and order are
recorded with all numbers, so that anybody can draw again: `models.look_backs.ranked`.
"""

from __future__ import annotations

import secrets
import string
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from office import events, options
from office.actors import Actor
from office.calendar import local_date
from office.months import Month
from office.verbs import verb
from requests_app.models import Answer, Assignment, EnterpriseRequest, LookBack, LookBackDraw
from requests_app.models.assignments import Part
from requests_app.models.look_backs import LookBackSource, Pool, ranked, size_of
from requests_app.models.requests import Outcome, Status
from requests_app.steps.drawn_look_backs import plan_drawn

# Ends that a draw may look back at; what the enterprise refused has been judged.
LOOKED_AT = (Outcome.SETTLED, Outcome.UNRATED, Outcome.UNRESOLVED, Outcome.EXPLAINED)
LOOK_BACK_MONTHS = 3  # a queue that was down over a month's end draws what it missed
CLASSES = {Pool.SETTLED: ("A",), Pool.EXPLAINED: ("C", "D")}


def months_before(on: date) -> list[date]:
    """The first days of the last months that have ended, the earliest first."""
    last = Month.of(on).previous
    return [month.from_on for month in last.back(LOOK_BACK_MONTHS - 1).upto(last)]


def is_drawn(month: date) -> bool:
    return LookBackDraw.objects.filter(month=month).exists()


@verb
def draw(month: date, *, by: Actor, at: datetime, seed: str = "") -> list[LookBackDraw]:
    """Draw for every unit and pool of a month (its first local day); a second draw of the month draws nothing."""
    if is_drawn(month):
        return []
    seed = seed or new_seed()
    found = [
        _draw(pool, department, numbers, month, seed, at) for pool, department, numbers in _populations(month)
    ]
    facts = [
        events.Fact(
            row.subject,
            "drawn",
            {
                "pool": row.pool,
                "month": month.isoformat(),
                "seed": row.seed,
                "ranking": row.ranking,
                "size": row.size,
            },
            {},
        )
        for row in found
    ]
    events.record(*facts, by=by, at=at)
    return found


def new_seed() -> str:
    """Letters alone, as a long run of digits reads like a telephone and may not enter the chain of events."""
    return "".join(secrets.choice(string.ascii_lowercase) for _ in range(24))


def _draw(
    pool: str, department: int | None, numbers: list[str], month: date, seed: str, at: datetime
) -> LookBackDraw:
    on, share = local_date(at), int(options.value(f"look_back_share_{pool}", local_date(at)))
    ranking = ranked(numbers, seed)
    row = LookBackDraw.objects.create(
        pool=pool,
        department_id=department,
        month=month,
        share=share,
        seed=seed,
        ranking=ranking,
        size=size_of(len(ranking), share),
        drawn_at=at,
        drawn_on=on,
    )
    cases = {
        case.ledger_number: case
        for case in EnterpriseRequest.objects.filter(ledger_number__in=ranking[: row.size])
    }
    for rank, number in enumerate(ranking[: row.size], start=1):
        plan_drawn(row, rank, cases[number], on)
    return row


def _populations(month: date) -> Iterator[tuple[str, int | None, list[str]]]:
    """Each unit's numbers by pool; None for what no unit led. The 司法监察 list is looked back at as a whole."""
    by_pool: dict[tuple[str, int | None], list[str]] = defaultdict(list)
    pool: str | None
    for number, result, department in _ended(month).values_list("ledger_number", "_class", "_lead"):
        pool = next((pool for pool, classes in CLASSES.items() if result in classes), None)
        if pool is not None:
            by_pool[pool, department].append(number)
    for (name, department), numbers in sorted(
        by_pool.items(), key=lambda each: (each[0][0], each[0][1] or 0)
    ):
        yield name, department, numbers
    withdrawn = list(_withdrawn(month).values_list("ledger_number", flat=True))
    if withdrawn:
        yield Pool.WITHDRAWN, None, withdrawn


def _of_month(month: date) -> QuerySet[EnterpriseRequest]:
    following = (month + timedelta(days=31)).replace(day=1)
    return EnterpriseRequest.objects.filter(
        closed_on__gte=month, closed_on__lt=following, sealed=False, anonymous=False
    )


def _ended(month: date) -> QuerySet[Any]:
    lead = Assignment.objects.current().filter(case=OuterRef("pk"), part=Part.LEAD).order_by()
    answers = Answer.objects.filter(case=OuterRef("pk")).order_by("-id")
    return (
        _of_month(month)
        .filter(status=Status.CLOSED, outcome__in=LOOKED_AT)
        .exclude(group__checks_back=True)
        .annotate(
            _class=Subquery(answers.values("result_class")[:1]),
            _lead=Subquery(lead.values("department_id")[:1]),
        )
        .order_by("pk")
    )


def _withdrawn(month: date) -> QuerySet[EnterpriseRequest]:
    """Who was talked out of it is called anyhow."""
    called = LookBack.objects.filter(case=OuterRef("pk"), source=LookBackSource.WITHDRAWN)
    return _of_month(month).filter(~Exists(called), status=Status.WITHDRAWN).order_by("pk")
