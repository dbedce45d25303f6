"""受理: a group and a representative take the case, the enterprise gets its one date (docs/domain.md § 2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from casework.engine import Importance, Step, StepContext
from casework.history import Names, Words, label_of
from casework.inputs import input_field
from groups.models import ProfessionalGroup, Representative
from office.refusals import Refused
from office.templatetags.wording import coded_day
from requests_app.access.candidates import refuse_conflict
from requests_app.deadlines import clocks
from requests_app.deadlines.options import clock_days
from requests_app.models import Category, Clock, Contact, EnterpriseRequest
from requests_app.models.categories import Difficulty
from requests_app.models.clocks import ClockKind
from requests_app.models.requests import Status
from requests_app.notifications import audiences
from requests_app.notifications.declared import ToPeople, ToRequester
from requests_app.steps import followers
from requests_app.steps.sets import OFFICE
from requests_app.texts import indexing, masking, titles


@dataclass(frozen=True)
class AcceptInputs:
    title: str = input_field(
        "line",
        "短标题",
        required=False,
        max_length=titles.LONGEST,
        hint="台账和通知都用它，不超过 18 字；企业的原话不变。",
    )
    category: Category = input_field("category", "类别")
    difficulty: str = input_field("choice", "难度", choices=Difficulty)
    group: ProfessionalGroup = input_field("group", "专业小组")
    representative: Representative = input_field("representative", "承办代表")
    expected_outcome: str = input_field("line", "预期效果", required=False, max_length=200)


def accept(context: StepContext) -> None:
    """Taken in under a short title, where one was given. Raises as `take_in`. Rule: docs/domain.md § 2, steps."""
    take_in_with_followers(context)
    if context.inputs.title:
        give_title(context.subject, context.inputs.title)


def take_in_with_followers(context: StepContext) -> None:
    """Both sides are told: the enterprise its one date, the representative whom to call. Raises as `take_in`."""
    take_in(context)
    followers.lead_accepted(context)


def give_title(case: EnterpriseRequest, title: str) -> None:
    """What lists call the case, masked as its text is; the requester's words stay as they are. Saved by the engine."""
    case.title = masking.mask(title, [case.contact]).text
    indexing.index(case)


def representative_in_office(context: StepContext) -> None:
    """Raises `Refused("not_in_office")` for whoever is not on the local date of the step."""
    named = context.inputs.representative
    if not Representative.objects.in_office(context.on).filter(pk=named.pk).exists():
        raise Refused("not_in_office", "这位代表已不在任，请另选一位", field="representative")


def representative_without_conflict(context: StepContext) -> None:
    """Raises `Refused("conflict")` where 回避 keeps the representative away (docs/domain.md § 1)."""
    inputs = context.inputs
    refuse_conflict(
        inputs.representative, context.subject, group=inputs.group, on=context.on, field="representative"
    )


REPRESENTATIVE = (representative_in_office, representative_without_conflict)


# What whoever accepts decides; the event keeps what stood there before, so that it can be taken back.
DECIDED = ("category_id", "difficulty", "group_id", "representative_id")


def take_in(context: StepContext) -> None:
    """Group and representative take the case; the enterprise gets its one date, a local date (docs/domain.md § 2, clocks)."""
    case, inputs, at = context.subject, context.inputs, context.at
    context.record(before={name: getattr(case, name) for name in DECIDED})
    case.category, case.difficulty, case.group = inputs.category, inputs.difficulty, inputs.group
    case.representative = inputs.representative
    case.expected_outcome = inputs.expected_outcome
    case.accepted_at, case.accepted_on = at, context.on
    clocks.stop(case, ClockKind.ACCEPT, at=at)
    start_handling_clocks(context)
    context.move(Status.ACCEPTED)
    context.record(
        category=inputs.category.code,
        difficulty=inputs.difficulty,
        group=inputs.group.code,
        representative=inputs.representative.code,
        answer_due_on=case.answer_due_on.isoformat(),
    )


def start_handling_clocks(context: StepContext) -> None:
    """Start the answer clock, the contact clock (unless they have met) and the assign clock.

    A date that was told already stays. In working days of the settings; the answer's are halved when reopened
    (docs/domain.md § 2, clocks).
    """
    case, halved = context.subject, context.subject.round > 1
    days = clock_days(ClockKind.ANSWER, case.difficulty, context.on)
    clock = Clock.objects.running().filter(case=case, kind=ClockKind.ANSWER).first()
    answer = clock or clocks.start(
        case,
        ClockKind.ANSWER,
        at=context.at,
        calendar=context.calendar,
        days=max(1, days // 2) if halved else days,
    )
    case.answer_due_on = answer.due_on
    if case.first_due_on is None:
        case.first_due_on = answer.due_on
    met = Contact.objects.filter(case=case, reached=True).exists()
    if not halved and not case.was_face_to_face and not met:
        clocks.start(case, ClockKind.CONTACT, at=context.at, calendar=context.calendar)
    clocks.start(case, ClockKind.ASSIGN, at=context.at, calendar=context.calendar)


NOTIFICATIONS = (
    ToRequester(
        key="accepted:{case.round}",
        title="您的诉求已受理",
        body="受理编号 {case.ledger_number}，最迟 {case.answer_due_on:deadline} 答复。代表将与您联系。",
    ),
    # Taken back and accepted once more, it is told once more.
    ToPeople(
        key="accepted:{case.round}:{at}",
        to=(audiences.representative_or_liaison,),
        title="有一件诉求请您联系企业",
    ),
)


def _accepted(data: Mapping[str, Any], names: Names) -> str:
    due = coded_day(data.get("answer_due_on"))
    words = (
        f"{label_of(Difficulty, data.get('difficulty'))}件",
        f"承办代表{names.representative(data, 'representative')}",
        due and f"{due}前答复",
    )
    return "，".join(word for word in words if word)


STEPS = (
    Step(
        name="accept",
        label="受理",
        sources=frozenset({Status.SUBMITTED}),
        targets=frozenset({Status.ACCEPTED}),
        who=OFFICE,
        inputs=AcceptInputs,
        checks=REPRESENTATIVE,
        effect=accept,
        notifications=NOTIFICATIONS,
        history=Words(desk=_accepted, requester="受理", is_told_at_counter=True),
        importance=Importance.DECISION,
    ),
)
