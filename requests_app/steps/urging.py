"""催办: counted, and from the desk a numbered letter to every unit that still owes something."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from casework.engine import Importance, Step, StepContext
from casework.history import HistoryLine, Names, Words
from casework.inputs import input_field
from office.models import Event, User
from office.refusals import Refused
from office.templatetags.wording import short_day
from requests_app.access import parties
from requests_app.deadlines import owed
from requests_app.models import Letter, Urging
from requests_app.models.requests import Status
from requests_app.notifications import letters
from requests_app.notifications.declared import Occasion, ToPeople
from requests_app.steps.sets import ENTERPRISE, FOLLOWED

URGED_IN = FOLLOWED | {Status.MERGED, Status.CLOSED}


@dataclass(frozen=True)
class UrgeInputs:
    text: str = input_field("text", "催办内容", required=False, max_length=300)


def urge_guard(context: StepContext) -> Refused | None:
    """Somebody owes something; the enterprise once in `urge_every_days` calendar days, and not while it is to rate.

    Refuses `not_followed`, `your_turn`, `too_soon`.
    """
    file = context.file
    if context.subject.status == Status.CLOSED and file.promise is None and file.look_back is None:
        return Refused("not_followed", "这件诉求已经结束，没有还要做的事，不用催办")
    if context.party not in ENTERPRISE:
        return None
    if context.subject.status == Status.ANSWERED and file.verdict is None:
        return Refused("your_turn", "已经答复，正在等您评价，现在没有人可以催")
    urged = [row.urged_on for row in file.urgings if row.by_enterprise]
    again_on = max(urged) + timedelta(days=context.option("urge_every_days")) if urged else context.on
    if again_on > context.on:
        last = short_day(max(urged))
        return Refused("too_soon", f"{last}已经催办过，{short_day(again_on)}起可以再催")
    return None


def urge(context: StepContext) -> None:
    """Tell whoever must act, never the one who urges (docs/domain.md § 9).

    Urging by the office goes to each unit that owes something by a numbered letter too.
    """
    case, by_enterprise = context.subject, context.by.user is None
    row = Urging.objects.create(
        case=case,
        by=context.by.user,
        by_enterprise=by_enterprise,
        text=context.inputs.text,
        urged_at=context.at,
        urged_on=context.on,
    )
    reach = owed.Urgings([case], context.on).of(case)
    if not by_enterprise:
        for each in reach.owed:
            letters.issue(
                case,
                Letter.Kind.URGING,
                by=context.user,
                at=context.at,
                assignment=each.part,
                text=row.text,
                due_on=each.due_on,
                promise=each.promise,
            )
    context.record(by_enterprise=by_enterprise)
    context.record_private(text=row.text)
    recipients = [person for person in reach.people if person != context.by.user]
    context.notify(URGED_BY_ENTERPRISE if by_enterprise else URGED, row, people=recipients)


def _who_must_act(occasion: Occasion) -> list[User]:
    people: list[User] = occasion.values["people"]
    return people


URGED = ToPeople(key="urge:{row.pk}", to=(_who_must_act,), title="收到催办，请尽快办理")
URGED_BY_ENTERPRISE = ToPeople(key="urge:{row.pk}", to=(_who_must_act,), title="企业催办，请尽快办理")


def _urging_for_requester(event: Event, names: Names) -> HistoryLine:
    return HistoryLine("您催办" if event.data.get("by_enterprise") else "催办承办单位")


STEPS = (
    Step(
        name="urge",
        label="催办",
        sources=URGED_IN,
        who=ENTERPRISE | {parties.REPRESENTATIVE, parties.LIAISON, parties.STAFF},
        inputs=UrgeInputs,
        guard=urge_guard,
        effect=urge,
        history=Words(requester=_urging_for_requester),
        importance=Importance.REQUEST,
    ),
)
