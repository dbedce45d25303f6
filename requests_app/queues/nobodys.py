"""Cases whose next step stands on nobody's desk, as the post that must take it has no account today."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import islice

from casework.queues.table import Moment
from groups.duty_roster import DutyRoster
from office import calendar as office_calendar
from office.calendar import local_date
from requests_app.access import parties
from requests_app.deadlines.next_action import CASES_AT_ONCE, NextAction, next_action_of
from requests_app.models import EnterpriseRequest
from requests_app.models.case_files import files_of
from requests_app.models.clocks import ClockKind
from requests_app.queues import CASE_QUEUES
from stations.scopes import scope_of_everybody

# They stand in a queue from some days before their date on.
LATER = frozenset({ClockKind.PROMISE, ClockKind.MINUTES})
# Others bring the case on for whoever has it in hand.
IN_THEIR_PLACE = frozenset({"paper", "unled", "answer_late", "contact_late", "check_late"})


def cases_on_no_desk(at: datetime) -> Iterator[str]:
    """For `doctor`; a sealed case has its keeper."""
    on = local_date(at)
    roster, scope, now = DutyRoster.whole(on), scope_of_everybody(on), Moment(on, office_calendar.load())
    held = list(CASE_QUEUES.held_by(scope, now).values_list("pk", "case_id", "queue"))
    clocks = {clock for clock, _, _ in held}
    taken_over = {case for _, case, queue in held if queue in IN_THEIR_PLACE}
    cases = EnterpriseRequest.objects.unended().filter(sealed=False)
    cases = cases.select_related("leading__representative", "representative", "group").order_by("pk")
    stream = cases.iterator(chunk_size=CASES_AT_ONCE)
    while batch := list(islice(stream, CASES_AT_ONCE)):
        files = files_of([*batch, *(case.leading for case in batch if case.leading is not None)])
        for case in batch:
            action = next_action_of(case, on=roster, file=files[case.pk], files=files)
            if action is None or not _waits_for_a_desk(action) or case.pk in taken_over:
                continue
            if action.clock.pk not in clocks:
                yield f"诉求 {case.ledger_number}：{action.words}，但没有人的工作台上有这件。"


def _waits_for_a_desk(action: NextAction) -> bool:
    return (
        action.party != parties.REQUESTER and action.clock.kind not in LATER and not action.clock.case.sealed
    )
