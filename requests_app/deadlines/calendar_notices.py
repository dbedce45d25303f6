"""Who is told that the calendar moved a date, in which words, and what is recorded of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time
from itertools import groupby

from django.urls import reverse

from groups.duty_roster import DutyRoster
from office.events import Fact
from office.notifications.notices import Draft
from office.ports import DateMove
from office.templatetags.wording import short_day, short_deadline_day
from requests_app.access import addresses
from requests_app.deadlines import kinds
from requests_app.models import Clock
from requests_app.models.clocks import ClockKind
from requests_app.notifications import links, messages


@dataclass(frozen=True)
class Move:
    """One running clock and its dates under the other calendar."""

    clock: Clock
    was: date
    start_on: date
    due_on: date
    closes_at: time


def shown(move: Move) -> DateMove:
    """As the change's preview names it; a sealed case without its number."""
    case, unit = move.clock.case, move.clock.assignment
    what = move.clock.get_kind_display() + (f"（{unit.department.short_name}）" if unit else "")
    return DateMove(
        subject=case.subject,
        label=f"密封件　{what}" if case.sealed else f"{case.ledger_number}　{what}",
        was=move.was,
        becomes=move.due_on,
        told=_recipients_in_words(move),
        url="" if case.sealed else reverse("requests:detail", args=[case.ledger_number]),
    )


def facts(moves: Sequence[Move]) -> list[Fact]:
    """One of each case, in codes and dates."""
    return [
        Fact(f"case:{case}", "calendar_moved", {"moved": [_coded(move) for move in of_case]})
        for case, of_case in groupby(moves, key=lambda move: move.clock.case_id)
    ]


def drafts(moves: Sequence[Move], on: date) -> Iterator[Draft]:
    """To the enterprise singly, as its date is a promise; to people with an account with their reminders."""
    roster = DutyRoster(on)
    for move in moves:
        clock = move.clock
        if clock.kind == ClockKind.ANSWER:
            yield from _to_enterprise(move)
        row = kinds.KINDS[clock.kind]
        # All other dates are days away and in the lists.
        if row.tells_of_moves and row.reminders is not None:
            for person in row.reminders.owner.of(clock, roster):
                yield Draft(
                    key=f"{clock.topic}:moved{move.due_on:%Y%m%d}",
                    recipient=person,
                    title=f"{_what(move)}期限顺延到 {short_deadline_day(move.due_on)}",
                    body=f"{clock.case.ledger_number} {messages.shown_title(clock.case)}\n放假安排有调整，原期限 {short_day(move.was)}。",
                    link=links.desk_link(clock.case),
                    kind="reminder",
                )


def _to_enterprise(move: Move) -> Iterator[Draft]:
    case = move.clock.case
    for to in addresses.present(case):
        yield Draft(
            key=f"{case.subject}:calendar:{move.clock.pk}:{move.due_on:%Y%m%d}",
            recipient=to.address,
            title="答复期限顺延",
            body=(
                f"受理编号 {case.ledger_number}。因放假安排调整，最迟答复日期由 {short_day(move.was)}"
                f"顺延到 {short_deadline_day(move.due_on)}。"
            ),
        )


def _recipients_in_words(move: Move) -> str:
    unit = move.clock.assignment
    if move.clock.kind == ClockKind.ANSWER:
        reachable = addresses.present(move.clock.case)
        return "企业、承办代表" if reachable else "承办代表（企业没有留联系方式）"
    return unit.department.short_name if unit and kinds.KINDS[move.clock.kind].tells_of_moves else "不另通知"


def _what(move: Move) -> str:
    return "答复企业" if move.clock.kind == ClockKind.ANSWER else move.clock.get_kind_display()


def _coded(move: Move) -> dict[str, str]:
    unit = move.clock.assignment
    return {
        "kind": move.clock.kind,
        "unit": unit.department.code if unit else "",
        "was": move.was.isoformat(),
        "becomes": move.due_on.isoformat(),
    }
