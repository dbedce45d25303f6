"""The table of clocks: one row says everything about one kind (docs/domain.md § 4, clocks)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from casework.lengths import Unit
from groups.duty import Day
from office import options
from office.models import User
from office.notifications.notices import Address
from suggestions import recipients
from suggestions.models import Author, SuggestionClock
from suggestions.models.authors import AuthorState
from suggestions.models.clocks import ClockKind as K

Recipient = User | Address
Find = Callable[[SuggestionClock, Day], Sequence[Recipient]]


@dataclass(frozen=True)
class ClockRow:
    """`setting` holds its length, `default` in `unit`; without a setting it ends on a named date.

    `waits_for` are the steps that end the wait and `task` its words; `owner` is reminded `before` so many calendar
    days, or `after` the start; each late week the next of `late` hears of it, the last one again and again.
    """

    kind: str
    task: str
    owner: Find
    late: tuple[Find, ...]
    setting: str = ""
    default: int = 0
    unit: Unit = Unit.WORKING_DAYS
    before: tuple[int, ...] = (30, 10, 3)
    after: tuple[int, ...] = ()
    waits_for: frozenset[str] = frozenset()


def _staff(clock: SuggestionClock, on: Day) -> Sequence[Recipient]:
    return recipients.staff(on)


def _approvers(clock: SuggestionClock, on: Day) -> Sequence[Recipient]:
    return recipients.approvers(on) or recipients.staff(on)


def _liaisons(clock: SuggestionClock, on: Day) -> Sequence[Recipient]:
    return recipients.liaisons(clock.suggestion, on)


def _office(clock: SuggestionClock, on: Day) -> Sequence[Recipient]:
    """The group's liaison and staff, of whom one proposes and another decides."""
    return list(dict.fromkeys([*_liaisons(clock, on), *_staff(clock, on)]))


def _handlers(clock: SuggestionClock, on: Day) -> Sequence[Recipient]:
    return recipients.handlers(clock.assignment, on) if clock.assignment else recipients.staff(on)


def _heads_and_staff(clock: SuggestionClock, on: Day) -> Sequence[Recipient]:
    heads = recipients.heads(clock.assignment, on) if clock.assignment else []
    return [*heads, *recipients.staff(on)]


def _lead_author(clock: SuggestionClock, on: Day) -> Sequence[Recipient]:
    authors = Author.objects.filter(suggestion=clock.suggestion_id, state=AuthorState.SIGNED)
    lead = authors.select_related("representative").order_by("order").first()
    return recipients.of_authors([lead], on) if lead else []


_UNIT_LATE = (_heads_and_staff, _approvers)
_OFFICE_LATE = (_staff, _approvers)

_ROWS = (
    ClockRow(
        K.EXAMINE, "审查", _staff, _OFFICE_LATE, "suggestion_examine_days", 3, before=(1,),
        waits_for=frozenset({"register", "propose_return", "confirm_return", "take_back_return"}),
    ),
    ClockRow(
        K.ASSIGN, "交办", _staff, _OFFICE_LATE, "suggestion_assign_days", 5, before=(1,),
        waits_for=frozenset({"assign"}),
    ),
    ClockRow(
        K.RELAY, "转办或者退回", _handlers, _UNIT_LATE, "suggestion_relay_days", 3, before=(1,),
        waits_for=frozenset({"pass_on", "return_part"}),
    ),
    ClockRow(
        K.SIGN, "签收或者退回", _handlers, _UNIT_LATE, "suggestion_return_days", 7, before=(3, 1),
        waits_for=frozenset({"sign_part", "return_part"}),
    ),
    ClockRow(
        K.CO_OPINION, "交会办意见", _handlers, _UNIT_LATE, "suggestion_co_months", 1, Unit.MONTHS,
        before=(10, 3), waits_for=frozenset({"give_unit_opinion"}),
    ),
    ClockRow(
        K.ANSWER, "书面答复", _handlers, _UNIT_LATE, "suggestion_answer_months", 3, Unit.MONTHS,
        waits_for=frozenset({"write_answer", "sign_answer", "meet"}),
    ),
    ClockRow(
        K.CHECK_CLASS, "核对类别", _liaisons, _OFFICE_LATE, "suggestion_class_days", 3, before=(1,),
        waits_for=frozenset({"agree_class", "dispute_class"}),
    ),
    ClockRow(
        K.OPINION, "代表提出意见", _lead_author, (_lead_author,), "suggestion_opinion_months", 1, Unit.MONTHS,
        before=(), after=(15, 25), waits_for=frozenset({"give_opinion", "record_opinion"}),
    ),
    ClockRow(
        K.AGAIN, "重新答复", _handlers, _UNIT_LATE, "suggestion_again_months", 1, Unit.MONTHS, before=(10, 3),
        waits_for=frozenset({"write_answer", "sign_answer", "meet"}),
    ),
    ClockRow(
        K.DIRECTORS, "提请主任会议", _staff, _OFFICE_LATE, "suggestion_directors_months", 2, Unit.MONTHS,
        waits_for=frozenset({"record_directors", "confirm_directors", "reject_directors"}),
    ),
    ClockRow(
        K.EXTENSION, "审批延期", _staff, _OFFICE_LATE, "suggestion_extension_days", 3, before=(1,),
        waits_for=frozenset({"extend", "refuse_extension", "consent"}),
    ),
    ClockRow(
        K.PROMISE, "兑现承诺", _handlers, _UNIT_LATE,
        waits_for=frozenset({"keep_promise", "break_promise"}),
    ),
    ClockRow(
        K.REPORT, "报告重点督办进展", _handlers, _UNIT_LATE, "suggestion_report_months", 3, Unit.MONTHS,
        before=(10, 3), waits_for=frozenset({"report_progress"}),
    ),
    ClockRow(
        K.MINUTES, "记录会诊纪要", _liaisons, _OFFICE_LATE, "suggestion_minutes_days", 2, before=(1,),
        waits_for=frozenset({"record_consult", "drop_consult"}),
    ),
    ClockRow(
        K.TAKEOVER, "决定由谁接着提", _office, _OFFICE_LATE, "suggestion_takeover_days", 5, before=(3, 1),
        waits_for=frozenset({"propose_takeover", "confirm_takeover", "reject_takeover"}),
    ),
)  # fmt: skip
KINDS: dict[str, ClockRow] = {row.kind: row for row in _ROWS}
LABELS = {value: str(label) for value, label in K.choices}


def declare_options() -> None:
    """Declare the length of each clock as a setting of the office; once, when the app is ready."""
    for row in _ROWS:
        if row.setting:
            label = f"代表建议：{LABELS[row.kind]}期限"
            options.declare(row.setting, kind="integer", default=row.default, label=label, unit=str(row.unit))
    options.declare(
        "suggestion_answer_months_hard",
        kind="integer",
        default=6,
        label="代表建议：复杂的答复期限",
        unit="个月",
    )
    options.declare(
        "suggestion_most_months", kind="integer", default=6, label="代表建议：延期后答复最多", unit="个月"
    )
    options.declare("suggestion_link_days", kind="integer", default=30, label="代表确认链接有效", unit="日")
