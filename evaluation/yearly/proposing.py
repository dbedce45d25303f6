"""What a past year says of a draft's priors and difficulty weights: proposed with its counts, adopted by a person."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db.models import Count, Q

from evaluation.models import Scheme
from evaluation.scores import Attendance, Handling, Year
from evaluation.scores.activity import free_leave, fulfilled
from evaluation.scores.rules import Rules
from evaluation.scores.solving import met, offered, pressed, responded
from evaluation.yearly import collecting, life_cycle
from office import events
from office.actors import Actor
from office.calendar import local_date
from office.refusals import Refused
from office.verbs import verb
from requests_app.models import EnterpriseRequest
from requests_app.models.requests import Outcome, Status

# Of fewer calls, duties or cases nothing is proposed: the share would be chance.
FEWEST = 20
PLACES = Decimal("0.001")
WEIGHTS = (("simple_weight", "simple"), ("ordinary_weight", "ordinary"), ("hard_weight", "hard"))


@dataclass(frozen=True)
class Proposal:
    """One number of the scheme, what `among` so many of the year says, in words too, held within the field's bounds.

    `proposed` is None where there was too little to count.
    """

    name: str
    label: str
    now: Decimal
    proposed: Decimal | None
    among: int
    words: str


def basis_of(scheme: Scheme, on: date) -> tuple[int, date]:
    """The year before the scheme's first, as far as it is over on the local date, and the first day not counted."""
    year = min(scheme.first_year - 1, on.year)
    until = life_cycle.preview_until(year, on)
    return (year, until) if until > date(year, 2, 1) else (year - 1, date(year, 1, 1))


def proposals(scheme: Scheme, on: date) -> list[Proposal]:
    """In the order of the form; from the facts that the score itself reads. A few dozen queries."""
    year, until = basis_of(scheme, on)
    people, rules = sorted(life_cycle.members(year)), scheme.rules(is_posted=True)
    facts = collecting.of_year(people, year, until=until, rules=rules)
    everybody = [own.year for own in facts.values() if own.year.months]
    posted = [own.year for own in facts.values() if own.is_posted and own.year.months]
    others = [own.year for own in facts.values() if not own.is_posted and own.year.months]
    return [
        _proposal(scheme, "attendance_prior", *_attendance(everybody, rules)),
        _proposal(scheme, "duties_prior", *_duties(everybody)),
        _proposal(scheme, "conduct_prior_posted", *_conduct(posted, rules)),
        _proposal(scheme, "conduct_prior_others", *_conduct(others, rules)),
        *_weights(scheme, date(year, 1, 1), until),
    ]


@verb
def adopt(scheme: Scheme, names: Collection[str], *, by: Actor, at: datetime) -> list[Proposal]:
    """Writes the proposals that a person chose into the draft. Refused: `wrong_state`, `nothing`, `not_together`."""
    scheme = Scheme.objects.select_for_update().get(pk=scheme.pk)
    if scheme.status != Scheme.Status.DRAFT:
        raise Refused("wrong_state", "办法已经送审或审签，参数不能再改")
    chosen = [
        row for row in proposals(scheme, local_date(at)) if row.name in names and row.proposed is not None
    ]
    if not chosen:
        raise Refused("nothing", "请至少勾选一项")
    for row in chosen:
        setattr(scheme, row.name, row.proposed)
    if not scheme.simple_weight <= scheme.ordinary_weight <= scheme.hard_weight:
        raise Refused("not_together", "只采用其中几项会使难的件权重比容易的还低，请把三项权重一起采用")
    scheme.save(update_fields=[row.name for row in chosen])
    year, _ = basis_of(scheme, local_date(at))
    data: dict[str, events.JSON] = {"year": year, **{row.name: str(row.proposed) for row in chosen}}
    events.record(events.Fact(scheme.subject, "adopt_proposals", data), by=by, at=at)
    return chosen


Counted = tuple[Decimal, Decimal, str]


def _attendance(years: Iterable[Year], rules: Rules) -> Counted:
    came = called = free = 0
    for year in years:
        came += year.called(Attendance.CAME)
        called += len(year.calls)
        free += min(year.called(Attendance.LEAVE), free_leave(len(year.calls), rules))
    words = f"应到 {called} 人次，其中不计的请假 {free} 人次，实到 {came} 人次"
    return Decimal(came), Decimal(called - free), words


def _duties(years: Iterable[Year]) -> Counted:
    shares = [fulfilled(duty) for year in years for duty in year.duties if duty.needed and not duty.exempt]
    done, n = sum(shares, Decimal(0)), len(shares)
    return done, Decimal(n), f"应做的任务 {n} 项，按完成份额合计 {done.quantize(Decimal('0.1'))} 项"


def _conduct(years: Iterable[Year], rules: Rules) -> Counted:
    """The three kinds of conduct, each by its points; a refused case shows none."""
    kinds = (
        (rules.response_points, responded),
        (rules.pressing_points, pressed),
        (rules.meeting_points, met),
    )
    points = sum(own for own, _ in kinds)
    among = [case for year in years for case in offered(year.cases)]
    n = sum((case.share for case in among), Decimal(0))
    got = sum(
        (
            case.share * sum((own * shown(case) for own, shown in kinds), Decimal(0)) / points
            for case in among
            if case.handling == Handling.TAKEN
        ),
        Decimal(0),
    )
    words = f"交办 {n.quantize(Decimal('0.1'))} 件，联系、核对催办、走访三项按分值折算做到 {got.quantize(Decimal('0.1'))} 件"
    return got, n, words


def _weights(scheme: Scheme, since: date, until: date) -> list[Proposal]:
    """1 ÷ the share of the county's ended cases of that difficulty that were settled or kept; harder never less."""
    ended = EnterpriseRequest.objects.unsealed().filter(
        status=Status.CLOSED, closed_on__gte=since, closed_on__lt=until
    )
    good = Q(outcome=Outcome.SETTLED) | Q(
        outcome=Outcome.PROMISED, promises__confirmed_on__lt=until, promises__ended_at__isnull=True
    )
    rows = ended.order_by().values_list("difficulty").annotate(
        n=Count("pk", distinct=True), good=Count("pk", filter=good, distinct=True)
    )  # fmt: skip
    counts = {difficulty or "ordinary": (n, done) for difficulty, n, done in rows}
    found: list[Proposal] = []
    least = Decimal(1)
    for name, difficulty in WEIGHTS:
        n, done = counts.get(difficulty, (0, 0))
        words = f"结案 {n} 件，其中已办结或承诺已兑现 {done} 件"
        row = _proposal(scheme, name, Decimal(n), Decimal(done), words, among=n, at_least=least)
        least = max(least, row.proposed if row.proposed is not None else row.now)
        found.append(row)
    return found


def _proposal(
    scheme: Scheme,
    name: str,
    above: Decimal,
    below: Decimal,
    words: str,
    *,
    among: int | None = None,
    at_least: Decimal | None = None,
) -> Proposal:
    """above ÷ below, within the bounds of the field; nothing settled at all is the highest weight."""
    field: Any = Scheme._meta.get_field(name)
    low, high = (_bound(field.validators, kind) for kind in ("min_value", "max_value"))
    n = int(below) if among is None else among
    proposed = None
    if n >= FEWEST:
        share = above / below if below else high
        proposed = min(high, max(low, at_least or low, share)).quantize(PLACES, ROUND_HALF_UP)
    return Proposal(name, str(field.verbose_name), getattr(scheme, name), proposed, n, words)


def _bound(validators: Iterable[Any], code: str) -> Decimal:
    return next(Decimal(each.limit_value) for each in validators if getattr(each, "code", "") == code)
