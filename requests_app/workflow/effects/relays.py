"""转办单位 (政府办): signs first for itself and passes on inside the same clock (docs/domain.md § 2)."""

from __future__ import annotations

from dataclasses import dataclass

from groups.models import Department, DepartmentOfficer
from office.refusals import Refused
from requests_app import clocks
from requests_app.models import Assignment
from requests_app.models.assignments import AssignmentQuerySet, AssignmentStatus
from requests_app.models.clocks import ClockKind, StopReason
from requests_app.workflow import parties, telling
from requests_app.workflow.effects.parts import ask_to_sign
from requests_app.workflow.engine import Taking
from requests_app.workflow.given import ask


@dataclass(frozen=True)
class PassOnGiven:
    assignment: Assignment | None = ask("assignment", "转给哪个单位", required=False)
    text: str = ask("text", "转办意见", max_length=300, required=False)


@dataclass(frozen=True)
class RecordPassOnGiven:
    assignment: Assignment = ask("assignment", "转给哪个单位")
    text: str = ask("text", "转办意见", max_length=300, required=False)


@dataclass(frozen=True)
class DeemPassedGiven:
    assignment: Assignment = ask("assignment", "单位")


def may_pass_on(taking: Taking) -> Refused | None:
    return None if _waiting(taking).exists() else Refused("passed_on", "没有等您转办的单位")


def paper_relay_waits(taking: Taking) -> Refused | None:
    """Staff write down what a 转办单位 without accounts has done on paper."""
    waits = _at_relay(taking).filter(through__mode=Department.Mode.PAPER).exists()
    return None if waits else Refused("no_paper_unit", "没有待代录转办的纸质往来单位")


def pass_on(taking: Taking) -> None:
    """The relay's signature; from now on the unit itself is asked to sign, its own clock has run on."""
    named = taking.given.assignment
    found = [named] if named is not None else list(_waiting(taking))
    rows = list(_waiting(taking).filter(pk__in=[row.pk for row in found]))
    if not rows:
        raise Refused("no_assignment", "这个单位不用您转办", field="assignment")
    for assignment in rows:
        _pass(taking, assignment)
    taking.say(units=[row.department.code for row in rows], through=_code(rows[0]))
    taking.keep(text=taking.given.text)


def record_pass_on(taking: Taking) -> None:
    assignment = _at_relay(taking).filter(pk=taking.given.assignment.pk).first()
    if assignment is None:
        raise Refused("no_assignment", "这个单位没有待转办的交办", field="assignment")
    _pass(taking, assignment)
    taking.say(units=[assignment.department.code], through=_code(assignment))
    taking.keep(text=taking.given.text)


def deem_passed_on(taking: Taking) -> None:
    """视同转办: the sweeper, on day 2, so that no case waits for a desk in between."""
    assignment = _at_relay(taking).filter(pk=taking.given.assignment.pk).first()
    if assignment is None:
        raise Refused("passed_on", "已经转办")
    _pass(taking, assignment, reason=StopReason.LAPSED)
    taking.say(units=[assignment.department.code], through=_code(assignment))
    taking.then(
        lambda: telling.people(
            taking.case,
            f"deemed_passed:{assignment.pk}",
            telling.relay_officers(assignment, DepartmentOfficer.Duty.HEAD, taking.on),
            "逾期未转办，已视同转办",
            at=taking.at,
            kind="escalation",
        )
    )


def own_at_relay(taking: Taking) -> Assignment | None:
    """What a 转办单位 may return before it has passed it on; None for anybody else."""
    if taking.party != parties.RELAY_HANDLER:
        return None
    rows, named = _waiting(taking), getattr(taking.given, "assignment", None)
    return (rows.filter(pk=named.pk) if named is not None else rows).first()


def name_of_returner(taking: Taking, assignment: Assignment) -> str:
    """政府办（转财政局） where the relay returned, else the unit's own name."""
    unit = assignment.department.short_name
    if taking.party == parties.RELAY_HANDLER and assignment.through is not None:
        return f"{assignment.through.short_name}（转{unit}）"
    return unit


def _pass(taking: Taking, assignment: Assignment, *, reason: str = StopReason.DONE) -> None:
    assignment.status = AssignmentStatus.SENT
    assignment.passed_on_at, assignment.passed_on_on = taking.at, taking.on
    assignment.save()
    clocks.stop(taking.case, ClockKind.RELAY, at=taking.at, assignment=assignment, reason=reason)
    clocks.start(taking.case, ClockKind.SIGN, at=taking.at, calendar=taking.calendar, assignment=assignment)
    ask_to_sign(taking, assignment)


def _at_relay(taking: Taking) -> AssignmentQuerySet:
    rows = Assignment.objects.current().at_relay().filter(case=taking.case)
    return rows.select_related("department", "through")


def _waiting(taking: Taking) -> AssignmentQuerySet:
    """The parts that wait for the actor's own 转办单位."""
    held = taking.posts.handles if taking.posts else frozenset()
    return _at_relay(taking).filter(through_id__in=held)


def _code(assignment: Assignment) -> str:
    return assignment.through.code if assignment.through else ""
