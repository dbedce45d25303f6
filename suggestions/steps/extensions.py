"""延期: asked by the lead, granted with the author's consent (docs/domain.md § 4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from casework.decisions import AskedAndDecided
from casework.engine import Importance, Step, StepContext
from casework.history import Words
from casework.inputs import input_field
from casework.lengths import after_months
from office.refusals import Refused
from office.templatetags.wording import short_day
from suggestions import notifications as n
from suggestions import parties as p
from suggestions.deadlines import clocks
from suggestions.models import (
    Consent,
    SuggestionAssignment,
    SuggestionClock,
    SuggestionExtension,
)
from suggestions.models.clocks import ClockKind
from suggestions.models.suggestions import Status
from suggestions.notifications import Tell
from suggestions.steps.handling import SIGNED, handles_as_lead
from suggestions.steps.parts import (
    LEAD_UNIT,
    in_person,
    own_author,
    own_part,
    require_author,
    successor_speaking,
)


def _stop_extension_clock(context: StepContext) -> None:
    clocks.stop(context.subject, ClockKind.EXTENSION, at=context.at)


EXTENSION = AskedAndDecided[SuggestionExtension](
    undecided=lambda file: file.extension,
    nothing=("no_extension", "没有待审批的延期申请"),
    barred=lambda row: (row.asked_by_id,),
    second_person="延期须由申请人以外的人审批",
    stop_clock=_stop_extension_clock,
)


@dataclass(frozen=True)
class AskExtensionInputs:
    until_on: date = input_field("date", "延到哪天")
    reason: str = input_field("text", "理由", max_length=1000, hint="书面告诉代表，代表同意后再审批")
    part: SuggestionAssignment | None = input_field("part", "单位", required=False)


def nothing_asked(context: StepContext) -> Refused | None:
    """Refuses `asked` while one waits, `no_part`, `no_clock` where no answer is due."""
    if context.file.extension is not None:
        return Refused("asked", "已有一项延期申请待审批")
    return handles_as_lead(context)


def within_six_months(context: StepContext) -> None:
    """Raises `Refused` beside `until_on`: `too_early`, `not_working`, `too_long` beyond six months from assignment."""
    part = own_part(context, SIGNED, lead=True)
    clock = answer_clock(part)
    if clock is None:
        raise Refused("no_clock", "现在没有答复期限可以延长", field="until_on")
    until = context.inputs.until_on
    if until <= clock.due_on:
        raise Refused("too_early", f"请选择 {short_day(clock.due_on)} 以后的工作日", field="until_on")
    if not context.calendar.is_working(until):
        raise Refused("not_working", "新的期限应是工作日", field="until_on")
    months = context.option("suggestion_most_months")
    latest = after_months(part.assigned_on, months, context.calendar)
    if until > latest:
        raise Refused(
            "too_long", f"从交办起合计不超过 {months} 个月，最迟到 {short_day(latest)}", field="until_on"
        )


def answer_clock(part: SuggestionAssignment) -> SuggestionClock | None:
    """The running clock of the part's answer, in whichever round."""
    rows = SuggestionClock.objects.running().filter(assignment=part)
    return rows.filter(kind__in=(ClockKind.ANSWER, ClockKind.AGAIN)).first()


def ask_extension(context: StepContext) -> None:
    part, inputs = own_part(context, SIGNED, lead=True), context.inputs
    clock = clocks.start(context.subject, ClockKind.EXTENSION, at=context.at, calendar=context.calendar)
    context.row = SuggestionExtension.objects.create(
        suggestion=context.subject,
        assignment=part,
        clock=clock,
        round=context.subject.round,
        until_on=inputs.until_on,
        reason=inputs.reason,
        asked_at=context.at,
        asked_on=context.on,
        asked_by=context.user,
    )
    context.record(unit=part.department.code, until=inputs.until_on)
    context.record_private(reason=inputs.reason)


