"""How long the enterprise may still be waited for: per unit, and per case over all who ask (docs/domain.md § 2, pause).

Counted for the round in hand: who works on a case after a return, a transfer or a reopening inherits nobody's
used-up questions, and many units together cannot stop the enterprise's date for longer than the case allows.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from office import options
from office.calendar import WorkingCalendar
from requests_app.deadlines import clocks
from requests_app.models import Assignment, Clock, EnterpriseRequest, Pause
from requests_app.models.case_file import CaseFile
from requests_app.models.clocks import ClockKind


@dataclass(frozen=True)
class Allowance:
    """What is left, in questions and in working days on which the clocks may stand still."""

    questions: int
    days: int


def of_case(file: CaseFile, calendar: WorkingCalendar, *, on: date) -> int:
    """Working days on which the clocks may still stand still for this case, whoever asks."""
    used = _days(file.case, _pauses(file), calendar, on)
    return int(options.value("pause_days_total", on)) - used


def of_unit(file: CaseFile, assignment: Assignment, calendar: WorkingCalendar, *, on: date) -> Allowance:
    """What one unit may still ask; the case's own rest limits it too."""
    own = [pause for pause in _pauses(file) if _asked_by(pause, assignment.department_id)]
    days = int(options.value("pause_days", on)) - _days(file.case, own, calendar, on)
    return Allowance(
        questions=int(options.value("pause_times", on)) - len(own),
        days=min(days, of_case(file, calendar, on=on)),
    )


def _asked_by(pause: Pause, department: int) -> bool:
    part = pause.question.assignment
    return part is not None and part.department_id == department


def _pauses(file: CaseFile) -> list[Pause]:
    """Those of the round in hand: since its date to the enterprise was first set."""
    if not file.pauses:
        return []
    began = _round_began(file)
    return [
        pause for pause in file.pauses if began is not None and pause.question.asked_at >= began.started_at
    ]


def _round_began(file: CaseFile) -> Clock | None:
    answer = (clock for clock in file.clocks if clock.kind == ClockKind.ANSWER)
    return min(
        (clock for clock in answer if clock.round == file.case.round),
        key=lambda clock: clock.pk,
        default=None,
    )


def _days(case: EnterpriseRequest, pauses: Iterable[Pause], calendar: WorkingCalendar, on: date) -> int:
    return len(clocks.paused_dates(case, calendar, upto=on, of=pauses))
