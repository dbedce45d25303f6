"""联名: each author knows the text and means it, by the own account, a link or a signed sheet (docs/domain.md § 4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.urls import reverse

from casework.engine import Importance, Step, StepContext
from casework.inputs import input_field
from casework.models.clocks import StopReason
from office.models import StoredFile
from office.notifications import notices
from office.refusals import Refused
from suggestions import notifications as n
from suggestions import parties as p
from suggestions import recipients
from suggestions.deadlines import clocks
from suggestions.drafting.grounds import grounds_of
from suggestions.drafting.own_words import fingerprint
from suggestions.models import Author
from suggestions.models.authors import AuthorState, SignedBy
from suggestions.models.clocks import ClockKind
from suggestions.models.suggestions import Status
from suggestions.notifications import Tell
from suggestions.steps import signature_links
from suggestions.steps.drafting import WRITERS, void_signatures
from suggestions.steps.parts import in_person, own_author, require_author

UNANSWERED = frozenset({AuthorState.NAMED, AuthorState.ASKED, AuthorState.SHEET})


def is_complete(context: StepContext) -> Refused | None:
    """Refuses `incomplete` without facts or demands, `one_enterprise` where too few enterprises stand behind it."""
    suggestion = context.subject
    if not suggestion.facts.strip() or not suggestion.demands:
        return Refused("incomplete", "请先写好情况和建议")
    grounds = grounds_of(suggestion, context.file.standing, on=context.on)
    if not grounds.suffice(suggestion.generality):
        words = "关联的诉求不到两家与提出人没有关联的企业，请再关联一家，或者用一句话说明普遍性"
        return Refused("one_enterprise", words)
    return None


def ask_signatures(context: StepContext) -> None:
    """The text is frozen by its hash; the lead author's own press is the first signature."""
    suggestion = context.subject
    suggestion.text_hash = fingerprint(suggestion)
    for author in context.file.standing:
        author.state, author.asked_at = AuthorState.ASKED, context.at
        if author.is_lead and context.party == p.LEAD_AUTHOR and context.by.on_behalf_of is None:
            _sign(context, author, SignedBy.ACCOUNT)
        else:
            author.save(update_fields=["state", "asked_at"])
            _ask(context, author)
    context.record(text=suggestion.text_hash)
    context.move(Status.SIGNING)


def _ask(context: StepContext, author: Author) -> None:
    """By account, else by a link of its own to the roster's telephone; without either a signed sheet is left."""
    for to in recipients.of_authors([author], context.on):
        secret = ""
        if isinstance(to, notices.Address):
            token = signature_links.new_token(author)
            author.link_hash = signature_links.hash_of(token, author)
            author.link_until = context.on + timedelta(days=context.option("suggestion_link_days"))
            author.save(update_fields=["link_hash", "link_until"])
            secret = f"{settings.SITE_URL.rstrip('/')}{reverse('suggestions:sign_by_link', args=[token])}"
        notices.notify(
            f"{context.subject.subject}:sign:{context.at.isoformat()}",
            [to],
            title="请确认一件代表建议的联名",
            body=context.subject.title,
            link="" if secret else n.desk_link(context.subject),
            at=context.at,
            secret=secret,
        )


def _sign(context: StepContext, author: Author, how: str) -> None:
    author.state, author.signed_by, author.text_hash = AuthorState.SIGNED, how, context.subject.text_hash
    author.answered_at, author.answered_on = context.at, context.on
    _end_link(context, author)
    author.save()


def _end_link(context: StepContext, author: Author) -> None:
    """A link that was used tells until its day what was answered, so that a second tap is not a dead end."""
    if context.party != p.BY_LINK:
        author.link_hash = None


def is_asked(context: StepContext) -> Refused | None:
    """Refuses `not_asked` to whoever has answered already, `in_person` to whoever stands in."""
    author = own_author(context)
    if author is None or author.state != AuthorState.ASKED:
        return Refused("not_asked", "您已经答复，或者没有被征求")
    return in_person(context)


def sign(context: StepContext) -> None:
    author = require_author(context)
    _sign(context, author, SignedBy.LINK if context.party == p.BY_LINK else SignedBy.ACCOUNT)
    context.record(representative=author.representative.code)


def refuse(context: StepContext) -> None:
    """Who refuses drops out; where the lead author does, nothing is left to sign."""
    author = require_author(context)
    author.state, author.answered_at, author.answered_on = AuthorState.REFUSED, context.at, context.on
    _end_link(context, author)
    author.save(update_fields=["state", "answered_at", "answered_on", "link_hash"])
    context.record(representative=author.representative.code)
    if author.is_lead:
        context.move(Status.DRAFTING)
        context.subject.text_hash = ""
        void_signatures(context)


@dataclass(frozen=True)
class ByLinkInputs:
    author: Author = input_field("author", "提出人")


@dataclass(frozen=True)
class SheetInputs:
    author: Author = input_field("author", "哪一位")
    files: tuple[StoredFile, ...] = input_field("files", "签字扫描件")


def awaits_sheet(context: StepContext) -> None:
    """Raises `Refused` beside `author`: `not_asked`."""
    if context.inputs.author.state != AuthorState.ASKED:
        raise Refused("not_asked", "这一位已经答复，或者没有被征求", field="author")


def record_signature(context: StepContext) -> None:
    author = context.inputs.author
    author.state, author.sheet = AuthorState.SHEET, context.inputs.files[0]
    author.sheet_entered_by = context.user
    author.save(update_fields=["state", "sheet", "sheet_entered_by"])
    context.record(representative=author.representative.code)
    context.row = author


