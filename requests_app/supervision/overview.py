"""督办: what runs late, with whom, at which step. Steers work; nothing published is counted here.

Rows are running clocks (docs/domain.md § 2). A unit's own clocks are its own; checking and keeping a promise
are counted with the unit that leads the case.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import BigIntegerField, Case, Count, F, Min, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Coalesce

from groups.models import Department, ProfessionalGroup
from office.calendar import WorkingCalendar
from requests_app.deadlines import kinds
from requests_app.deadlines.kinds import Holder
from requests_app.models import Assignment, Clock, EnterpriseRequest
from requests_app.models.assignments import AssignmentStatus, Part
from requests_app.models.visibility import request_filter
from stations.scopes import Scopes

VERY_LATE = 5


def at_units() -> tuple[str, ...]:
    """The kinds of clocks that are counted with a unit, in the order of the columns."""
    return tuple(kind for kind, row in kinds.KINDS.items() if row.column and row.column.at_unit)


def watched_kinds() -> tuple[str, ...]:
    """All kinds that somebody can be behind with: those at units first. The enterprise's own window is none."""
    beside = tuple(kind for kind, row in kinds.KINDS.items() if row.column and not row.column.at_unit)
    return (*at_units(), *beside)


@dataclass(frozen=True)
class Spot:
    """One unit at one step, or one step: `late` of `count` are late, the longest by `days` working days."""

    count: int = 0
    late: int = 0
    days: int = 0

    @property
    def heat(self) -> str:
        """The class of the cell: one, several, late, very late."""
        if self.late:
            return "h4" if self.days >= VERY_LATE else "h3"
        return "" if not self.count else "h1" if self.count == 1 else "h2"


@dataclass
class UnitRow:
    department: Department
    spots: dict[str, Spot] = field(default_factory=dict)

    @property
    def total(self) -> int:
        return sum(spot.count for spot in self.spots.values())

    @property
    def late(self) -> int:
        return sum(spot.late for spot in self.spots.values())


@dataclass(frozen=True)
class Heat:
    """`units` with the latest first; `steps` are those at which no unit has to act."""

    units: list[UnitRow]
    steps: dict[str, Spot]

    @property
    def late(self) -> int:
        return sum(row.late for row in self.units) + sum(spot.late for spot in self.steps.values())

    @property
    def columns(self) -> list[str]:
        """The steps at units: those that always stand, and others where something runs."""
        running = {kind for row in self.units for kind in row.spots}
        lasting = {kind for kind, row in kinds.KINDS.items() if row.column and row.column.stands}
        return [kind for kind in at_units() if kind in running | lasting]

    def late_at(self, kind: str) -> int:
        of_units = sum(row.spots[kind].late for row in self.units if kind in row.spots)
        return of_units + (self.steps[kind].late if kind in self.steps else 0)


@dataclass(frozen=True)
class Asked:
    """What a reader narrows the list to: a unit, a step, a group; None is everything."""

    department: Department | None = None
    step: str = ""
    group: ProfessionalGroup | None = None


@dataclass(frozen=True)
class Bounced:
    """A case that units have sent back twice or more."""

    case: EnterpriseRequest
    units: tuple[str, ...]


def watched(scopes: Scopes) -> QuerySet[Any]:
    """Running clocks of unsealed cases in the reader's sight."""
    # Excluded rather than the watched ones asked for, so that the index of running clocks is read and not that of kinds.
    unwatched = [kind for kind, row in kinds.KINDS.items() if row.column is None]
    clocks = Clock.objects.ticking().exclude(kind__in=unwatched)
    if scopes.own.is_auditor or any(scope.is_staff for scope in scopes.all):
        # Every unsealed case. The sealed ones are few and have a keeper, by whose index they are found.
        return clocks.exclude(case__in=EnterpriseRequest.objects.filter(sealed=True, sealed_for__gt=0))
    cases = EnterpriseRequest.objects.filter(request_filter(scopes), sealed=False)
    return clocks.filter(case__in=cases)


