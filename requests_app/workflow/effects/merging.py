"""Merging a case into another, taking it out again, and its own answer (docs/domain.md § 2)."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from office.refusals import Refused
from requests_app import clocks
from requests_app.models import Answer, Assignment, EnterpriseRequest
from requests_app.models.clocks import ClockKind, StopReason
from requests_app.models.requests import OPEN, Status
from requests_app.workflow import telling
from requests_app.workflow.effects import answers, followers
from requests_app.workflow.effects.care import drop_question
from requests_app.workflow.effects.class_disputes import Standing
from requests_app.workflow.effects.disposals import end_units
from requests_app.workflow.engine import Taking
from requests_app.workflow.given import ask

# What goes on while it is merged: its own date, and the call that its enterprise was promised.
OWN_CLOCKS = (ClockKind.ANSWER, ClockKind.CONTACT)
NOT_FOUND = "没有这个受理编号，或您看不到这一件"


@dataclass(frozen=True)
class MergeGiven:
    leading: EnterpriseRequest = ask(
        "case", "合并到哪一件", hint="填受理编号，如 2026-00123；那一件应在办或已答复"
    )
    reason: str = ask("line", "为什么合并", max_length=200)


def merge_guard(taking: Taking) -> Refused | None:
    if followers.merged_into(taking.case).exists():
        return Refused("leads_others", "有诉求合并到这一件，请先把它们改为单独办理")
    return None


def merge(taking: Taking) -> None:
    """It follows the leading case: own units end, own date and the promised call stay."""
    case, leading = taking.case, _leading(taking)
    units = list(Assignment.objects.current().filter(case=case).select_related("department"))
    drop_question(taking)
    end_units(taking)
    clocks.stop_all(case, at=taking.at, except_kinds=OWN_CLOCKS)
    case.leading = leading
    followers.give_date(case, leading, taking)
    taking.move(Status.MERGED)
    taking.say(leading=leading.ledger_number)
    taking.keep(reason=taking.given.reason)
    if leading.status == Status.ANSWERED:
        followers.await_confirmation(case, taking)
    told = [person for unit in units for person in telling.officers(unit, "handler", taking.on)]
    taking.then(
        lambda: telling.people(
            case,
            f"merged:{taking.at.isoformat()}",
            list(dict.fromkeys([*told, *telling.representative_or_liaison(case, taking.on)])),
            f"已合并到 {leading.ledger_number} 办理",
            at=taking.at,
        )
    )
    taking.then(
        lambda: telling.enterprise(
            case,
            f"merged:{taking.at.isoformat()}",
            "您的诉求与同类诉求合并办理",
            f"受理编号 {case.ledger_number}。答复期限不变，有结果会单独答复您。",
            at=taking.at,
        )
    )


def _leading(taking: Taking) -> EnterpriseRequest:
    """Locked; open or answered, not itself merged, and one that the person may see."""
    case, asked = taking.case, taking.given.leading
    rows = EnterpriseRequest.objects.select_for_update(of=("self",)).filter(pk=asked.pk, sealed=False)
    if taking.by.user is not None:
        seen = EnterpriseRequest.objects.visible_to(taking.by.user, taking.on).order_by()
        rows = rows.filter(Q(pk__in=seen.values("pk")))
    found = rows.first()
    if found is None:
        raise Refused("not_found", NOT_FOUND, field="leading")
    if found.pk == case.pk:
        raise Refused("invalid", "不能合并到自己", field="leading")
    if found.status not in (*OPEN, Status.ANSWERED):
        words = f"{found.ledger_number} 是“{found.status_label}”，只能合并到在办或已答复的诉求"
        raise Refused("invalid", words, field="leading")
    return found


def unmerge(taking: Taking) -> None:
    """On its own again: unit clocks anew, the enterprise's date stays."""
    case = taking.case
    former, case.leading = case.leading, None
    clocks.stop(case, ClockKind.FOLLOW, at=taking.at, reason=StopReason.VOID)
    accepted = case.accepted_at is not None
    kind = ClockKind.ASSIGN if accepted else ClockKind.ACCEPT
    clocks.start(case, kind, at=taking.at, calendar=taking.calendar)
    taking.move(Status.ACCEPTED if accepted else Status.SUBMITTED)
    taking.say(leading=former.ledger_number if former else "")
    taking.keep(reason=taking.given.reason)
    told = telling.staff if accepted else telling.liaisons_of_day(case)
    taking.then(
        lambda: telling.people(
            case,
            f"unmerged:{taking.at.isoformat()}",
            told(taking.on),
            f"不再合并，请{'交办' if accepted else '受理'}",
            at=taking.at,
        )
    )


@dataclass(frozen=True)
class FollowGiven(answers.Explained):
    text: str = ask("text", "给这家企业的答复", max_length=2000, min_length=10)


def follow_guard(taking: Taking) -> Refused | None:
    return None if leading_answer(taking.case) is not None else Refused("no_answer", "主件还没有答复")


def leading_answer(case: EnterpriseRequest) -> Answer | None:
    """The answer of the leading case's present round."""
    if case.leading is None or case.leading.status not in (Status.ANSWERED, Status.CLOSED):
        return None
    told = Answer.objects.filter(case=case.leading, round=case.leading.round)
    return told.select_related("reply", "promise").last()


def follow(taking: Taking) -> None:
    """Its own answer in confirmed words, its own verdict; class and promise are the leading one's."""
    told = leading_answer(taking.case)
    if told is None:
        raise Refused("no_answer", "主件还没有答复")
    promise = getattr(told, "promise", None)
    counts = Standing(told.result_class, promise.due_on if promise else None, promise.text if promise else "")
    answers.explain(taking, counts, since=told.answered_at)
    answers.deliver(taking, counts, reply=told.reply, on_the_spot=told.on_the_spot)
    clocks.stop(taking.case, ClockKind.FOLLOW, at=taking.at)
    taking.say(leading=taking.case.leading.ledger_number)