def has_sheet(context: StepContext) -> Refused | None:
    """Refuses `no_sheet`; `second_person` to whoever has entered all of them."""
    waiting = [each for each in context.file.authors if each.state == AuthorState.SHEET]
    if not waiting:
        return Refused("no_sheet", "没有待核对的签字扫描件")
    if context.by.user is not None and all(e.sheet_entered_by_id == context.by.user.pk for e in waiting):
        return Refused("second_person", "签字扫描件须由上传人以外的人核对")
    return None


def _sheet(context: StepContext) -> Author:
    waiting: list[Author] = [each for each in context.file.authors if each.state == AuthorState.SHEET]
    return next(each for each in waiting if each.sheet_entered_by_id != context.user.pk)


def check_sheet(context: StepContext) -> None:
    author = _sheet(context)
    author.sheet_checked_by = context.user
    _sign(context, author, SignedBy.SHEET)
    context.record(representative=author.representative.code)


def reject_sheet(context: StepContext) -> None:
    author = _sheet(context)
    author.state, author.sheet, author.sheet_entered_by = AuthorState.ASKED, None, None
    author.save(update_fields=["state", "sheet", "sheet_entered_by"])
    context.record(representative=author.representative.code)


def all_have_answered(context: StepContext) -> Refused | None:
    """Refuses `unanswered`, `unsigned` where the lead author has not signed this text, and what the drafter needs."""
    waiting = [each.representative.name for each in context.file.standing if each.state in UNANSWERED]
    if waiting:
        return Refused("unanswered", f"还在等{'、'.join(waiting)}确认")
    lead = context.file.lead_author
    if lead is None or not lead.is_lead or lead.text_hash != context.subject.text_hash:
        return Refused("unsigned", "领衔代表还没有确认这个文本")
    if context.party != p.LEAD_AUTHOR and lead.representative.user_id is not None:
        return Refused("in_person", "领衔代表有账号，由本人提交")
    return is_complete(context)


def submit(context: StepContext) -> None:
    """To the examination; the days of examining and of assigning run from now (docs/domain.md § 4, clocks)."""
    suggestion = context.subject
    suggestion.submitted_at, suggestion.submitted_on = context.at, context.on
    clocks.stop(suggestion, ClockKind.TAKEOVER, at=context.at, reason=StopReason.VOID)
    for kind in (ClockKind.EXAMINE, ClockKind.ASSIGN):
        clocks.start(suggestion, kind, at=context.at, calendar=context.calendar)
    context.move(Status.SUBMITTED)


_SIGNING = frozenset({Status.SIGNING})
STEPS = (
    Step(
        name="ask_signatures",
        label="请提出人确认",
        sources=frozenset({Status.DRAFTING}),
        targets=_SIGNING,
        who=WRITERS,
        guard=is_complete,
        effect=ask_signatures,
        importance=Importance.AWAITED,
    ),
    Step(
        name="sign",
        label="确认联名",
        sources=_SIGNING,
        who=frozenset({p.AUTHOR}),
        guard=is_asked,
        effect=sign,
        importance=Importance.AWAITED,
        confirm="我已看过全文，同意以我的名义提出。",
    ),
    Step(
        name="refuse_to_sign",
        label="不列名",
        sources=_SIGNING,
        targets=frozenset({Status.DRAFTING}),
        who=frozenset({p.AUTHOR}),
        guard=is_asked,
        effect=refuse,
        importance=Importance.REFUSAL,
    ),
    Step(
        name="sign_by_link",
        label="确认联名",
        sources=_SIGNING,
        who=frozenset({p.BY_LINK}),
        inputs=ByLinkInputs,
        guard=is_asked,
        effect=sign,
        is_button=False,
    ),
    Step(
        name="refuse_by_link",
        label="不列名",
        sources=_SIGNING,
        targets=frozenset({Status.DRAFTING}),
        who=frozenset({p.BY_LINK}),
        inputs=ByLinkInputs,
        guard=is_asked,
        effect=refuse,
        is_button=False,
    ),
    Step(
        name="record_signature",
        label="上传签字扫描件",
        sources=_SIGNING,
        who=p.OFFICE,
        inputs=SheetInputs,
        checks=(awaits_sheet,),
        effect=record_signature,
        notifications=(
            Tell("signature_sheet:{row.pk}:{at}", (n.staff, n.liaisons), "有一份联名签字件待核对"),
        ),
        importance=Importance.RECORD,
    ),
    Step(
        name="check_sheet",
        label="核对签字无误",
        sources=_SIGNING,
        who=p.OFFICE,
        guard=has_sheet,
        effect=check_sheet,
        importance=Importance.APPROVAL,
    ),
    Step(
        name="reject_sheet",
        label="签字不清，退回",
        sources=_SIGNING,
        who=p.OFFICE,
        guard=has_sheet,
        effect=reject_sheet,
        importance=Importance.REFUSAL,
    ),
    Step(
        name="submit",
        label="提交审查",
        sources=_SIGNING,
        targets=frozenset({Status.SUBMITTED}),
        who=WRITERS,
        guard=all_have_answered,
        effect=submit,
        notifications=(Tell("submitted:{at}", (n.staff, n.liaisons), "有代表建议待审查"),),
        importance=Importance.AWAITED,
    ),
)