def with_units(clocks: QuerySet[Any]) -> QuerySet[Any]:
    """Each clock with its `unit`, a department's key or None."""
    lead = (
        Assignment.objects.current()
        .filter(case=OuterRef("case_id"), part=Part.LEAD)
        .order_by()
        .values("department_id")[:1]
    )
    own = Case(
        When(kind__in=_of_holder(Holder.RELAY_HANDLER), then=F("assignment__through_id")),
        default=F("assignment__department_id"),
        output_field=BigIntegerField(),
    )
    unit = Coalesce(own, Subquery(lead), output_field=BigIntegerField())
    found: QuerySet[Any] = clocks.annotate(unit=unit)
    return found


def late_clocks(scopes: Scopes, asked: Asked, on: date) -> QuerySet[Any]:
    """Those past their date on the local date `on`, narrowed as asked; ready for pages by `due_on`."""
    rows = watched(scopes).filter(due_on__lt=on)
    if asked.department is not None:
        rows = with_units(rows).filter(unit=asked.department.pk, kind__in=at_units())
    if asked.step:
        rows = rows.filter(kind=asked.step)
    if asked.group is not None:
        rows = rows.filter(case__group=asked.group)
    return rows


def heat(scopes: Scopes, on: date, calendar: WorkingCalendar) -> Heat:
    """All that runs, by unit and step: one query for the clocks, one for the units' names."""
    late = Q(due_on__lt=on)
    rows = (
        with_units(watched(scopes))
        .order_by()
        .values_list("kind", "unit")
        .annotate(count=Count("pk"), behind=Count("pk", filter=late), oldest=Min("due_on", filter=late))
    )
    of_units: dict[int, dict[str, Spot]] = defaultdict(dict)
    steps: dict[str, Spot] = {}
    columns = at_units()
    for kind, unit, count, behind, oldest in rows:
        spot = Spot(count, behind, calendar.count(oldest, on) if oldest else 0)
        if kind in columns and unit is not None:
            of_units[unit][kind] = spot
        else:
            steps[kind] = _both(steps.get(kind, Spot()), spot)
    names = Department.objects.in_bulk(of_units)
    units = [UnitRow(names[key], spots) for key, spots in of_units.items() if key in names]
    units.sort(key=lambda row: (-row.late, -row.total, row.department.code))
    return Heat(units, {kind: steps[kind] for kind in watched_kinds() if kind in steps})


def bounced(scopes: Scopes) -> list[Bounced]:
    """Running cases that lead units have returned at least twice (docs/domain.md § 10.7): a 会诊 is due."""
    returned = (
        Assignment.objects.filter(
            part=Part.LEAD,
            status=AssignmentStatus.RETURNED,
            case__closed_at__isnull=True,
            case__sealed=False,
            case__in=EnterpriseRequest.objects.filter(request_filter(scopes)),
        )
        .order_by()
        .values_list("case_id")
        .annotate(times=Count("pk"))
        .filter(times__gte=2)
        .order_by("-times", "case_id")
    )
    keys = [case for case, _ in returned]
    cases = EnterpriseRequest.objects.only("ledger_number", "title").in_bulk(keys)
    by_case: dict[int, list[str]] = defaultdict(list)
    units = Assignment.objects.filter(case_id__in=keys, part=Part.LEAD, status=AssignmentStatus.RETURNED)
    for case, name in units.order_by("pk").values_list("case_id", "department__short_name"):
        by_case[case].append(name)
    return [Bounced(cases[key], tuple(by_case[key])) for key in keys]


def responsible(clock: Any) -> str:
    """Who must act, in words: the unit, the representative, the liaison of the group, or the office.

    `clock` carries the names beside it: `unit_name`, `relay_name`, `person_name`, `group_name`.
    """
    row = kinds.KINDS[clock.kind]
    if row.holder == Holder.RELAY_HANDLER:
        return clock.relay_name or ""
    if clock.assignment_id is not None and row.column and row.column.at_unit:
        return clock.unit_name or ""
    if row.holder == Holder.REPRESENTATIVE and clock.person_name:
        return f"{clock.person_name}代表"
    if row.holder in (Holder.REPRESENTATIVE, Holder.LIAISON, Holder.LIAISON_OR_STAFF):
        return f"{clock.group_name or '归口小组'}联络员"
    return "审签人" if row.holder == Holder.APPROVER else "代表工作机构"


def _of_holder(holder: Holder) -> list[str]:
    return [kind for kind, row in kinds.KINDS.items() if row.holder == holder]


def _both(one: Spot, other: Spot) -> Spot:
    return Spot(one.count + other.count, one.late + other.late, max(one.days, other.days))
