"""Rows of the desk's lists: everything a template shows, made ready, so that it only loops."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any, NamedTuple

from django.db import models
from django.db.models import F, OuterRef, QuerySet, Subquery
from django.urls import reverse

from office import options
from office.calendar import WorkingCalendar, local_date
from office.database.statements import ListOf, Select
from office.models import User
from requests_app.access.case_access import read_in_full, units_of_reader
from requests_app.access.redaction import TITLE, restricted_among
from requests_app.deadlines.display import Chip, case_chip, tone_of
from requests_app.models import Assignment, Clock, EnterpriseRequest, Finding, Supervision
from requests_app.models.assignments import Part
from requests_app.models.clocks import ClockKind
from requests_app.models.requests import Status
from requests_app.models.states import Source
from requests_app.queues.filters import NEVER
from stations.scopes import Scopes

# A page of a list; for longer ones (export, print) the statement is written each time.
ON_A_PAGE = 25

# What a list shows; everything else stays in the table, the encrypted columns above all.
COLUMNS = (
    "ledger_number", "title", "status", "outcome", "source", "requester_kind", "enterprise_name", "expected_outcome",
    "received_on", "waiting_since", "round", "anonymous", "entered_late", "sealed", "answer_due_on", "answered_on", "closed_on",
)  # fmt: skip
PLACE = "0000-00000"


class Units(NamedTuple):
    lead: str
    co: str


class Binding(NamedTuple):
    """The local date that binds the reader, and the one on which its clock started, as far as they are known."""

    due_on: date | None
    started_on: date | None


class Running(NamedTuple):
    """A running clock as a list needs it; without a unit, `department_id` is None."""

    kind: str
    due_on: date
    started_at: datetime
    department_id: int | None


NO_UNITS = Units("", "")


@dataclass(frozen=True)
class Row:
    """One case in a list; a reader who may not read it gets its source for a title."""

    key: int
    url: str
    number: str
    title: str
    who: str
    category: str
    lead: str
    co: str
    expected: str
    group: str
    due_on: date | None
    due_note: str
    chip: Chip | None
    tone: str
    status: str
    marks: tuple[str, ...]
    source: str
    received_on: date
    station: str
    representative: str
    days_left: int | None


# Names that only a chosen column or the export asks for: a join each.
ASIDE = {"station": "station__name", "representative": "representative__name"}


def with_parts(cases: QuerySet[EnterpriseRequest], *, beside: Collection[str] = ()) -> QuerySet[Any]:
    """The cases with the names beside them and nothing else: a row of another model each would cost as much again.

    `beside` names further ones of `ASIDE`.
    """
    more = {f"{name}_name": F(path) for name, path in ASIDE.items() if name in beside}
    return cases.only(*COLUMNS).annotate(
        category_name=F("category__name"), group_name=F("group__name"), supervised_until=_watched(), **more
    )


def _watched() -> Subquery:
    """Until when a case is under 重点督办, released ones left out."""
    rows = Supervision.objects.unreleased().filter(case=OuterRef("pk")).order_by()
    return Subquery(rows.values("until_on")[:1])


def rows_of(cases: Iterable[Any], *, user: User, on: date, calendar: WorkingCalendar) -> list[Row]:
    """`cases` come from `with_parts` over `filters.bound`. One query for the units, one for clocks where needed."""
    found = list(cases)
    readable = read_in_full(found, user, on)
    restricted = restricted_among([case.pk for case in found], user, on)
    unaccepted = [case for case in found if case.status == Status.SUBMITTED]
    agreed = [case.pk for case in unaccepted if case.source == Source.ACTIVITY]
    units = _units([case.pk for case in found if case.status != Status.SUBMITTED]) | _agreed_units(agreed)
    dates = _dates(found, units_of_reader(Scopes.of(user, on)), on)
    return [
        _restricted_row(case, on, calendar, dates[case.pk])
        if case.pk in restricted
        else _row(case, on, calendar, units.get(case.pk, NO_UNITS), dates[case.pk], reads=case.pk in readable)
        for case in found
    ]


def _units(keys: list[int]) -> dict[int, Units]:
    """The lead and the others by their short names."""
    if not keys:
        return {}
    found: dict[int, tuple[list[str], list[str]]] = defaultdict(lambda: ([], []))
    for case, part, name in PARTS.rows(cases=keys):
        found[case][part != Part.LEAD].append(name)
    return {case: Units("、".join(lead), "、".join(co)) for case, (lead, co) in found.items()}


def _agreed_units(keys: list[int]) -> dict[int, Units]:
    """Before it is confirmed a finding's unit is the one that it was agreed with on the spot."""
    if not keys:
        return {}
    agreed = Finding.objects.filter(case_id__in=keys, department__isnull=False).order_by()
    return {
        case: Units(f"{name}（商定）", "")
        for case, name in agreed.values_list("case_id", "department__short_name")
    }


