"""A unit's part in a case: handed to it, through a 转办单位 where there is one, signed, ended, begun anew."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Q

from casework.engine import StepContext
from groups.models import Department
from groups.models.departments import WITHOUT_REQUESTS
from office.refusals import Refused
from requests_app.access import parties
from requests_app.deadlines import clocks
from requests_app.deadlines.options import clock_days
from requests_app.models import Assignment, Clock, EnterpriseRequest, Letter, Transfer
from requests_app.models.assignments import AssignmentStatus, Part
from requests_app.models.clocks import ClockKind, StopReason
from requests_app.models.requests import Status
from requests_app.models.returned_parts import returned_in
from requests_app.notifications import audiences, letters
from requests_app.notifications.declared import ToPeople
from requests_app.steps import releases

OF_THE_UNIT = frozenset({parties.LEAD_HANDLER, parties.CO_HANDLER, parties.LEAD_HEAD, parties.CO_HEAD})
MOST_BOUNCES = 2  # the third unit cannot return any more (docs/domain.md § 10.7)


def is_by_letter(context: StepContext, unit: int | None) -> bool:
    """Staff act, and write down what this department (its key) sends today (docs/domain.md § 1)."""
    return context.party == parties.STAFF and unit not in context.scope.attended


def refuse_unit(unit: Department, *, field: str) -> None:
    """Courts, procuratorate, the supervisory body, party and congress are never lead or co.

    Raises `Refused("judicial")` beside `field`.
    """
    if unit.kind in WITHOUT_REQUESTS:
        raise Refused("judicial", f"{unit.name}不承办具体诉求，请改用“转送”", field=field)


def bounces(case: EnterpriseRequest) -> int:
    """How often the lead has changed hands in this round: returned before signing, or transferred after it.

    Rule: docs/domain.md § 10.7.
    """
    returned = case.assignments.filter(part=Part.LEAD, status=AssignmentStatus.RETURNED, round=case.round)
    return returned.count() + Transfer.objects.granted().filter(case=case, round=case.round).count()


def refuse_returned(context: StepContext, units: Iterable[Department], *, why: str) -> None:
    """A unit that has given the case back in this round gets it again only with a reason, or as a 会诊 agreed.

    Raises `Refused("returned")` beside the field `text`. Rule: docs/domain.md § 10.7.
    """
    case = context.subject
    met = [row for row in context.file.consultations if row.lead_id is not None and row.recorded_at]
    for part in returned_in(case) if not why.strip() else ():
        agreed = any(row.lead_id == part.department_id and row.recorded_at > part.returned_at for row in met)
        if part.department in units and not agreed:
            words = f"{part.department.short_name}已退回这件诉求，仍要交给该单位的，请写明理由"
            raise Refused("returned", words, field="text")


def hand_to(
    context: StepContext, unit: Department, part: str, *, letter: str = Letter.Kind.ASSIGNMENT
) -> Assignment:
    """A unit that has the case in this part keeps it; in another part it starts anew."""
    held = Assignment.objects.current().filter(case=context.subject, department=unit).first()
    if held is not None and held.part == part:
        return held
    if held is not None:
        end_part(context, held)
    return _send(context, unit, part, letter)


def end_part(context: StepContext, assignment: Assignment) -> None:
    """The unit's part is over without a word of its own; no clock of it reminds anybody again."""
    assignment.status = AssignmentStatus.ENDED
    assignment.done_at, assignment.done_on = context.at, context.on
    assignment.save()
    clocks.stop_units(context.subject, [assignment], at=context.at)


def finish_part(context: StepContext, assignment: Assignment, status: str, on: date) -> None:
    """The unit has said what it had to say: its status and its clock end on the local date `on` that counts."""
    assignment.status = status
    assignment.done_at, assignment.done_on = context.at, on
    assignment.save()


def _send(context: StepContext, unit: Department, part: str, letter: str) -> Assignment:
    """The unit's own clock runs from now on, whoever has to sign first."""
    case, through = context.subject, _relay_of(unit)
    assignment = Assignment.objects.create(
        case=case,
        department=unit,
        part=part,
        status=AssignmentStatus.AT_RELAY if through else AssignmentStatus.SENT,
        through=through,
        round=case.round,
        assigned_at=context.at,
        assigned_on=context.on,
        assigned_by=context.by.user,
        due_on=context.on,
    )
    first = ClockKind.RELAY if through else ClockKind.SIGN
    clocks.start(case, first, at=context.at, calendar=context.calendar, assignment=assignment)
    start_unit_clock(context, assignment)
    releases.await_release(context, assignment)
    letters.issue(
        case, letter, by=context.user, at=context.at, assignment=assignment,
        text=getattr(context.inputs, "text", ""),
    )  # fmt: skip
    if through:
        context.notify(RELAYED, assignment)
    else:
        ask_to_sign(context, assignment)
    return assignment


