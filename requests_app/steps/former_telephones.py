"""不是我改的: the telephone that was registered before undoes its change, or says that it agrees (docs/domain.md § 2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from casework.engine import Importance, Step, StepContext
from casework.history import Words
from casework.inputs import input_field
from office.refusals import Refused
from office.typed.phones import Phone
from requests_app.access import addresses, keys, parties, verdict_keys
from requests_app.deadlines import clocks
from requests_app.models import EnterpriseRequest, PhoneChange, Verdict
from requests_app.models.clocks import ClockKind
from requests_app.models.requests import Status
from requests_app.notifications import audiences
from requests_app.notifications.declared import AskRequester, ToPeople, ToRequester
from requests_app.steps import look_back_plans
from requests_app.steps.sets import OPEN


@dataclass(frozen=True)
class FormerInputs:
    token: str = input_field("line", "链接", max_length=60)


def _change(context: StepContext) -> PhoneChange:
    """Locked. Raises `Refused("no_change")` where there is nothing to answer any more."""
    rows = PhoneChange.objects.open(context.on).select_for_update(of=("self",))
    change = rows.filter(
        case=addresses.family_root(context.subject), token_hash=keys.hash_token(context.inputs.token)
    ).first()
    if change is None:
        raise Refused("no_change", "这次更改已经处理过，或已过期")
    return change


def undo_phone(context: StepContext) -> None:
    """The number comes back with its keys, for every part of the request; those of the new one end."""
    case, change = context.subject, _change(context)
    later = PhoneChange.objects.unanswered().filter(case=change.case, pk__gte=change.pk)
    for row in later.order_by("-pk"):
        verdict_keys.restore(row, at=context.at)
    later.update(undone_at=context.at)
    former = Phone(change.former, change.former_extension)
    addresses.put_phone(case, former, grade=change.former_grade)
    context.record(change=change.pk)


def confirm_phone(context: StepContext) -> None:
    """是我改的: links of later rounds go to the new number alone."""
    change = _change(context)
    change.agreed_at = context.at
    change.save(update_fields=["agreed_at"])
    context.record(change=change.pk)


def voided_by_undoing(case: EnterpriseRequest, *, at: datetime) -> list[Verdict]:
    """What stands in the case by a key of a number that was undone at this very instant."""
    undone = PhoneChange.objects.filter(case=addresses.family_root(case), undone_at=at).first()
    if undone is None:
        return []
    given = Verdict.objects.filter(
        case=case, overridden_at__isnull=True, key__in=verdict_keys.given_since(undone)
    )
    return list(given.order_by("pk"))


def void_guard(context: StepContext) -> Refused | None:
    """Refuses `no_verdict` where the undone number has judged nothing."""
    found = voided_by_undoing(context.subject, at=context.at)
    return None if found else Refused("no_verdict", "没有要作废的评价")


def void_verdict(context: StepContext) -> None:
    """It counts no more. Of the present round it is asked again; work that it began goes on."""
    case, voided = context.subject, voided_by_undoing(context.subject, at=context.at)
    Verdict.objects.filter(pk__in=[row.pk for row in voided]).update(overridden_at=context.at)
    context.record(verdicts=[row.pk for row in voided])
    if case.status in OPEN or voided[-1].round != case.round:
        return
    clocks.stop_all(case, at=context.at, except_kinds=(ClockKind.PROMISE,))
    look_back_plans.drop(context)
    case.outcome, case.closed_at, case.closed_on = "", None, None
    clocks.start(
        case,
        ClockKind.VERDICT,
        at=context.at,
        calendar=context.calendar,
        not_before=context.on + timedelta(days=context.option("verdict_calendar_days")),
    )
    context.move(Status.ANSWERED)
    context.notify(ASKED_AGAIN)


UNDONE = (
    ToRequester(
        key="phone_undone:{at}",
        title="联系电话已改回",
        body="受理编号 {case.ledger_number}。原来的查询码和链接可以继续使用；再改电话要凭本人签字的更正单。",
    ),
    ToPeople(key="phone_undone:{at}", to=(audiences.auditors,), title="原登记电话说“不是我改的”，电话已改回"),
)
ASKED_AGAIN = AskRequester(
    key="asked_again:{at}",
    title="请重新评价对您诉求的答复",
    body="受理编号 {case.ledger_number}。用后来登记的号码作的评价已作废，请打开链接评价。",
)


STEPS = (
    Step(
        name="undo_phone",
        label="不是我改的",
        sources=frozenset(Status),
        who=frozenset({parties.FORMER_TELEPHONE}),
        inputs=FormerInputs,
        effect=undo_phone,
        done="原登记电话说“不是我改的”，电话已改回",
        notifications=UNDONE,
        history=Words(requester="您说“不是我改的”，联系电话已改回", is_told_at_counter=True),
        importance=Importance.BESIDE,
        is_button=False,
    ),
    Step(
        name="confirm_phone",
        label="是我改的",
        sources=frozenset(Status),
        who=frozenset({parties.FORMER_TELEPHONE}),
        inputs=FormerInputs,
        effect=confirm_phone,
        done="原登记电话确认了更改",
        history=Words(requester="原号码确认了联系电话的更改"),
        importance=Importance.BESIDE,
        is_button=False,
    ),
    Step(
        name="void_verdict",
        label="评价作废",
        sources=OPEN | {Status.ANSWERED, Status.CLOSED},
        targets=frozenset({Status.ANSWERED}),
        who=frozenset({parties.SYSTEM}),
        guard=void_guard,
        effect=void_verdict,
        done="后来登记的号码作的评价作废",
        history=Words(requester="后来登记的号码作的评价已作废", is_told_at_counter=True),
        is_button=False,
    ),
)
