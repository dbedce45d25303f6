"""What a month's disclosure says: plain data, counted as of the end of the month and frozen on publication.

Whoever counts again later, for whatever reason, gets the same (docs/domain.md § 3).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from django.db.models import BigIntegerField, Case, Count, F, OuterRef, Q, QuerySet, Subquery, When

from evaluation import figures, late_entries, station_figures
from evaluation.periods import Month
from evaluation.posted import Posted, groups_then, takes_the_rest
from evaluation.results import Figures, Key, Rate, shown
from groups.models import Representative
from office.calendar import local_date
from policies.models import Reading
from requests_app.models import CaseState, Contact, EnterpriseRequest
from requests_app.models.requests import EnterpriseRequestQuerySet, Outcome, Status
from stations.models import Station

JSON = dict[str, Any]
Cases = QuerySet[EnterpriseRequest]


def month_data(
    station: Station,
    month: Month,
    correction: figures.Correction | None = None,
    *,
    shape: int = station_figures.SHAPE,
) -> JSON:
    """Sums and rates of the station, a line per posted representative and per professional group; from shape 2 on
    (`station_figures`) receptions and consultations, from 3 on activities, from 4 on suggestions."""
    as_of = figures.AsOf.end_of(month, correction)
    counted = figures.count_month(month, as_of=as_of, dimensions=("group",), station=station.pk)
    total = counted.total
    has_more = shape >= station_figures.STATION_LIFE
    more = station_figures.of_month(station, month, as_of, shape=shape) if has_more else {}
    return {
        **more,
        "as_of": month.last_on.isoformat(),
        "sums": asdict(total.sums),
        "rates": _rates(total),
        "representatives": representative_lines(station, month, as_of),
        "groups": group_lines(counted.by["group"], month),
        "readings": reading_counts(station, month),
        late_entries.KEY: late_entries.count(_unsealed(station, as_of), month),
    }


def reading_counts(station: Station, month: Month) -> JSON:
    """政策查询 of the month by what was read. As with requests, what came by no station counts for the default one."""
    here = Q(station=station) | (Q(station=None) if takes_the_rest(station, month) else Q())
    rows = Reading.objects.between(month.from_on, month.to_on).filter(here).order_by()
    counts = dict(rows.values_list("what").annotate(n=Count("pk")))
    return {what: counts.get(what, 0) for what in Reading.What.values}


def _rates(found: Figures) -> JSON:
    rates = {name: rate_data(found.rate(name)) for name in ("response", "answered", "closed", "satisfied")}
    return rates | {"solved": rate_data(found.solved)}


def rate_data(rate: Rate) -> JSON:
    """As published: under five neither numerator nor denominator is told, only the counts left out."""
    if rate.is_small:
        return {"numerator": None, "denominator": None, "percent": None, "excluded": shown(rate.excluded)}
    return {
        "numerator": shown(rate.numerator),
        "denominator": shown(rate.denominator),
        "percent": rate.percent,
        "excluded": shown(rate.excluded),
        **{name: shown(weight) for name, weight in rate.beside.items()},
    }


def representative_lines(station: Station, month: Month, as_of: figures.AsOf) -> list[JSON]:
    """Per posted representative, by name: cases in hand or contacted in the month, solved in it. Confirmed facts only."""
    found = Posted(station, month)
    posted = found.representatives()
    cases = _unsealed(station, as_of)
    taken = _by_representative(_taken(cases, month), as_of)
    solved = _by_representative(_solved(cases, month), as_of)
    contacts = _contacts(cases, month, as_of).order_by().values_list("representative_id")
    contacted = dict(contacts.annotate(n=Count("case", distinct=True)))
    groups = found.groups(posted)
    return [
        {
            "code": person.code,
            "name": person.name,
            "group": groups.get(person.pk, ""),
            "taken": taken.get(person.pk, 0),
            "contacted": contacted.get(person.pk, 0),
            "solved": solved.get(person.pk, 0),
        }
        for person in posted
    ]


def cases_of(
    station: Station, month: Month, as_of: figures.AsOf, person: Representative, what: str
) -> EnterpriseRequestQuerySet:
    """The cases behind a number of a representative's line: `what` is taken, contacted or solved, else KeyError."""
    cases = _unsealed(station, as_of)
    if what == "contacted":
        keys: Any = _contacts(cases, month, as_of).filter(representative=person).values("case")
    else:
        states = {"taken": _taken, "solved": _solved}[what](cases, month)
        owned = states.annotate(_whose=_owner_of_states(as_of)).filter(_whose=person.pk)
        keys = owned.order_by().values("case")
    return EnterpriseRequest.objects.unsealed().filter(pk__in=keys)


