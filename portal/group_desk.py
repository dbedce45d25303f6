"""What the desk's page of a group shows beside its public page: numbers, tracked requests, changes of members."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from fieldwork.crossing.counting import Crossing
from fieldwork.crossing.drawing import Strip, strip
from groups.models import (
    Group,
    GroupOfficer,
    Mandate,
    ProfessionalGroup,
    ProfessionalMembership,
    RegionalMembership,
    of_group,
)
from office.calendar import WorkingCalendar
from office.models import User
from office.sheets import Cell, Sheet, write_workbook
from portal.desk_tallies import Tally
from portal.group_pages import Member
from requests_app.deadlines.display import Chip, chip_of
from requests_app.models import EnterpriseRequest
from requests_app.queues import numbers
from requests_app.queues.filters import RequestFilter

TRACKED = 6
CHANGES = 6


@dataclass(frozen=True)
class Tracked:
    """A request in hand of the group, with the unit that answers."""

    case: EnterpriseRequest
    unit: str
    chip: Chip


@dataclass(frozen=True)
class Change:
    """Who joined, left or took a post, and when."""

    name: str
    words: str
    on: date


def tallies_of(
    group: Group, user: User, members: int, activities: int, *, on: date, calendar: WorkingCalendar
) -> list[Tally]:
    """Members, activities and, of a professional group, its requests in hand by date, each a link to its list."""
    found = [Tally("成员", members, "#members"), Tally("今年活动", activities, "#activities")]
    if not isinstance(group, ProfessionalGroup):
        return found
    rows: QuerySet[Any] = _filtered(group, user, on, calendar).rows()
    address = f"{reverse('requests:desk_list')}?group={group.code}&tab=open"
    soon = rows.filter(numbers.soon("bound_on", on, calendar)).count()
    over = rows.filter(numbers.overdue("bound_on", on)).count()
    return [
        *found,
        Tally("在办诉求", rows.count(), address),
        Tally("临期", soon, f"{address}&due=soon"),
        Tally("超期", over, f"{address}&due=over", "over"),
    ]


def tracked(group: Group, user: User, *, on: date, calendar: WorkingCalendar) -> list[Tracked]:
    """The first of the group's requests in hand that the reader sees, by date."""
    if not isinstance(group, ProfessionalGroup):
        return []
    found: QuerySet[Any] = _filtered(group, user, on, calendar).rows()
    rows = found.filter(bound_on__isnull=False)
    shown = rows.order_by("bound_on", "pk").prefetch_related("assignments__department")[:TRACKED]
    return [Tracked(case, _lead_of(case), chip_of(_bound(case), on, calendar)) for case in shown]


def member_changes(group: Group, on: date) -> list[Change]:
    """Of the calendar year, the newest first."""
    changes = [change for change in _changes(group, on) if change.on.year == on.year and change.on <= on]
    return sorted(changes, key=lambda change: change.on, reverse=True)[:CHANGES]


def strips_of(group: ProfessionalGroup, crossing: Crossing) -> list[tuple[str, Strip]]:
    """Of each unit with a member or a joint activity of the group: its name and drawing."""
    place = crossing.professional.index(group)
    blocks = [(line.name, line.blocks[place]) for line in crossing.lines]
    return [(name, strip(block)) for name, block in blocks if block.tally.members or block.tally.joint]


def members_xlsx(title: str, members: Sequence[Member], others: str) -> bytes:
    """名册: who is in the group, with posts and the other group; nothing that is not public."""
    rows = [
        (
            number,
            each.person.name,
            each.post,
            each.person.get_gender_display(),
            each.person.employer_name,
            "、".join(str(row.group) for row in _other(each.person, others)),
            "、".join(posting.station.name for posting in each.person.serving),  # type: ignore[attr-defined]
        )
        for number, each in enumerate(members, start=1)
    ]
    other = "地域（领域）小组" if others == "current_regional" else "专业小组"
    columns = ["序号", "姓名", "职务", "性别", "工作单位", other, "进站"]
    return write_workbook([Sheet(title, columns, rows)])


def crossing_xlsx(crossing: Crossing) -> bytes:
    """Two sheets with the numbers of the picture: by unit, and of each regional group."""
    names = [group.name for group in crossing.professional]
    by_unit: list[Sequence[Cell]] = [
        (line.name, line.groups, *(f"{block.tally.met}/{block.tally.crossed}" for block in line.blocks))
        for line in crossing.lines
    ]
    by_group: dict[str, list[Any]] = {}
    for cell in crossing.cells:
        row = by_group.setdefault(cell.regional.code, [str(cell.regional.unit or ""), cell.regional.name])
        row += [cell.members, cell.joint]
    columns = [f"{name}{what}" for name in names for what in ("成员", "联合活动")]
    return write_workbook(
        [
            Sheet("按单位", ["单位", "地域小组", *names], by_unit),
            Sheet("按小组", ["单位", "地域小组", *columns], by_group.values()),
        ]
    )


def _other(person: Any, others: str) -> Sequence[Any]:
    rows: Sequence[Any] = getattr(person, others)
    return rows


def _filtered(group: ProfessionalGroup, user: User, on: date, calendar: WorkingCalendar) -> RequestFilter:
    return RequestFilter({"group": group.code, "tab": "open"}, user=user, on=on, calendar=calendar)


def _bound(case: Any) -> date:
    bound: date = case.bound_on
    return bound


def _lead_of(case: EnterpriseRequest) -> str:
    parts = case.assignments.all()
    return next((part.department.short_name for part in parts if part.is_lead), "")


def _changes(group: Group, on: date) -> Iterator[Change]:
    memberships: Any = ProfessionalMembership if isinstance(group, ProfessionalGroup) else RegionalMembership
    begin = date(on.year, 1, 1)
    rows = memberships.objects.filter(group=group).select_related("representative")
    for row in rows:
        if row.since > begin:
            yield Change(row.representative.name, "进组", row.since)
        if row.until:
            yield Change(row.representative.name, "离组", row.until)
    people = rows.values("representative")
    suspended = Mandate.objects.filter(representative__in=people, status=Mandate.Status.SUSPENDED)
    for span in suspended.select_related("representative"):
        yield Change(span.representative.name, "任职暂停", span.since)
    officers = GroupOfficer.objects.filter(of_group(group)).select_related("representative")
    for officer in officers:
        yield Change(officer.representative.name, f"任{officer.get_post_display()}", officer.since)