@dataclass(frozen=True)
class ConsentInputs:
    consents: str = input_field("choice", "同意延期吗", choices=(("yes", "同意"), ("no", "不同意")))


def may_consent(context: StepContext) -> Refused | None:
    """Once, in person. Refuses `no_extension`, `said`."""
    extension, author = context.file.extension, own_author(context)
    if extension is None:
        return Refused("no_extension", "没有待审批的延期申请")
    if author is not None and any(each.author_id == author.pk for each in extension.consents.all()):
        return Refused("said", "您已经答复过这项延期")
    return in_person(context)


def consent(context: StepContext) -> None:
    """A no ends the matter: the date stays."""
    extension, author = context.file.extension, require_author(context)
    agrees = context.inputs.consents == "yes"
    Consent.objects.create(
        extension=extension,
        author=author,
        spoken_by=successor_speaking(context, author),
        consents=agrees,
        given_at=context.at,
    )
    context.record(consents=agrees)
    context.row = extension
    if not agrees:
        EXTENSION.decide(context, extension, granted=False)


def authors_consent(context: StepContext) -> Refused | None:
    """As `EXTENSION.guard`; refuses `no_consent` until the lead author has agreed in person."""
    if refused := EXTENSION.guard(context):
        return refused
    lead, extension = context.file.lead_author, context.file.extension
    if lead is None or not any(e.author_id == lead.pk and e.consents for e in extension.consents.all()):
        return Refused("no_consent", "领衔代表还没有同意延期")
    return None


def extend(context: StepContext) -> None:
    extension = EXTENSION.require(context)
    clock = answer_clock(extension.assignment)
    if clock is None:
        raise Refused("no_clock", "现在没有答复期限可以延长")
    clocks.move(clock, max(clock.due_on, extension.until_on))
    EXTENSION.decide(context, extension, granted=True)
    context.record(unit=extension.assignment.department.code, until=extension.until_on)


def refuse_extension(context: StepContext) -> None:
    EXTENSION.decide(context, EXTENSION.require(context), granted=False)


_HANDLING = frozenset({Status.HANDLING})
STEPS = (
    Step(
        name="ask_extension",
        label="申请延期",
        sources=_HANDLING,
        who=LEAD_UNIT,
        inputs=AskExtensionInputs,
        guard=nothing_asked,
        checks=(within_six_months,),
        effect=ask_extension,
        notifications=(
            Tell(
                "extension:{row.pk}", (n.lead_author,), "承办单位申请延期到{row.until_on:deadline}，请您答复"
            ),
        ),
        history=Words(by_unit="申请延期"),
        importance=Importance.REQUEST,
    ),
    Step(
        name="consent",
        label="答复延期申请",
        sources=_HANDLING,
        who=frozenset({p.LEAD_AUTHOR, p.SUCCESSOR}),
        inputs=ConsentInputs,
        guard=may_consent,
        effect=consent,
        notifications=(Tell("consent:{row.pk}:{at}", (n.staff, n.lead_handlers), "代表答复了延期申请"),),
        importance=Importance.AWAITED,
    ),
    Step(
        name="extend",
        label="准予延期",
        sources=_HANDLING,
        who=frozenset({p.STAFF}),
        guard=authors_consent,
        effect=extend,
        notifications=(
            Tell("extended:{row.pk}", (n.authors, n.lead_handlers), "答复期限延到{row.until_on:deadline}"),
        ),
        history=Words(by_unit="延期获准"),
        importance=Importance.DECISION,
    ),
    Step(
        name="refuse_extension",
        label="不予延期",
        sources=_HANDLING,
        who=frozenset({p.STAFF}),
        guard=EXTENSION.guard,
        effect=refuse_extension,
        notifications=(Tell("extension_refused:{row.pk}", (n.lead_handlers,), "延期未获准，请按期答复"),),
        importance=Importance.REFUSAL,
    ),
)