def _relay_of(unit: Department) -> Department | None:
    """The 转办单位 that signs first, unless it has been closed."""
    relay = unit.route_through
    return relay if relay is not None and relay.closed_on is None else None


def ask_to_sign(context: StepContext, assignment: Assignment) -> None:
    """Tell the unit's handlers, or staff for a unit that works on paper."""
    through = f"（{assignment.through.short_name}转来）" if assignment.through else ""
    context.notify(ASSIGNED, assignment, part=assignment.get_part_display(), through=through)


def start_unit_clock(context: StepContext, assignment: Assignment) -> Clock:
    """Reply clock of a lead or opinion clock of a co-department, in working days.

    A lead's is halved after reopening, at least 1. Rule: docs/domain.md § 2, clocks.
    """
    kind = ClockKind.REPLY if assignment.is_lead else ClockKind.OPINION
    days = clock_days(kind, context.subject.difficulty, context.on)
    if context.subject.round > 1:
        days = max(1, days // 2)
    clock = clocks.start(
        context.subject, kind, at=context.at, calendar=context.calendar, assignment=assignment, days=days
    )
    assignment.due_on = clock.due_on
    assignment.save(update_fields=["due_on"])
    return clock


def mark_signed(
    context: StepContext, assignment: Assignment, *, on: date | None = None, reason: str = StopReason.DONE
) -> None:
    """The unit has the case; with the lead's signature the case is 办理中.

    `on` is the local date that counts (of a signature on paper), by default today.
    """
    on = on or context.on
    assignment.status = AssignmentStatus.SIGNED
    assignment.signed_at, assignment.signed_on = context.at, on
    assignment.save()
    clocks.stop(context.subject, ClockKind.SIGN, at=context.at, on=on, assignment=assignment, reason=reason)
    context.record(unit=assignment.department.code, part=assignment.part, assignment=assignment.pk)
    if assignment.is_lead:
        context.move(Status.HANDLING)


def reopen_lead(context: StepContext, assignment: Assignment) -> None:
    """The lead works again on the same assignment, with a clock of its own."""
    assignment.status = AssignmentStatus.SIGNED
    assignment.round = context.subject.round
    assignment.done_at = assignment.done_on = None
    assignment.save()
    start_unit_clock(context, assignment)


def reopen_co(context: StepContext, assignment: Assignment) -> None:
    """A co-department whose opinion was not waited for any more is asked again, from today."""
    case, at, calendar = context.subject, context.at, context.calendar
    if assignment.status == AssignmentStatus.SENT:
        clocks.start(case, ClockKind.SIGN, at=at, calendar=calendar, assignment=assignment)
    assignment.round = case.round
    assignment.save(update_fields=["round"])
    start_unit_clock(context, assignment)


def own(context: StepContext, *statuses: str, part: str | None = None) -> Assignment:
    """The assignment this step is about: the one named, else the actor's own, else the only one there is.

    `statuses` and `part` limit the choice. Raises `Refused("no_assignment")` where none fits.
    """
    found = Assignment.objects.current().filter(case=context.subject, status__in=statuses)
    if part is not None:
        found = found.filter(part=part)
    named = getattr(context.inputs, "assignment", None)
    if named is not None:
        found = found.filter(pk=named.pk)
    if context.party in OF_THE_UNIT and context.scope is not None:
        found = found.filter(department_id__in=context.scope.departments)
    if context.party == parties.STAFF:
        found = found.filter(~Q(department_id__in=context.scope.attended))
    assignment = found.select_related("department").first()
    if assignment is None:
        raise Refused("no_assignment", "这个单位现在没有可以这样办理的交办", field="assignment")
    return assignment


RELAYED = ToPeople(
    key="relayed:{row.pk}",
    to=(audiences.relay_handlers,),
    title="有一件诉求请{row.through.short_name}签收，转{row.department.short_name}办理",
)
ASSIGNED = ToPeople(
    key="assigned:{row.pk}",
    to=(audiences.handlers,),
    title="有一件诉求交办给{row.department.short_name}（{part}），请签收{through}",
)
