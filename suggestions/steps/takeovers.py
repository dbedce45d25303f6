"""接手草稿: who goes on with a draft whose lead author has left office or is away for long (docs/domain.md § 4)."""

from __future__ import annotations

from dataclasses import dataclass

from casework.decisions import AskedAndDecided
from casework.engine import Importance, Step, StepContext
from casework.history import Words
from casework.inputs import input_field
from casework.models.clocks import StopReason
from groups.models import Representative
from office.refusals import Refused
from suggestions import notifications as n
from suggestions import parties as p
from suggestions import rules
from suggestions.deadlines import clocks
from suggestions.models import Author, Takeover
from suggestions.models.authors import AuthorState
from suggestions.models.clocks import ClockKind
from suggestions.models.decisions import TakenOver
from suggestions.models.suggestions import Status
from suggestions.notifications import Tell
from suggestions.steps.drafting import void_signatures
from suggestions.steps.telling import tell_requests

TAKEOVER = AskedAndDecided[Takeover](
    undecided=lambda file: file.takeover,
    nothing=("no_takeover", "没有待决定的接手意见"),
    barred=lambda row: (row.asked_by_id,),
    second_person="由谁接着提须由提出人以外的人决定",
)


def lead_can_act(context: StepContext) -> bool:
    """In office, and on no long leave."""
    lead: Author | None = context.file.lead_author
    if lead is None or not lead.representative.is_in_office(context.on):
        return False
    return lead.representative.user_id not in rules.away_for_long(context.on)


def is_abandoned(context: StepContext) -> Refused | None:
    """Refuses `asked` where the office has been asked already, `in_office` while the lead author can act."""
    if context.file.clock(ClockKind.TAKEOVER) is not None:
        return Refused("asked", "已经请联络员和工作人员决定")
    return Refused("in_office", "领衔代表可以继续办理") if lead_can_act(context) else None


def seek_author(context: StepContext) -> None:
    """Liaison and staff are asked; from now on staff see the draft too."""
    clocks.start(context.subject, ClockKind.TAKEOVER, at=context.at, calendar=context.calendar)


def is_taken_up_again(context: StepContext) -> Refused | None:
    """Refuses `not_asked`, `away` while the lead author cannot act, `proposed` while a proposal waits."""
    if context.file.clock(ClockKind.TAKEOVER) is None:
        return Refused("not_asked", "没有在等人接手")
    if not lead_can_act(context):
        return Refused("away", "领衔代表还不能继续办理")
    return Refused("proposed", "有一条接手意见待决定") if context.file.takeover is not None else None


def keep_author(context: StepContext) -> None:
    """The lead author is back: nobody takes over."""
    clocks.stop(context.subject, ClockKind.TAKEOVER, at=context.at, reason=StopReason.VOID)


@dataclass(frozen=True)
class ProposeTakeoverInputs:
    to: str = input_field("choice", "处理", choices=TakenOver)
    representative: Representative | None = input_field(
        "representative",
        "由谁接着提",
        required=False,
        hint="附议人或者小组推荐的代表；全文须由其本人重新确认",
    )
    reason: str = input_field("line", "说明", max_length=200, hint="与谁商量过，为什么这样处理")


def waits_for_proposal(context: StepContext) -> Refused | None:
    """Refuses `not_asked`, `proposed`, or `in_office` where the lead author can act again."""
    if context.file.clock(ClockKind.TAKEOVER) is None:
        return Refused("not_asked", "领衔代表可以继续办理")
    if context.file.takeover is not None:
        return Refused("proposed", "已有一条接手意见待决定")
    return Refused("in_office", "领衔代表可以继续办理") if lead_can_act(context) else None


def may_go_on(context: StepContext) -> None:
    """Raises `Refused` beside `representative`: `missing`, `not_in_office`, `author` for the lead author; beside `to`:
    `in_office`, since nobody ends the text of an author who comes back."""
    lead: Author = context.file.lead_author
    chosen = context.inputs.representative
    if context.inputs.to == TakenOver.END:
        if lead.representative.is_in_office(context.on):
            raise Refused("in_office", "领衔代表仍在任，草稿不能终止，只能由他人接着提", field="to")
        return
    if chosen is None:
        raise Refused("missing", "请选择由谁接着提", field="representative")
    if chosen.pk == lead.representative_id:
        raise Refused("author", f"{chosen.name}就是原来的领衔代表，请另选一位", field="representative")
    if not chosen.is_in_office(context.on):
        raise Refused("not_in_office", f"{chosen.name}不在任，请另选一位", field="representative")