def _dates(cases: list[Any], units: frozenset[int], on: date) -> dict[int, Binding]:
    """The date that binds a reader with these own units (none: the enterprise's dates), by the case's key.

    Clocks are read only where the row of the case says too little. Before acceptance the enterprise has no date yet, and
    the one for accepting stands in its place. On the last day the closing hour is the one that the clock keeps, which is
    a question only where the office has changed it since.
    """
    hours = options.values_between("day_closes_at", min((case.received_on for case in cases), default=on), on)
    asked = [
        case.pk
        for case in cases
        if case.status == Status.SUBMITTED or (len(hours) > 1 and case.bound_on == on)
    ]
    running = _running(asked, units)
    found = {}
    for case in cases:
        clocks = running.get(case.pk, ())
        due_on = case.bound_on or next((one.due_on for one in clocks if one.kind == ClockKind.ACCEPT), None)
        started = (local_date(one.started_at) for one in clocks if one.due_on == due_on)
        found[case.pk] = Binding(
            None if due_on == NEVER else due_on, next(started, on if len(hours) == 1 else None)
        )
    return found


def _running(keys: list[int], units: frozenset[int]) -> Mapping[int, list[Running]]:
    """The running clocks of these cases that bind a reader with these own units."""
    found: dict[int, list[Running]] = defaultdict(list)
    if keys:
        # The kind is looked at here: named in the statement, SQLite walks every clock of that kind instead.
        for case, *values in RUNNING.rows(cases=keys):
            clock = Running(*values)
            is_of_case = clock.kind == ClockKind.ACCEPT or (not units and clock.kind == ClockKind.ANSWER)
            if is_of_case or clock.department_id in units:
                found[case].append(clock)
    return found


def _row(case: Any, on: date, calendar: WorkingCalendar, units: Units, bound: Binding, *, reads: bool) -> Row:
    due_on = bound.due_on
    return Row(
        key=case.pk,
        url=_url(case.ledger_number),
        number=case.ledger_number,
        title=case.title if reads else f"诉求（{Source(case.source).label}）",
        who=case.requester_label if reads else "",
        category=(case.category_name or "") if reads else "",
        lead=units.lead,
        co=units.co,
        expected=case.expected_outcome if reads else "",
        group=case.group_name or "",
        due_on=due_on if case.is_open or case.status == Status.MERGED else case.answered_on or case.closed_on,
        due_note="受理" if case.status == Status.SUBMITTED else "",
        chip=case_chip(case, on, calendar, due_on=due_on, started_on=bound.started_on),
        tone=tone_of(case),
        status=case.status_label,
        marks=tuple(_marks(case, on)),
        source=Source(case.source).label,
        received_on=case.received_on,
        station=getattr(case, "station_name", None) or "",
        days_left=_days_left(case, due_on, on, calendar),
        representative=(getattr(case, "representative_name", None) or "") if reads else "",
    )


def _restricted_row(case: Any, on: date, calendar: WorkingCalendar, bound: Binding) -> Row:
    """A confidential complaint about the reader's own unit: number, category, state and dates."""
    due_on = bound.due_on
    return Row(
        key=case.pk,
        url=_url(case.ledger_number),
        number=case.ledger_number,
        title=TITLE,
        who="",
        category=case.category_name or "",
        lead="",
        co="",
        expected="",
        group="",
        due_on=due_on if case.is_open or case.status == Status.MERGED else case.answered_on or case.closed_on,
        due_note="",
        chip=case_chip(case, on, calendar, due_on=due_on, started_on=bound.started_on),
        tone=tone_of(case),
        status=case.status_label,
        marks=(),
        source="",
        received_on=case.received_on,
        station="",
        days_left=_days_left(case, due_on, on, calendar),
        representative="",
    )


def _days_left(case: Any, due_on: date | None, on: date, calendar: WorkingCalendar) -> int | None:
    """Working days, below nothing once it is over; None where no date runs."""
    if due_on is None or not case.is_open or case.waiting_since is not None:
        return None
    return calendar.count(on, due_on) if due_on >= on else -calendar.count(due_on, on)


def _marks(case: Any, on: date) -> Iterable[str]:
    if case.sealed:
        yield "密封件"
    if case.source == Source.ACTIVITY:
        yield "活动发现"
    if case.supervised_until is not None:
        yield "重点督办" if case.supervised_until >= on else "督办已到期"
    if case.round > 1:
        yield f"第 {case.round} 轮"
    if case.anonymous:
        yield "匿名"
    if case.entered_late:
        yield "补录"


PARTS = Select(
    lambda cases: (
        Assignment.objects.current()
        .filter(case__pk__in=cases)
        .values_list("case_id", "part", "department__short_name")
    ),
    cases=ListOf(models.BigIntegerField(), ON_A_PAGE),
)
RUNNING = Select(
    lambda cases: (
        Clock.objects.running()
        .filter(case__pk__in=cases)
        .order_by("pk")
        .values_list("case_id", "kind", "due_on", "started_at", "assignment__department_id")
    ),
    cases=ListOf(models.BigIntegerField(), ON_A_PAGE),
)


def _url(number: str) -> str:
    """`reverse` once a process, not once a row: fifty of them cost as much as the page."""
    return _pattern().replace(PLACE, number)


@cache
def _pattern() -> str:
    return reverse("requests:detail", args=[PLACE])
