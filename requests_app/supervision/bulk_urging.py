"""催办 of many cases at once: who would be urged, under which letter numbers, who is left out and why; then each
through the engine, one transaction a case, so that one refusal does not hold up the others.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Max, Prefetch, QuerySet

from casework import engine
from groups.models import Department
from office import calendar as office_calendar
from office.actors import Actor
from office.calendar import local_date
from office.models import User
from office.refusals import Refused
from office.templatetags.wording import short_day
from requests_app.access import parties
from requests_app.deadlines.display import Chip, case_chip, chip_of
from requests_app.deadlines.owed import Late, Owed, Urgings, awaited
from requests_app.models import Assignment, EnterpriseRequest, Letter, Urging
from requests_app.models.case_file import CaseFile
from requests_app.models.requests import Status
from requests_app.queues.instead import URGED_FOR_DAYS
from requests_app.steps.table import STEPS
from requests_app.steps.urging import UrgeInputs

AT_MOST = 200
# Of a case on this page nothing encrypted and no long text is read.
NOT_READ = ("contact", "phone", "phone_index", "email", "text", "text_original")
HANDLED_BY = ("representative__user", "group", "proposed_group")


@dataclass(frozen=True)
class Draft:
    """A letter that would go out: to which unit, under which number; a paper unit's is to be carried."""

    unit: str
    number: str
    is_paper: bool


@dataclass(frozen=True)
class Target:
    """A case that may be urged: what is late the longest, else the next date; the people told, the letters to units."""

    case: EnterpriseRequest
    late: Late | None
    due_on: date | None
    people: tuple[str, ...]
    letters: tuple[Draft, ...]
    chip: Chip | None


@dataclass(frozen=True)
class Skipped:
    case: EnterpriseRequest
    unit: str
    reason: str


@dataclass(frozen=True)
class Plan:
    targets: list[Target]
    skipped: list[Skipped]

    @property
    def letters(self) -> list[str]:
        return [letter.number for target in self.targets for letter in target.letters]

    def ticked(self, choice: str) -> list[str]:
        """受理编号 of the rows that are ticked by `choice`: "all", "late", anything else none."""
        return [
            target.case.ledger_number
            for target in self.targets
            if choice == "all" or (choice == "late" and target.late is not None)
        ]


@dataclass(frozen=True)
class Outcome:
    """What came of it: how many were urged, and the numbers of the refused with the reason."""

    urged: int
    refused: list[tuple[str, str]]


def for_urging(cases: QuerySet[EnterpriseRequest]) -> QuerySet[EnterpriseRequest]:
    """With what the plan reads of each case: two queries for all."""
    current = Assignment.objects.current().select_related("department")
    return (
        cases.select_related(*HANDLED_BY, "leading", *(f"leading__{name}" for name in HANDLED_BY))
        .prefetch_related(Prefetch("assignments", queryset=current))
        .defer(*NOT_READ, *(f"leading__{name}" for name in NOT_READ))
    )


def plan(cases: Sequence[EnterpriseRequest], *, by: User, on: date) -> Plan:
    """Sort `cases` (from `for_urging`) into those to urge and those left out. Writes nothing.

    The letters' numbers are those that would be next now (docs/domain.md § 9).
    """
    urged_on, urgings, calendar = _urged_lately(cases, on), Urgings(cases, on), office_calendar.load()
    serial, followed = _last_serial(on.year), awaited(cases)
    targets: list[Target] = []
    skipped: list[Skipped] = []
    for case in cases:
        lead = next((part for part in case.assignments.all() if part.is_lead), None)
        reason = _reason_to_skip(case, by, on, urged_on.get(case.pk), followed)
        reach = urgings.of(case)
        if not reason and by in reach.people and not reach.owed:
            reason = "轮到您办，请直接办理"
        if reason:
            skipped.append(Skipped(case, lead.department.short_name if lead else "", reason))
            continue
        promised_on = next((owed.due_on for owed in reach.owed if owed.promise), None)
        named_on = reach.late.due_on if reach.late else promised_on
        due_on = named_on or case.answer_due_on
        targets.append(
            Target(
                case=case,
                late=reach.late,
                due_on=due_on,
                people=tuple(user.name for user in reach.people if user != by),
                letters=tuple(_draft(owed, on.year, serial + at) for at, owed in enumerate(reach.owed, 1)),
                chip=chip_of(named_on, on, calendar)
                if named_on
                else case_chip(case, on, calendar, due_on=due_on),
            )
        )
        serial += len(reach.owed)
    return Plan(targets, skipped)


def _draft(owed: Owed, year: int, serial: int) -> Draft:
    return Draft(
        unit=owed.addressee.short_name,
        number=Letter(kind=Letter.Kind.URGING, year=year, serial=serial).number,
        is_paper=owed.addressee.mode == Department.Mode.PAPER,
    )


def urge(cases: Iterable[EnterpriseRequest], text: str, *, by: User, at: datetime) -> Outcome:
    """Take the step for each; whatever has changed since the preview is refused by name."""
    on, urged = local_date(at), 0
    refused: list[tuple[str, str]] = []
    found = list(cases)
    lately, followed = _urged_lately(found, on), awaited(found)
    for case in found:
        try:
            if reason := _reason_to_skip(case, by, on, lately.get(case.pk), followed):
                raise Refused("skipped", reason)
            engine.take("urge", case, UrgeInputs(text=text), by=Actor.of(by), at=at)
        except Refused as refusal:
            refused.append((case.ledger_number, refusal.message))
        else:
            urged += 1
    return Outcome(urged, refused)


def _reason_to_skip(
    case: EnterpriseRequest, by: User, on: date, urged_on: date | None, followed: set[int]
) -> str:
    """Why a case is not urged now; "" where it is."""
    if case.sealed:
        return "密封件，请单独处理"
    if case.status == Status.ANSWERED:
        return "已答复，正在等企业评价"
    if case.status not in STEPS["urge"].sources or case.pk not in followed:
        return f"{case.status_label}，不需要催办"
    if case.waiting_since is not None:
        return "正在等企业补充，期限暂停"
    if urged_on is not None:
        return f"{short_day(urged_on)}刚催办过，{URGED_FOR_DAYS} 天内不重复"
    capacities = parties.capacities(CaseFile(case), Actor.of(by), on)
    if not any(capacity.party in STEPS["urge"].who for capacity in capacities):
        return "不由您催办"
    return ""


def _urged_lately(cases: Iterable[EnterpriseRequest], on: date) -> dict[int, date]:
    """When the office last urged, within the days in which it does not repeat."""
    rows = Urging.objects.filter(
        case__in=[case.pk for case in cases],
        by_enterprise=False,
        urged_on__gt=on - timedelta(days=URGED_FOR_DAYS),
    )
    return dict(rows.order_by().values_list("case_id").annotate(latest=Max("urged_on")))


def _last_serial(year: int) -> int:
    rows = Letter.objects.filter(kind=Letter.Kind.URGING, year=year)
    return rows.aggregate(last=Max("serial"))["last"] or 0
