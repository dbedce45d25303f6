"""What stands beside a step's form: the texts and facts that one needs while writing it."""

from __future__ import annotations

from collections.abc import Callable

from casework.engine import Step
from casework.forms.steps import StepForm
from groups.models import ProfessionalGroup
from office.calendar import local_date
from office.workdays import closing_time
from requests_app.access.candidates import candidates
from requests_app.deadlines.display import deadline
from requests_app.deadlines.options import clock_days
from requests_app.desk.views.case_events import case_events_of
from requests_app.desk.views.case_parts import AnswerCard, callee_of, contact_of, parts_of
from requests_app.desk.views.decision_panel import extension, link_to, what_was_asked
from requests_app.desk.views.marked_material import marked_of
from requests_app.desk.views.opening import Opened
from requests_app.desk.views.panels import Aside
from requests_app.desk.views.related_cases import near_cases, together_with
from requests_app.desk.views.step_advice import suggested
from requests_app.followup.telephone_scripts import script_of
from requests_app.history.additions import additions_to
from requests_app.intake import triage_flags
from requests_app.models import Contact
from requests_app.models.assignments import ReplyState
from requests_app.models.clocks import ClockKind
from requests_app.steps.class_disputes import class_of
from requests_app.steps.merging import leading_answer
from requests_app.steps.reply_guards import waiting_reply
from requests_app.triage import advice

CHECKS = (
    "直接回答了企业问的每一句",
    "给出了责任单位和具体日期",
    "没有“已转有关部门”之类的空话",
    "不含他人信息",
)
REPLY_CHECKS = ("企业问的每一句都有着落", "谁负责、何时完成写清楚了", "没办成的，写明原因和依据")
SHOWN_CANDIDATES = 6


def aside_of(opened: Opened, step: Step, form: StepForm) -> Aside:
    """A clerk sees beside a form what a clerk sees of the case: the answers, and whom to call."""
    aside = Aside(words=opened.access.reads)
    if opened.access.is_restricted:
        aside.files = parts_of(opened).other_files
    elif opened.access.reads:
        aside.sent = parts_of(opened).own_files
        fill = _FILL.get(step.name)
        if fill:
            fill(aside, opened, form)
    elif step.name == "record_verdict":
        aside.answers, aside.callee = parts_of(opened).answers, callee_of(opened)
        aside.script = script_of(opened.case, None, opened.on)
    return aside


def _accept(aside: Aside, opened: Opened, form: StepForm) -> None:
    case = opened.case
    found = advice.advise(case, on=opened.on)
    chosen = form["group"].value() if "group" in form.fields else None
    code = getattr(chosen, "code", chosen) or (found.group.code if found.group else "")
    aside.groups = list(ProfessionalGroup.objects.order_by("order"))
    aside.group = next((group for group in aside.groups if group.code == code), None)
    if aside.group is not None:
        aside.candidates = candidates(case, aside.group, on=opened.on)[:SHOWN_CANDIDATES]
    aside.suggested = suggested(opened, found.other_body)
    aside.adopts = True
    aside.warnings = triage_flags.labels_of(case.marks)
    aside.near = near_cases(opened)
    aside.proposals = parts_of(opened).proposals
    if "liaison" in opened.access.parties:
        hint = "不属服务站受理的，说明去处，由代表工作机构决定。"
        aside.links = link_to(opened, "propose_decline", "建议不予受理或转送", hint)


def _assign(aside: Aside, opened: Opened, form: StepForm) -> None:
    case, calendar, on = opened.case, opened.calendar, opened.on
    aside.proposals = parts_of(opened).proposals
    aside.told = list(Contact.objects.filter(case=case).exclude(said="").order_by("pk"))
    aside.questions, aside.additions = parts_of(opened).questions, additions_to(case)
    aside.near = near_cases(opened)
    start = calendar.start_day(opened.at, closing_time(on))
    for label, kind in (
        ("签收", ClockKind.SIGN),
        ("会办意见", ClockKind.OPINION),
        ("主办回复", ClockKind.REPLY),
    ):
        due = calendar.due_day(start, clock_days(kind, case.difficulty, on))
        aside.dates.append((label, f"{deadline(due, started_on=on)} 前"))
    if case.answer_due_on and case.accepted_at:
        due_words = deadline(case.answer_due_on, started_on=local_date(case.accepted_at))
        aside.dates.append(("答复企业", f"{due_words} 前"))
    aside.warnings = parts_of(opened).returned


def _reply(aside: Aside, opened: Opened, form: StepForm) -> None:
    """For the unit that writes: what the others have said, and what came back."""
    parts = parts_of(opened)
    aside.units = [unit for unit in parts.units if not unit.is_lead]
    aside.questions, aside.additions = parts.questions, additions_to(opened.case)
    written = opened.file.reply
    aside.reply = written if written is not None and written.remark else None
    aside.near = near_cases(opened)
    aside.checks = REPLY_CHECKS
    aside.links = link_to(opened, "ask", "请企业补充", "缺材料的，请企业补充，期限暂停计算。")


def _review(aside: Aside, opened: Opened, form: StepForm) -> None:
    """Why it could not be settled then, in the words of the answer and of the units."""
    parts = parts_of(opened)
    aside.answers, aside.units = parts.answers, parts.units
    aside.near = near_cases(opened)


def _answer(aside: Aside, opened: Opened, form: StepForm) -> None:
    """The unit's text stays whole and in view; its class and promise go with the answer."""
    parts = parts_of(opened)
    aside.lead = next((unit for unit in parts.units if unit.is_lead), None)
    aside.units = [unit for unit in parts.units if not unit.is_lead]
    written = waiting_reply(opened.file, ReplyState.SENT, ReplyState.CHECKED)
    aside.goes_along = class_of(written) if written is not None else None
    aside.checks, aside.near = CHECKS, near_cases(opened)
    aside.links = link_to(opened, "send_back", "退回重办", "写明缺什么；企业的答复期限不变。")