def propose_takeover(context: StepContext) -> None:
    inputs = context.inputs
    goes_on = inputs.representative if inputs.to == TakenOver.ANOTHER else None
    context.row = Takeover.objects.create(
        suggestion=context.subject,
        to=inputs.to,
        representative=goes_on,
        reason=inputs.reason,
        asked_at=context.at,
        asked_by=context.user,
    )
    context.record(to=inputs.to, **({"representative": goes_on.code} if goes_on else {}))
    context.record_private(reason=inputs.reason)


def may_confirm(context: StepContext) -> Refused | None:
    """As `TAKEOVER.guard`. Refuses `in_office` where the lead author is back."""
    if refused := TAKEOVER.guard(context):
        return refused
    return Refused("in_office", "领衔代表可以继续办理，请不同意这条意见") if lead_can_act(context) else None


def confirm_takeover(context: StepContext) -> None:
    """Who goes on becomes the lead author and signs the text anew, as everybody does; or the draft ends."""
    row = TAKEOVER.require(context)
    TAKEOVER.decide(context, row, granted=True)
    clocks.stop(context.subject, ClockKind.TAKEOVER, at=context.at)
    context.record(to=row.to)
    if row.representative is None:
        context.move(Status.WITHDRAWN)
        if context.subject.submitted_at is not None:
            tell_requests(context, "withdrawn")
        return
    context.record(representative=row.representative.code)
    _lead_by(context, row.representative)
    context.subject.text_hash = ""
    void_signatures(context)
    context.move(Status.DRAFTING)


def _lead_by(context: StepContext, chosen: Representative) -> None:
    """They change places. Who has left office drops out; who is on leave is asked as an author among the others."""
    lead: Author = context.file.lead_author
    last = max(each.order for each in context.file.authors) + 1
    first, lead.order = lead.order, last
    if not lead.representative.is_in_office(context.on):
        lead.state = AuthorState.LEFT
    lead.save(update_fields=["order", "state"])
    author = next((each for each in context.file.authors if each.representative_id == chosen.pk), None)
    if author is None:
        Author.objects.create(suggestion=context.subject, representative=chosen, order=first)
    else:
        author.order, author.state = first, AuthorState.NAMED
        author.signed_by, author.text_hash, author.answered_at, author.answered_on = "", "", None, None
        author.save()
    context.file.__dict__.pop("authors", None)


def reject_takeover(context: StepContext) -> None:
    TAKEOVER.decide(context, TAKEOVER.require(context), granted=False)


_UNFINISHED = frozenset(rules.UNFINISHED)
STEPS = (
    Step(
        name="seek_author",
        label="请人接手草稿",
        sources=_UNFINISHED,
        who=frozenset({p.SYSTEM}),
        guard=is_abandoned,
        effect=seek_author,
        notifications=(
            Tell(
                "seek_author:{at}",
                (n.staff, n.liaisons),
                "一件建议草稿的领衔代表已离任或长期不在岗，请决定由谁接着提",
            ),
        ),
        is_button=False,
    ),
    Step(
        name="keep_author",
        label="领衔代表继续办理",
        sources=_UNFINISHED,
        who=frozenset({p.SYSTEM}),
        guard=is_taken_up_again,
        effect=keep_author,
        is_button=False,
    ),
    Step(
        name="propose_takeover",
        label="提出由谁接着提",
        sources=_UNFINISHED,
        who=p.OFFICE,
        inputs=ProposeTakeoverInputs,
        guard=waits_for_proposal,
        checks=(may_go_on,),
        effect=propose_takeover,
        notifications=(Tell("takeover:{row.pk}", (n.staff, n.liaisons), "有一条接手草稿的意见待决定"),),
        history=Words(desk=lambda data, names: names.representative(data, "representative")),
        importance=Importance.DECISION,
    ),
    Step(
        name="confirm_takeover",
        label="同意接手意见",
        sources=_UNFINISHED,
        targets=frozenset({Status.DRAFTING, Status.WITHDRAWN}),
        who=p.OFFICE,
        guard=may_confirm,
        effect=confirm_takeover,
        notifications=(
            Tell("taken_over:{row.pk}", (n.lead_author,), "有一件建议草稿由您接着提，请看过全文再确认"),
        ),
        history=Words(desk=lambda data, names: names.representative(data, "representative")),
        importance=Importance.APPROVAL,
    ),
    Step(
        name="reject_takeover",
        label="不同意接手意见",
        sources=_UNFINISHED,
        who=p.OFFICE,
        guard=TAKEOVER.guard,
        effect=reject_takeover,
        importance=Importance.REFUSAL,
    ),
)
