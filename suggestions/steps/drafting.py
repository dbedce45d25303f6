"""起草: the author's own words, what they grew from, and who is to sign with the author (docs/domain.md § 4)."""

from __future__ import annotations

from dataclasses import dataclass

from casework.engine import Importance, Step, StepContext
from casework.history import Words
from casework.inputs import input_field
from groups.models import Department, Representative
from office.refusals import Refused
from requests_app.models import EnterpriseRequest
from requests_app.models.visibility import request_filter
from stations.scopes import Scopes
from suggestions import parties as p
from suggestions.drafting.grounds import linked_cases
from suggestions.drafting.own_words import demands_of, refuse_borrowed
from suggestions.models import Author, Source
from suggestions.models.authors import AuthorState
from suggestions.models.suggestions import Status

WRITERS = frozenset({p.LEAD_AUTHOR, p.LIAISON, p.STAFF})


@dataclass(frozen=True)
class ReviseInputs:
    title: str = input_field("line", "标题", max_length=60, hint="例如：关于稳岗返还资金按时到账的建议")
    facts: str = input_field(
        "text", "情况和问题", max_length=3000, hint="写您自己的话，事实和数字可以从关联的诉求取用。"
    )
    demands: str = input_field(
        "text", "建议", max_length=2000, hint="一条一行，最多五条；写得出谁做、做到什么样、到哪天。"
    )
    wished: tuple[Department, ...] = input_field("any_departments", "建议由谁办", required=False)
    generality: str = input_field(
        "line",
        "普遍性",
        required=False,
        max_length=200,
        hint="关联的诉求不到两家企业时，用一句话说明有多少人遇到。",
    )


def revise(context: StepContext) -> None:
    """A change of text voids every confirmation: what was signed was another text."""
    suggestion, inputs = context.subject, context.inputs
    suggestion.title, suggestion.facts = inputs.title, inputs.facts
    suggestion.demands, suggestion.generality = demands_of(inputs.demands), inputs.generality
    suggestion.text_hash = ""
    suggestion.wished.set(inputs.wished)
    void_signatures(context)
    context.move(Status.DRAFTING)


def void_signatures(context: StepContext) -> None:
    """Everybody who has not left is to be asked again."""
    for author in context.file.authors:
        if author.state not in (AuthorState.LEFT, AuthorState.NAMED):
            author.state, author.signed_by, author.text_hash = AuthorState.NAMED, "", ""
            author.answered_at = author.answered_on = author.asked_at = None
            author.sheet = author.sheet_entered_by = author.sheet_checked_by = None
            author.link_hash = author.link_until = None
            author.save()


def has_demands(context: StepContext) -> None:
    """Raises what `demands_of` refuses."""
    demands_of(context.inputs.demands)


def is_in_own_words(context: StepContext) -> None:
    """Raises what `refuse_borrowed` refuses."""
    texts = {name: getattr(context.inputs, name) for name in ("title", "facts", "demands", "generality")}
    refuse_borrowed(texts, linked_cases(context.subject))


@dataclass(frozen=True)
class LinkInputs:
    case: EnterpriseRequest = input_field(
        "case", "受理编号", hint="例如 2026-00123；只取用数字和类别，不带原文和企业名称"
    )


def may_be_linked(context: StepContext) -> None:
    """Raises `Refused` beside `case`: `unknown` for one that the reader may not see, or a sealed one; `twice`."""
    case, on = context.inputs.case, context.on
    seen = EnterpriseRequest.objects.filter(request_filter(Scopes.of(context.user, on)), pk=case.pk)
    if case.sealed or not seen.exists():
        raise Refused("unknown", "没有这个受理编号，或您看不到这一件", field="case")
    if Source.objects.filter(suggestion=context.subject, case=case, proposed=False).exists():
        raise Refused("twice", "这一件已经关联", field="case")
    own = {"title": context.subject.title, "facts": context.subject.facts}
    try:
        refuse_borrowed(own | {"demands": "\n".join(context.subject.demands)}, [case])
    except Refused as refused:
        raise Refused(refused.code, refused.message, field="case") from None


def link(context: StepContext) -> None:
    """A proposed one (转为代表建议) is linked by the same consent."""
    case = context.inputs.case
    source, _ = Source.objects.update_or_create(
        suggestion=context.subject,
        case=case,
        defaults={"proposed": False, "linked_at": context.at, "linked_by": context.user},
    )
    context.record(case=case.pk)
    context.row = source


@dataclass(frozen=True)
class CoSignerInputs:
    representative: Representative = input_field("representative", "附议人")


def is_new(context: StepContext) -> None:
    """Raises `Refused` beside `representative`: `twice`."""
    named = context.inputs.representative
    if any(each.representative_id == named.pk for each in context.file.standing):
        raise Refused("twice", f"{named.name}已在提出人里", field="representative")


def name_co_signer(context: StepContext) -> None:
    """Behind those who are named; who had refused or left may be asked once more."""
    named = context.inputs.representative
    former = next((each for each in context.file.authors if each.representative_id == named.pk), None)
    if former is not None:
        former.state, former.answered_at, former.answered_on = AuthorState.NAMED, None, None
        former.save(update_fields=["state", "answered_at", "answered_on"])
    else:
        order = max((each.order for each in context.file.authors), default=0) + 1
        Author.objects.create(suggestion=context.subject, representative=named, order=order)
    context.record(representative=named.code)


@dataclass(frozen=True)
class DropAuthorInputs:
    author: Author = input_field("author", "哪一位")


def is_a_co_signer(context: StepContext) -> None:
    """Raises `Refused` beside `author`: `lead`."""
    lead = context.file.lead_author
    if lead is not None and context.inputs.author.pk == lead.pk:
        raise Refused("lead", "领衔代表不能去掉；要换领衔代表，请另行起草", field="author")


def drop_author(context: StepContext) -> None:
    author = context.inputs.author
    author.state = AuthorState.LEFT
    author.save(update_fields=["state"])
    context.record(representative=author.representative.code)


STEPS = (
    Step(
        name="revise",
        label="修改文本",
        sources=frozenset({Status.DRAFTING, Status.SIGNING, Status.RETURNED}),
        targets=frozenset({Status.DRAFTING}),
        who=WRITERS,
        inputs=ReviseInputs,
        checks=(has_demands, is_in_own_words),
        effect=revise,
        importance=Importance.WORK,
    ),
    Step(
        name="link_request",
        label="关联诉求",
        sources=frozenset({Status.DRAFTING}),
        who=WRITERS,
        inputs=LinkInputs,
        checks=(may_be_linked,),
        effect=link,
        importance=Importance.REQUEST,
    ),
    Step(
        name="name_co_signer",
        label="请一位附议",
        sources=frozenset({Status.DRAFTING}),
        who=WRITERS,
        inputs=CoSignerInputs,
        checks=(is_new,),
        effect=name_co_signer,
        history=Words(desk=lambda data, names: names.representative(data, "representative")),
        importance=Importance.REQUEST,
    ),
    Step(
        name="drop_author",
        label="去掉附议人",
        sources=frozenset({Status.DRAFTING}),
        who=WRITERS,
        inputs=DropAuthorInputs,
        checks=(is_a_co_signer,),
        effect=drop_author,
        history=Words(desk=lambda data, names: names.representative(data, "representative")),
        importance=Importance.BESIDE,
    ),
)
