"""延期: asked by the lead, decided by staff; the unit's date and the enterprise's one date move together."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from groups.models import Department, DepartmentOfficer
from office import notices
from office.refusals import Refused
from requests_app import clocks
from requests_app.models import Clock, Extension, Letter
from requests_app.models.clocks import ClockKind, StopReason
from requests_app.workflow import letters, parties, telling
from requests_app.workflow.effects.reply_guards import lead_is_working, working_lead
from requests_app.workflow.engine import Taking
from requests_app.workflow.given import ask

LAST_DAYS = 2  # within them nothing can be asked any more: the due day and the working day before it


@dataclass(frozen=True)
class AskExtensionGiven:
    until_on: date = ask("date", "申请延到", hint="延长的天数不超过原来的期限")
    reason: str = ask("text", "延期理由", max_length=500, min_length=5, hint="企业会看到这段理由")


@dataclass(frozen=True)
class ExtendGiven:
    until_on: date = ask("date", "准予延到", hint="可以比申请的早，不能更晚")
    decision: str = ask("text", "审批意见", max_length=300, required=False)


@dataclass(frozen=True)
class RefuseExtensionGiven:
    decision: str = ask("text", "不予延期的理由", max_length=300)


def ask_extension_guard(taking: Taking) -> Refused | None:
    """By the lead before its last two days; by staff for a lead that works on paper."""
    refusal = lead_is_working(taking) or _paper_only(taking)
    if refusal is not None:
        return refusal
    if taking.case.waiting_since is not None:
        return Refused("waiting", "正在等企业补充，期限已经暂停，不用申请延期")
    if Extension.objects.undecided().filter(case=taking.case).exists():
        return Refused("asked", "已经申请延期，正在等代表工作机构审批")
    granted = Extension.objects.granted().filter(case=taking.case, round=taking.case.round).count()
    if granted >= taking.option("extension_times"):
        return Refused("extended_enough", f"已经延期 {granted} 次，不能再申请延期")
    clock = _reply_clock(taking)
    if clock is None or taking.calendar.count(taking.on, clock.due_on) < LAST_DAYS:
        return Refused("too_late", f"期限只剩最后 {LAST_DAYS} 天，不能再申请延期")
    return None


def _paper_only(taking: Taking) -> Refused | None:
    """Staff ask in a unit's name only where its word came by letter."""
    lead = working_lead(taking.case)
    if taking.party == parties.STAFF and lead is not None and lead.department.mode != Department.Mode.PAPER:
        return Refused("online_unit", "在线办理的单位由单位自己申请")
    return None


def ask_extension(taking: Taking) -> None:
    case, given, clock = taking.case, taking.given, _reply_clock(taking)
    lead = working_lead(case)
    if lead is None or clock is None:
        raise Refused("no_lead", "没有正在办理的主办单位")
    _days_until(taking, clock, given.until_on)
    decision = clocks.start(
        case, ClockKind.EXTENSION, at=taking.at, calendar=taking.calendar, assignment=lead
    )
    extension = Extension.objects.create(
        case=case,
        assignment=lead,
        clock=decision,
        round=case.round,
        reason=given.reason,
        asked_until=given.until_on,
        asked_at=taking.at,
        asked_on=taking.on,
        asked_by=taking.user,
    )
    taking.say(unit=lead.department.code, extension=extension.pk, until=given.until_on.isoformat())
    taking.keep(reason=given.reason)
    taking.then(
        lambda: telling.people(
            case,
            f"extension:{extension.pk}",
            telling.staff(taking.on),
            f"{lead.department.short_name}申请延期，请审批",
            at=taking.at,
        )
    )


def decide_guard(taking: Taking) -> Refused | None:
    asked = _undecided(taking)
    if asked is None:
        return Refused("no_extension", "没有待审批的延期申请")
    if taking.by.user is not None and asked.asked_by_id == taking.by.user.pk:
        return Refused("second_person", "延期由申请人以外的人审批")
    return None


def extend(taking: Taking) -> None:
    """Both dates move by the same working days, the enterprise's by no more than its own length again."""
    given = taking.given
    asked, clock = _require(taking), _reply_clock(taking)
    if clock is None:
        raise Refused("no_clock", "单位的期限已经停止，不用再延期")
    if given.until_on > asked.asked_until:
        raise Refused("invalid", "准予的日期不能晚于申请的日期", field="until_on")
    days = _days_until(taking, clock, given.until_on)
    clocks.extend(taking.case, clock, until=given.until_on, calendar=taking.calendar)
    notices.retract(clock.topic, at=taking.at)
    asked.until_on, asked.days = clock.due_on, days
    asked.told_on = _move_answer(taking, days)
    _decide(taking, asked, granted=True)
    _issue_and_tell(taking, asked)


