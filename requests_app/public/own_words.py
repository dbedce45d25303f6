"""What the requester reads before and after one of the own steps: of the case as it stands, never a fixed promise."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from casework.engine import Step
from office.templatetags.wording import short_day, short_deadline_day
from requests_app.access.redaction import is_confidential
from requests_app.deadlines import owed
from requests_app.deadlines.options import clock_days
from requests_app.models import EnterpriseRequest, LaterQuestion
from requests_app.models.case_file import CaseFile
from requests_app.models.clocks import ClockKind
from requests_app.models.requests import Outcome, Status
from requests_app.notifications import recipients
from requests_app.steps.closing import answer_days_again

ON_THE_WAY = (Status.ASSIGNED, Status.HANDLING, Status.MERGED)


def hint(step: Step, file: CaseFile, on: date) -> str:
    """What to know before the button of `step` is pressed on the local date `on`."""
    words = _HINTS[step.name]
    return words if isinstance(words, str) else words(file, on)


def done(step: Step, case: EnterpriseRequest, on: date) -> str:
    """What has come of `step`, read from the case after it."""
    return _DONE[step.name](case, on)


def _of_rating(file: CaseFile, on: date) -> str:
    standing = file.verdict
    only = "只有您能评价，承办代表和单位都不能填写或修改。"
    if standing is None:
        return only
    said = f"{short_day(standing.given_on)}已有一次评价（{standing.get_given_by_display()}，{standing.get_satisfaction_display()}）"
    return f"{said}，提交后以您这一次为准。{only}"


def _of_supplement(file: CaseFile, on: date) -> str:
    case = file.case
    if case.status == Status.SUBMITTED:
        return "还没有受理，补充的内容受理时一并处理。"
    if is_confidential(case):
        return "被反映的单位看不到您补充的原话，代表工作机构核对后才转给它。"
    return (
        "补充的内容会告诉正在办理的人。" if recipients.workers(case, on) else "补充的内容会记在这件诉求里。"
    )


def _of_urging(file: CaseFile, on: date) -> str:
    return f"我们会转告{_whom(file.case)}。"


def _whom(case: EnterpriseRequest) -> str:
    """Whoever an urging reaches, by what they have to do."""
    if case.status == Status.SUBMITTED:
        return "负责受理的人"
    if case.status == Status.CLOSED:
        return "负责跟踪的人"
    return "正在办理的人" if case.status in ON_THE_WAY else "负责这件诉求的人"


def _of_reopening(file: CaseFile, on: date) -> str:
    days = answer_days_again(file.case, on)
    return f"请写明还有什么没有解决。重新办理的，{days} 个工作日内再答复您。"


def _of_asked_withdrawal(file: CaseFile, on: date) -> str:
    days = clock_days(ClockKind.WITHDRAWAL, file.case.difficulty, on)
    return (
        f"您用的是回执单或柜台登记的号码：撤回在 {days} 个工作日后生效，所有登记的电话和邮箱都会收到通知，"
        "任何一个说不撤回就继续办理。有人劝您撤回的，请如实选择，没有参与办理的人会再问您。"
    )


_HINTS: dict[str, str | Callable[[CaseFile, date], str]] = {
    "rate": _of_rating,
    "still_there": "这个问题只问一次。",
    "supplement": _of_supplement,
    "reopen": _of_reopening,
    "appeal": "由作出决定以外的人处理，结果会告诉您。只能提出一次；用回执单或柜台登记的号码提出的，不占您本人的一次。",
    "urge": _of_urging,
    "correct": "受理前可以更正，联系电话随时可以更正；原来的内容留在记录里。",
    "agree_to_be_named": "您反映了办理单位自身的问题，现在它看不到您的名称、原话和材料。同意后它都能看到，只限本次办理，已经看到的不能收回。"
    "不同意的不用操作，不影响办理。有人劝您同意的，请告诉代表工作机构。",
    "withdraw": "撤回后不再办理。有人劝您撤回的，请如实选择，没有参与办理的人会再问您。",
    "ask_withdrawal": _of_asked_withdrawal,
    "oppose_withdrawal": "有人用回执单或柜台登记的号码提出撤回这件诉求。您点“不撤回”，就照常办理。",
}


def _rated(case: EnterpriseRequest, on: date) -> str:
    thanks = "已收到您的评价，谢谢您。"
    if case.status == Status.ANSWERED:
        return f"{thanks}由代表工作机构作后续处理{_until(case, ClockKind.SETTLE, on)}，结果会告诉您。"
    if case.status != Status.CLOSED:
        return f"{thanks}{_again(case, on)}"
    if case.outcome == Outcome.UNRATED:
        return f"{thanks}没有参与办理的人会打电话核实，核实后才算办结。"
    if case.outcome == Outcome.PROMISED:
        return f"{thanks}单位承诺的事兑现以后，会请您确认。"
    return f"{thanks}这件诉求已经结案。"


def _reopened(case: EnterpriseRequest, on: date) -> str:
    return _again(case, on)


def _again(case: EnterpriseRequest, on: date) -> str:
    due = f"，最迟{short_deadline_day(case.answer_due_on)}再答复您" if case.answer_due_on else ""
    return f"已重新办理{due}。"


def _supplemented(case: EnterpriseRequest, on: date) -> str:
    received = "已收到您的补充"
    if case.status == Status.SUBMITTED:
        return f"{received}，受理时一并处理。"
    if is_confidential(case):
        return f"{received}，代表工作机构核对后再转给被反映的单位。"
    return f"{received}，并告诉了正在办理的人。" if recipients.workers(case, on) else f"{received}。"


def _urged(case: EnterpriseRequest, on: date) -> str:
    if not owed.Urgings([case], on).of(case).people:
        return "已登记您的催办。"
    return f"已转告{_whom(case)}，办到哪一步见办理经过。"


def _appealed(case: EnterpriseRequest, on: date) -> str:
    return f"已收到您的申诉，由另一人处理{_until(case, ClockKind.APPEAL, on)}，结果会告诉您。"


def _withdrawn(case: EnterpriseRequest, on: date) -> str:
    taken = "已撤回，这件诉求不再办理。"
    if CaseFile(case).clock(ClockKind.CALL_BACK) is not None:
        return f"{taken}没有参与办理的人会联系您{_until(case, ClockKind.CALL_BACK, on)}，您要继续的，可以恢复办理。"
    return f"{taken}改变主意的，请与服务站联系，可以恢复办理。"


def _withdrawal_asked(case: EnterpriseRequest, on: date) -> str:
    clock = CaseFile(case).clock(ClockKind.WITHDRAWAL)
    until = f"，{short_deadline_day(clock.due_on)}前没有人反对就生效" if clock is not None else ""
    return f"已提出撤回{until}。"


def _answered_later(case: EnterpriseRequest, on: date) -> str:
    asked = LaterQuestion.objects.filter(case=case, round=case.round, answered_on__isnull=False)
    if asked.order_by("answered_at").values_list("holds", flat=True).last():
        return "已记下您的回答，谢谢您。"
    return f"已记下您的回答，没有参与办理的人会联系您{_until(case, ClockKind.LOOK_BACK, on)}。"


def _until(case: EnterpriseRequest, kind: ClockKind, on: date) -> str:
    """（最迟11月5日） of a running clock whose date is to come, else nothing."""
    clock = CaseFile(case).clock(kind)
    return f"（最迟{short_deadline_day(clock.due_on)}）" if clock is not None and clock.due_on >= on else ""


_DONE: dict[str, Callable[[EnterpriseRequest, date], str]] = {
    "rate": _rated,
    "still_there": _answered_later,
    "supplement": _supplemented,
    "reopen": _reopened,
    "appeal": _appealed,
    "urge": _urged,
    "correct": lambda case, on: "已更正，原来的内容留在记录里。",
    "agree_to_be_named": lambda case, on: "已登记您的同意。",
    "withdraw": _withdrawn,
    "ask_withdrawal": _withdrawal_asked,
    "oppose_withdrawal": lambda case, on: "已记下，这件诉求继续办理。",
}