def _judge_reply(aside: Aside, opened: Opened, form: StepForm) -> None:
    parts = parts_of(opened)
    aside.units = parts.units
    aside.checks = REPLY_CHECKS


def _confirm(aside: Aside, opened: Opened, form: StepForm) -> None:
    _judge_reply(aside, opened, form)
    aside.links = link_to(opened, "hand_back", "退回修改", "写明要改什么，经办人改好后再报您审签。")


def _units(aside: Aside, opened: Opened, form: StepForm) -> None:
    parts = parts_of(opened)
    aside.units = parts.units
    aside.questions = parts.questions


def _verdict(aside: Aside, opened: Opened, form: StepForm) -> None:
    parts = parts_of(opened)
    aside.answers, aside.units = parts.answers, parts.units
    aside.contact = contact_of(opened.case)


def _record_verdict(aside: Aside, opened: Opened, form: StepForm) -> None:
    _verdict(aside, opened, form)
    aside.script = script_of(opened.case, None, opened.on)


def _look_back(aside: Aside, opened: Opened, form: StepForm) -> None:
    """What to say on the telephone, with the answer and the contact in view."""
    case = opened.case
    aside.script = script_of(case, opened.file.look_back, opened.on)
    aside.later = next((row for row in reversed(opened.file.later_questions) if row.holds is False), None)
    aside.answers, aside.contact = parts_of(opened).answers, contact_of(case)


def _follow(aside: Aside, opened: Opened, form: StepForm) -> None:
    """The leading case with its answer, and the contact whom it is told to."""
    answers = leading_answer(opened.case)
    aside.answers = [AnswerCard(answers, ())] if answers is not None else []
    aside.near = together_with(opened)
    aside.contact, aside.checks = contact_of(opened.case), CHECKS


def _merge(aside: Aside, opened: Opened, form: StepForm) -> None:
    aside.near = near_cases(opened)


def _promise(aside: Aside, opened: Opened, form: StepForm) -> None:
    aside.answers = parts_of(opened).answers


def _contact(aside: Aside, opened: Opened, form: StepForm) -> None:
    """Whom to call, and what was added since."""
    case = opened.case
    aside.contact = contact_of(case)
    aside.questions, aside.additions = parts_of(opened).questions, additions_to(case)


def _appeal(aside: Aside, opened: Opened, form: StepForm) -> None:
    aside.disposal = opened.file.disposals[-1] if opened.file.disposals else None


def _dispose(aside: Aside, opened: Opened, form: StepForm) -> None:
    aside.proposals = parts_of(opened).proposals
    aside.warnings = triage_flags.labels_of(opened.case.marks)


def _spot(aside: Aside, opened: Opened, form: StepForm) -> None:
    aside.proposals = parts_of(opened).proposals
    aside.near, aside.checks = near_cases(opened), CHECKS


def _people(aside: Aside, opened: Opened, form: StepForm) -> None:
    case = opened.case
    aside.group = case.group
    if case.group is not None:
        units = [one.department_id for one in opened.file.assignments if one.done_at is None]
        aside.candidates = candidates(case, case.group, on=opened.on, units=units)[:SHOWN_CANDIDATES]


def _finding(aside: Aside, opened: Opened, form: StepForm) -> None:
    _accept(aside, opened, form)
    aside.turns = case_events_of(opened)


def _release(aside: Aside, opened: Opened, form: StepForm) -> None:
    """All that the case says, with what leads to the requester marked, the typed summary first."""
    typed = str(form["text"].value() or "")
    aside.words, aside.marked = False, marked_of(opened, typed)


_FILL: dict[str, Callable[[Aside, Opened, StepForm], None]] = {
    "accept": _accept,
    "assign": _assign,
    "propose_assignment": _assign,
    "reply": _reply,
    "record_reply": _reply,
    "opinion": _units,
    "review_conditions": _review,
    "answer": _answer,
    "check": _judge_reply,
    "confirm": _confirm,
    "hand_back": _judge_reply,
    "send_back": _judge_reply,
    "record_verdict": _record_verdict,
    "record_look_back": _look_back,
    "record_call_back": _look_back,
    "resume": _look_back,
    "follow": _follow,
    "unmerge": _follow,
    "merge": _merge,
    "keep_promise": _promise,
    "report_milestone": _promise,
    "break_promise": _promise,
    "settle": _verdict,
    "close": _verdict,
    "reopen": _verdict,
    "contact": _contact,
    "decide_appeal": _appeal,
    "check_exclusion": _appeal,
    "decline": _dispose,
    "terminate": _dispose,
    "refer": _dispose,
    "propose_decline": _dispose,
    "answer_on_the_spot": _spot,
    "propose_spot_answer": _spot,
    "hand_over": _people,
    "ask_extension": extension,
    "extend": extension,
    "refuse_extension": extension,
    "ask_transfer": what_was_asked,
    "transfer": what_was_asked,
    "refuse_transfer": what_was_asked,
    "propose_consult": what_was_asked,
    "consult": what_was_asked,
    "record_consult": what_was_asked,
    "drop_consult": what_was_asked,
    "dispute_class": what_was_asked,
    "decide_class": what_was_asked,
    "confirm_finding": _finding,
    "release_summary": _release,
    "supervise": what_was_asked,
    "release": what_was_asked,
    "pass_on": what_was_asked,
    "record_pass_on": what_was_asked,
    "name_helper": _people,
    "ask": _units,
    "urge": _units,
    "sign": _units,
    "return": _units,
}