def refuse_extension(taking: Taking) -> None:
    asked = _require(taking)
    _decide(taking, asked, granted=False)
    taking.then(
        lambda: telling.people(
            taking.case,
            f"extension_decided:{asked.pk}",
            telling.officers(asked.assignment, DepartmentOfficer.Duty.HANDLER, taking.on),
            "延期申请未获同意，请按期回复",
            at=taking.at,
        )
    )


def _decide(taking: Taking, asked: Extension, *, granted: bool) -> None:
    asked.granted, asked.decision = granted, taking.given.decision
    asked.decided_at, asked.decided_by = taking.at, taking.user
    asked.save()
    clocks.stop(taking.case, ClockKind.EXTENSION, at=taking.at, reason=StopReason.DONE)
    taking.say(unit=asked.assignment.department.code, extension=asked.pk)
    if asked.until_on is not None:
        taking.say(until=asked.until_on.isoformat(), days=asked.days)
    if asked.told_on is not None:
        taking.say(answer_due_on=asked.told_on.isoformat())
    taking.keep(decision=asked.decision, reason=asked.reason if granted else "")


def _move_answer(taking: Taking, days: int) -> date | None:
    """The enterprise's one date, at most doubled in all; None where it has none that runs."""
    answer = Clock.objects.running().filter(case=taking.case, kind=ClockKind.ANSWER).first()
    if answer is None:
        return None
    days = min(days, max(0, (answer.days or 0) - answer.extra_days))
    if days:
        until = taking.calendar.add(answer.due_on, days)
        clocks.extend(taking.case, answer, until=until, calendar=taking.calendar)
        notices.retract(answer.topic, at=taking.at)
    return answer.due_on


def _issue_and_tell(taking: Taking, asked: Extension) -> None:
    """A numbered letter to the unit, and the new date with its reason to the enterprise."""
    case = taking.case
    letters.issue(
        case, Letter.Kind.EXTENSION, by=taking.user, at=taking.at, assignment=asked.assignment,
        text=_letter(taking, asked),
    )  # fmt: skip
    taking.then(
        lambda: telling.people(
            case,
            f"extension_decided:{asked.pk}",
            telling.officers(asked.assignment, DepartmentOfficer.Duty.HANDLER, taking.on)
            + telling.representative_or_liaison(case, taking.on),
            f"准予延期，{asked.assignment.department.short_name}请于{_day(asked.until_on)}前回复",
            at=taking.at,
        )
    )
    if asked.told_on is not None:
        words = f"受理编号 {case.ledger_number}，答复期限延长到 {_day(asked.told_on)}。原因：{asked.reason}"
        taking.then(
            lambda: telling.enterprise(
                case, f"extended:{asked.pk}", "您的诉求办理期限延长", words, at=taking.at
            )
        )


def _letter(taking: Taking, asked: Extension) -> str:
    """The words of the notice, once and for all."""
    told = f"答复企业的期限相应改为{_day(asked.told_on)}，已告知企业。" if asked.told_on else ""
    return (
        f"你单位{_day(asked.asked_on)}关于延长第 {taking.case.ledger_number} 号诉求办理期限的申请收悉。"
        f"申请理由：{asked.reason}。经研究，同意将书面回复期限延长 {asked.days} 个工作日，"
        f"至{_day(asked.until_on)} 18:00。{told}请抓紧办理，按期书面回复。"
    )


def _days_until(taking: Taking, clock: Clock, until_on: date) -> int:
    """Working days that the date adds. Raises Refused beside `until_on` when none, or more than doubling."""
    days = taking.calendar.count(clock.due_on, until_on)
    room = max(0, (clock.days or 0) - clock.extra_days)
    if days <= 0 or not taking.calendar.is_working(until_on):
        raise Refused("invalid", f"请选择 {_day(clock.due_on)} 以后的工作日", field="until_on")
    if days > room:
        latest = _day(taking.calendar.add(clock.due_on, room))
        raise Refused("too_long", f"延期最多到 {latest}（不超过原期限的一倍）", field="until_on")
    return days


def _reply_clock(taking: Taking) -> Clock | None:
    clock = Clock.objects.running().filter(case=taking.case, kind=ClockKind.REPLY).first()
    if clock is not None:
        clock.case = taking.case
    return clock


def _undecided(taking: Taking) -> Extension | None:
    rows = Extension.objects.undecided().filter(case=taking.case)
    return rows.select_related("assignment__department", "clock").last()


def _require(taking: Taking) -> Extension:
    asked = _undecided(taking)
    if asked is None:
        raise Refused("no_extension", "没有待审批的延期申请")
    return asked


def _day(day: date | None) -> str:
    return f"{day.month}月{day.day}日" if day else ""
