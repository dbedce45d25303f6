"""Look-backs that a monthly draw plans: those of its first numbers, and the next number for one not reached."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Max

from office import options
from requests_app.models import EnterpriseRequest, LookBack, LookBackDraw
from requests_app.models.look_backs import LookBackSource, Pool
from requests_app.models.requests import Status


def next_number(drawn: LookBackDraw, *, on: date) -> LookBack | None:
    """Nobody was reached: the next number of the same draw whose case still stands as it was drawn."""
    last = LookBack.objects.filter(draw=drawn).aggregate(last=Max("rank"))["last"] or 0
    for rank, number in enumerate(drawn.ranking[last:], start=last + 1):
        case = EnterpriseRequest.objects.filter(
            ledger_number=number, status__in=(Status.CLOSED, Status.WITHDRAWN)
        ).first()
        if case is not None and not _has_been(case):
            return plan_drawn(drawn, rank, case, on)
    return None


def _has_been(case: EnterpriseRequest) -> bool:
    return LookBack.objects.filter(case=case, round=case.round, source=_source(case)).exists()


def plan_drawn(drawn: LookBackDraw, rank: int, case: EnterpriseRequest, on: date) -> LookBack:
    """Thirty days after the end; a withdrawn one at once."""
    opens_on = on
    if drawn.pool != Pool.WITHDRAWN and case.closed_on is not None:
        opens_on = max(on, case.closed_on + timedelta(days=int(options.value("look_back_first", on))))
    return LookBack.objects.create(
        case=case, round=case.round, source=_source(case), opens_on=opens_on, draw=drawn, rank=rank
    )


def _source(case: EnterpriseRequest) -> str:
    return LookBackSource.WITHDRAWN if case.status == Status.WITHDRAWN else LookBackSource.DRAWN
