"""Around the work: contact, questions and supplements."""

from __future__ import annotations

from dataclasses import dataclass

from office.models import StoredFile, User
from office.refusals import Refused
from requests_app import allowances, clocks
from requests_app.models import Assignment, Contact, Pause, Question
from requests_app.models.assignments import Part
from requests_app.models.clocks import Clock, ClockKind, StopReason
from requests_app.models.contacts import ContactHow
from requests_app.models.files import Purpose
from requests_app.workflow import parties, telling
from requests_app.workflow.engine import Taking
from requests_app.workflow.files import attach
from requests_app.workflow.given import ask


@dataclass(frozen=True)
class ContactGiven:
    how: str = ask("choice", "联系方式", choices=ContactHow)
    reached: str = ask("choice", "是否联系上", choices=[("yes", "已联系上"), ("no", "联系不上")])
    said: str = ask("text", "沟通情况", max_length=1000, hint="联系不上的，写明打了哪个电话、什么时候打的")
    files: tuple[StoredFile, ...] = ask("files", "照片或材料", required=False)


def contact(taking: Taking) -> None:
    """The response. Three tries on two days stop the clock as attempted (docs/domain.md § 2)."""
    case, given = taking.case, taking.given
    reached = given.reached == "yes"
    Contact.objects.create(
        case=case,
        representative=case.representative,
        how=given.how,
        reached=reached,
        said=given.said,
        contacted_at=taking.at,
        contacted_on=taking.on,
        by=taking.user,
        on_behalf=taking.party != parties.REPRESENTATIVE,
    )
    attach(taking, given.files, Purpose.CONTACT)
    if reached:
        clocks.stop(case, ClockKind.CONTACT, at=taking.at)
    elif _tried_enough(taking):
        clocks.stop(case, ClockKind.CONTACT, at=taking.at, reason=StopReason.ATTEMPTED)
    taking.say(how=given.how, reached=reached, on_behalf=taking.party != parties.REPRESENTATIVE)
    taking.keep(said=given.said)


def _tried_enough(taking: Taking) -> bool:
    tries = Contact.objects.filter(case=taking.case, reached=False)
    days = set(tries.values_list("contacted_on", flat=True))
    return tries.count() >= 3 and len(days) >= 2


@dataclass(frozen=True)
class AskGiven:
    text: str = ask("text", "请企业补充什么", max_length=500, hint="企业会看到，请写清楚要哪些材料或情况")


def ask_guard(taking: Taking) -> Refused | None:
    if taking.case.is_waiting:
        return Refused("already_asked", "已经请企业补充，正在等待")
    if allowances.of_case(taking.case, taking.calendar, on=taking.on) <= 0:
        most = taking.option("pause_days_total")
        return Refused(
            "asked_enough", f"这件诉求等企业补充合计最多停 {most} 个工作日，已经用完，请电话联系企业"
        )
    if taking.party in (parties.LEAD_HANDLER, parties.CO_HANDLER):
        return _unit_may_ask(taking)
    return None


def _unit_may_ask(taking: Taking) -> Refused | None:
    """At most twice, five working days in all, not in the last quarter of its own clock."""
    unit = _own_part(taking)
    if unit is None:
        return Refused("no_assignment", "本单位没有承办这件诉求")
    left = allowances.of_unit(unit, taking.calendar, on=taking.on)
    if left.questions <= 0:
        return Refused("asked_enough", f"单位请企业补充最多 {taking.option('pause_times')} 次")
    if left.days <= 0:
        return Refused("asked_enough", f"等企业补充最多停 {taking.option('pause_days')} 个工作日，已经用完")
    clock = Clock.objects.running().filter(assignment=unit, kind__in=clocks.WAITS_FOR_ENTERPRISE).first()
    if clock is not None and taking.calendar.count(taking.on, clock.due_on) * 4 < clock.total_days:
        return Refused("too_late", "期限只剩最后四分之一，请先与联络员商量，由联络员请企业补充")
    return None


def _own_part(taking: Taking) -> Assignment | None:
    """The part of the unit for which somebody asks; None for the office's side."""
    if taking.party not in (parties.LEAD_HANDLER, parties.CO_HANDLER):
        return None
    held = Assignment.objects.current().filter(case=taking.case, department_id__in=taking.posts.departments)
    return held.filter(part=Part.LEAD if taking.party == parties.LEAD_HANDLER else Part.CO).first()


def _days_to_wait(taking: Taking, unit: Assignment | None) -> int:
    if unit is not None:
        return allowances.of_unit(unit, taking.calendar, on=taking.on).days
    return allowances.of_case(taking.case, taking.calendar, on=taking.on)


def ask_enterprise(taking: Taking) -> None:
    """The clocks stand still from tomorrow until the enterprise answers or the allowance is used up."""
    case, unit = taking.case, _own_part(taking)
    question = Question.objects.create(
        case=case, assignment=unit, text=taking.given.text, asked_at=taking.at, asked_by=taking.user
    )
    days = min(taking.option("pause_days"), _days_to_wait(taking, unit))
    Pause.objects.create(case=case, question=question, from_on=taking.on, allowance=days)
    clocks.pause(case, on=taking.on)
    case.waiting_since = taking.on
    taking.say(question=question.pk)
    taking.keep(text=question.text)
    taking.then(
        lambda: telling.enterprise(
            case,
            f"question:{question.pk}",
            "请您补充情况",
            f"{question.text}\n补充前办理期限暂停计算。",
            at=taking.at,
        )
    )


@dataclass(frozen=True)
class SupplementGiven:
    text: str = ask("text", "补充说明", max_length=1000)
    files: tuple[StoredFile, ...] = ask("files", "照片或材料", required=False)


def supplement(taking: Taking) -> None:
    """The enterprise adds to its case; an open question is answered by it and the clocks go on."""
    case = taking.case
    question = Question.objects.filter(case=case, answered_at__isnull=True, lapsed_at__isnull=True).first()
    attach(taking, taking.given.files, Purpose.SUPPLEMENT, for_enterprise=True)
    if question is not None:
        question.answer, question.answered_at = taking.given.text, taking.at
        question.save(update_fields=["answer", "answered_at"])
        end_pause(taking)
        taking.say(question=question.pk)
    taking.keep(text=taking.given.text)
    taking.then(
        lambda: telling.people(
            case, f"supplement:{taking.at.isoformat()}", _workers(taking), "企业补充了情况", at=taking.at
        )
    )


def lapse_question(taking: Taking) -> None:
    """The allowance is used up: the clocks go on without an answer."""
    Question.objects.filter(case=taking.case, answered_at__isnull=True, lapsed_at__isnull=True).update(
        lapsed_at=taking.at
    )
    end_pause(taking)
    taking.then(
        lambda: telling.people(
            taking.case,
            f"lapsed:{taking.on.isoformat()}",
            _workers(taking),
            "企业未按时补充，期限继续计算",
            at=taking.at,
        )
    )


def drop_question(taking: Taking) -> None:
    """The case leaves its way: whatever was asked is not waited for any more."""
    if not taking.case.is_waiting:
        return
    Question.objects.filter(case=taking.case, answered_at__isnull=True, lapsed_at__isnull=True).update(
        lapsed_at=taking.at
    )
    end_pause(taking)


def end_pause(taking: Taking) -> None:
    Pause.objects.filter(case=taking.case, until_on__isnull=True).update(until_on=taking.on)
    clocks.resume(taking.case, taking.calendar, on=taking.on)
    taking.case.waiting_since = None


def _workers(taking: Taking) -> list[User]:
    return telling.workers(taking.case, taking.on)