def _taken(cases: Cases, month: Month) -> QuerySet[CaseState]:
    """Unended cases that were in the representative's hands on any day of the month; none that were left out since."""
    return CaseState.objects.filter(
        Q(closed_on__isnull=True) | Q(closed_on__gte=month.from_on),
        from_on__lt=month.to_on,
        until_on__gt=month.from_on,
        accepted_on__isnull=False,
        case__in=cases.exclude(Q(past__status__in=figures.LEFT_OUT)).values("pk"),
    )


def _solved(cases: Cases, month: Month) -> QuerySet[CaseState]:
    """Cases that ended as 已办结 in the month and had not come back by its end."""
    return CaseState.objects.filter(
        status=Status.CLOSED,
        outcome=Outcome.SETTLED,
        closed_on__gte=month.from_on,
        closed_on__lt=month.to_on,
        from_on__lt=month.to_on,
        until_on__gte=month.to_on,
        case__in=cases.values("pk"),
    )


def _unsealed(station: Station, as_of: figures.AsOf) -> Cases:
    """Cases of the station as they were at the end of the month, with `past`."""
    rows: Cases = as_of.with_states(EnterpriseRequest.objects.all(), "")
    return rows.annotate(_station=as_of.owner("", "station_id")).filter(_station=station.pk)


def _by_representative(states: QuerySet[CaseState], as_of: figures.AsOf) -> dict[int, int]:
    """Number of cases by the representative who had them in the states, or to whom a correction gives them."""
    rows = states.annotate(_whose=_owner_of_states(as_of)).filter(_whose__isnull=False).order_by()
    return dict(rows.values_list("_whose").annotate(n=Count("case", distinct=True)))


def _owner_of_states(as_of: figures.AsOf) -> Any:
    if as_of.correction is None:
        return F("representative_id")
    on = local_date(as_of.correction.at)
    corrected = CaseState.objects.filter(case=OuterRef("case"), from_on__lte=on, until_on__gt=on)
    named = When(
        case__in=as_of.correction.cases, then=Subquery(corrected.order_by().values("representative_id")[:1])
    )
    return Case(named, default=F("representative_id"), output_field=BigIntegerField())


def _contacts(cases: Cases, month: Month, as_of: figures.AsOf) -> QuerySet[Contact]:
    """What was entered after the month's end is not on record yet, but for a correction."""
    on_record = Q(entered_at__isnull=True) | as_of.happened("entered_at")
    if as_of.correction is not None:
        on_record |= Q(entered_at__lt=as_of.correction.at, case__in=as_of.correction.cases)
    return Contact.objects.filter(
        on_record,
        case__in=cases.values("pk"),
        reached=True,
        on_behalf=False,
        contacted_on__gte=month.from_on,
        contacted_on__lt=month.to_on,
    )


def group_lines(found: Mapping[Key, Figures], month: Month) -> list[JSON]:
    """A line for each professional group of that time, also for one without any case in the month."""
    empty = Figures()
    return [
        {
            "code": group.code,
            "name": group.name,
            **asdict(found.get(group.pk, empty).sums),
            "response": rate_data(found.get(group.pk, empty).rate("response")),
            "answered": rate_data(found.get(group.pk, empty).rate("answered")),
        }
        for group in groups_then(month, found)
    ]
