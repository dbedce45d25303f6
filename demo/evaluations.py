"""The evaluation of the year before: one objection is upheld, the finance group's results are approved; a draft scheme.

Of the year before only its last weeks are told, so only the finance group has sat in it for whole months.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.db import transaction

from demo.directory import Directory
from demo.matter_scenario import Timeline
from demo.office_hours import OfficeHours
from evaluation.duties.on_behalf import ACCOUNT
from evaluation.models import Evaluation, Scheme, ScoreObjection
from evaluation.yearly import life_cycle, objecting, schemes
from fieldwork.models import Pairing
from fieldwork.visits import asking, recording
from fieldwork.visits.recording import Said
from groups.models import ProfessionalMembership, Representative
from office import calendar, events
from office.actors import Actor
from office.calendar import LOCAL, local_date
from office.refusals import Refused
from stations.models import Posting, Station

GROUP = "finance"
OBJECTION = "12 月走访结对企业的一次没有算进来，当天厂里有签到。"
UNCHANGED = "已向企业核实，走访属实并已补充确认；按办法重新计算，得分不变。"
ANSWER = "已向企业核实，走访属实，记录已补充确认，重新计算。"


def seat(*, begin: datetime) -> None:
    """The finance group sits since January of the year in which the demo begins, posted since its last quarter."""
    year = local_date(begin).year
    autumn = date(year, 10, 1)
    if local_date(begin) < autumn or Station.objects.filter(is_default=True, opened_on__gt=autumn).exists():
        return
    members = ProfessionalMembership.objects.filter(group__code=GROUP, until=None)
    members.update(since=date(year, 1, 1))
    own = Posting.objects.filter(representative__in=members.values("representative"), until=None)
    own.update(since=autumn)


def timeline(directory: Directory, hours: OfficeHours) -> Timeline:
    """From a visit in December to the approval in March; nothing where the demo does not reach back so far."""
    year = local_date(hours.now).year - 1
    person = Representative.objects.select_related("user").get(user=directory["representative"])
    pairing = Pairing.objects.filter(representative=person, since__isnull=False).order_by("since").first()
    if pairing is None or pairing.since is None:
        return
    day = max(pairing.since + timedelta(days=3), date(year, 12, 22))
    if day.year != year:
        return
    own, staff = Actor.of(directory["representative"]), Actor.of(directory["staff"])
    yield _at(day, 10)
    said = Said(
        met_at=_at(day, 10),
        how="came",
        kind="policy",
        result="policy",
        met="王厂长",
        words="送去贴息政策，讲了申报时间",
    )
    done = recording.record_visit(
        pairing.enterprise, [person], said, form_key="demo-december", by=own, at=_at(day, 11)
    )
    yield _at(date(year + 1, 1, 8), 9)
    _scheme(directory, year, year, _at(date(year + 1, 1, 8), 9))
    yield _at(date(year + 1, 2, 1), 2)
    life_cycle.compute(year, by=Actor.system("evaluation"), at=_at(date(year + 1, 2, 1), 2))
    on = calendar.load().next_working(date(year + 1, 2, 2))
    yield _at(on, 10)
    rows = list(Evaluation.objects.of_year(year).filter(group__code=GROUP).select_related("representative"))
    for row in rows:
        life_cycle.show(row, by=staff, at=_at(on, 10))
    mine = Evaluation.objects.of_year(year).get(representative=person)
    day = calendar.load().add(on, 2)
    yield _at(day, 15)
    objection = objecting.raise_objection(mine, "duties", OBJECTION, said=ACCOUNT, by=own, at=_at(day, 15))
    day = calendar.load().add(day, 1)
    yield _at(day, 10)
    asking.confirm(done.visit, "企业来电", by=staff, at=_at(day, 10))
    _answer(objection, staff, _at(day, 11))
    mine.refresh_from_db()
    until = Evaluation.objects.of_year(year).current().filter(group__code=GROUP).order_by("pk")
    last = max(row.objections_until for row in until if row.objections_until is not None)
    day = calendar.load().add(last, 2)
    yield _at(day, 9)
    for row in until:
        life_cycle.approve(row, by=Actor.of(directory["approver"]), at=_at(day, 9))


def _answer(objection: ScoreObjection, staff: Actor, at: datetime) -> None:
    """Upheld where the visit brings points; a duty that was done without it stays as it is."""
    try:
        with transaction.atomic():
            objecting.answer(objection, ANSWER, upheld=True, by=staff, at=at)
    except Refused as refusal:
        if refusal.code != "unchanged":
            raise
        objecting.answer(objection, UNCHANGED, upheld=False, by=staff, at=at)


def propose_scheme(directory: Directory, *, at: datetime) -> None:
    """A draft for next year that gives more weight to hard requests, tried on what is over of this one."""
    year = local_date(at).year
    if not Scheme.objects.of_year(year).exists():
        return
    name = f"{year + 1} 年履职评价办法（征求意见）"
    draft = Scheme.objects.create(
        first_year=year + 1, name=name, ordinary_weight=Decimal("1.8"), hard_weight=Decimal(3)
    )
    _added(draft, directory, at - timedelta(days=2))
    schemes.try_out(draft, year, by=Actor.of(directory["staff"]), at=at - timedelta(days=1))


def _scheme(directory: Directory, first_year: int, tried_on: int, at: datetime) -> None:
    """The scheme of the year before, tried and approved by two people; where there is one already, nothing."""
    if Scheme.objects.of_year(first_year).exists():
        return
    row = Scheme.objects.create(first_year=first_year, name=f"{first_year} 年履职评价办法（试行）")
    _added(row, directory, at)
    staff = Actor.of(directory["staff"])
    schemes.try_out(row, tried_on, by=staff, at=at)
    schemes.submit(row, by=staff, at=at + timedelta(hours=1))
    schemes.approve(row, by=Actor.of(directory["approver"]), at=at + timedelta(hours=5))


def _added(row: Scheme, directory: Directory, at: datetime) -> None:
    """As the admin records it."""
    fact = events.Fact(row.subject, "added", {"first_year": row.first_year})
    events.record(fact, by=Actor.of(directory["staff"]), at=at)


def _at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), tzinfo=LOCAL)
