"""Rows of the desk's lists: everything a template shows, made ready, so that it only loops."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, QuerySet

from office.calendar import WorkingCalendar
from office.models import User
from requests_app.deadlines import Chip, case_chip, due_of, tone_of
from requests_app.models import Clock, EnterpriseRequest
from requests_app.sight import read_in_full
from requests_app.views.desk.opening import case_url

# Encrypted or long, and in no list.
NOT_LISTED = ("contact", "phone", "phone_index", "email", "text", "text_original")


@dataclass(frozen=True)
class Row:
    """One case in a list; a reader who may not read it gets its number for a title, and its source."""

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
    chip: Chip | None
    tone: str
    status: str
    marks: tuple[str, ...]


def with_parts(cases: QuerySet[EnterpriseRequest]) -> QuerySet[EnterpriseRequest]:
    """Three queries for a page: the cases, their units, their running clocks."""
    clocks = Clock.objects.running().select_related("assignment")
    return (
        cases.for_list()  # type: ignore[attr-defined]
        .prefetch_related(Prefetch("clocks", clocks, to_attr="running_clocks"))
        .defer(*NOT_LISTED)
    )


def rows_of(
    cases: Iterable[EnterpriseRequest],
    *,
    user: User,
    on: date,
    calendar: WorkingCalendar,
    units: frozenset[int] = frozenset(),
) -> list[Row]:
    """`cases` come from `with_parts`; `units` are the departments whose own dates are shown."""
    found = list(cases)
    readable = read_in_full(found, user, on)
    return [_row(case, on, calendar, units, reads=case.pk in readable) for case in found]


def _row(
    case: EnterpriseRequest, on: date, calendar: WorkingCalendar, units: frozenset[int], *, reads: bool
) -> Row:
    clocks: list[Clock] = case.running_clocks  # type: ignore[attr-defined]
    due_on = due_of(case, clocks, units)
    parts = list(case.assignments.all())
    lead = next((part.department.short_name for part in parts if part.is_lead), "")
    co = "、".join(part.department.short_name for part in parts if not part.is_lead)
    return Row(
        key=case.pk,
        url=case_url(case),
        number=case.ledger_number if reads else case.get_source_display(),
        title=case.title if reads else case.ledger_number,
        who=case.requester_label if reads else "",
        category=(case.category.name if case.category else "") if reads else "",
        lead=lead,
        co=co,
        expected=case.expected_outcome if reads else "",
        group=case.group.name if case.group else "",
        due_on=due_on if case.is_open else case.answered_on or case.closed_on,
        chip=case_chip(case, on, calendar, due_on=due_on),
        tone=tone_of(case),
        status=case.status_label,
        marks=tuple(_marks(case)),
    )


def _marks(case: EnterpriseRequest) -> Iterable[str]:
    if case.sealed:
        yield "密封件"
    if case.round > 1:
        yield f"第 {case.round} 轮"
    if case.anonymous:
        yield "匿名"
    if case.entered_late:
        yield "补录"
