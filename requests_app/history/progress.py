"""What the requester reads about the own case (P2, P3): state, dates and how they were counted, answer, verdict."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from casework.history import Entry
from office import calendar as office_calendar
from office.calendar import WorkingCalendar
from office.templatetags.wording import deadline_day
from requests_app.deadlines.display import label_for_requester
from requests_app.deadlines.options import clock_days
from requests_app.history import case_history
from requests_app.history.counts import Count, main_count, other_counts
from requests_app.history.looks import Rounds, Unit, unit_of
from requests_app.models import (
    Answer,
    Assignment,
    Clock,
    Disposal,
    EnterpriseRequest,
    Question,
    Verdict,
)
from requests_app.models.case_file import ENDED, CaseFile
from requests_app.models.categories import Difficulty
from requests_app.models.clocks import ClockKind
from requests_app.models.requests import OPEN, Outcome, Status

SOON_DAYS = 3


@dataclass(frozen=True)
class Chip:
    """components/deadline_chip.html"""

    state: str
    text: str


@dataclass(frozen=True)
class Progress:
    """One case on one day, for its requester."""

    case: EnterpriseRequest
    on: date
    label: str
    tone: str
    lead: Unit | None
    co: tuple[Unit, ...]
    chip: Chip | None
    accept_by: date | None
    answer_estimate: date | None
    verdict_by: date | None
    question: Question | None
    answer: Answer | None
    verdict: Verdict | None
    disposal: Disposal | None
    entries: list[Entry]
    # What comes next and by when, and what follows it; empty where nothing is to come.
    pending: Entry | None
    then: str
    count: Count | None
    # How the other dates that are shown were counted: until when one may rate, when an appeal is decided.
    more_counts: tuple[Count, ...]

    @property
    def shows_due(self) -> bool:
        """Whether a date of the answer stands: none is owed of what was withdrawn, declined or referred."""
        return _owes_answer(self.case)


def of(file: CaseFile, on: date, *, file_url: Callable[[str], str]) -> Progress:
    """Some fifteen queries; what a case cannot have is not asked for. `file_url` of a stored file's token."""
    case, calendar = file.case, office_calendar.load()
    # Those that run towards the enterprise, the latest last; guards have read them all.
    clocks = sorted((row for row in file.clocks if row.assignment_id is None), key=lambda row: row.pk)
    last = {clock.kind: clock for clock in clocks}
    answers = _answers(case)
    rounds = Rounds.of(case.round, answers, clocks)
    parts = sorted(file.assignments, key=lambda row: row.pk) if case.accepted_at is not None else []
    lead, co = _working(case, parts, rounds)
    answer = answers[-1] if answers and answers[-1].round == case.round else None
    verdict = Verdict.objects.filter(answer=answer, overridden_at=None).first() if answer else None
    label, tone = _headline(case, verdict)
    accept_clock = last.get(ClockKind.ACCEPT)
    accept_by = accept_clock.due_on if accept_clock and case.status == Status.SUBMITTED else None
    verdict_clock = last.get(ClockKind.VERDICT)
    verdict_by = verdict_clock.due_on if verdict_clock and verdict_clock.is_running else None
    progress = Progress(
        case=case,
        on=on,
        label=label,
        tone=tone,
        lead=lead,
        co=co,
        chip=_chip(case, calendar, on),
        accept_by=accept_by,
        answer_estimate=estimate(accept_by, calendar, on) if accept_by else None,
        verdict_by=verdict_by,
        question=_open_question(case),
        answer=answer,
        verdict=verdict,
        disposal=Disposal.objects.filter(case=case).last() if case.status in _DISPOSED else None,
        entries=_entries(file, parts, answers, answer, file_url, rounds),
        pending=None,
        then=_then(case),
        count=main_count(last, file.pauses, calendar, on) if accept_by or _owes_answer(case) else None,
        more_counts=tuple(other_counts(last, file.pauses, calendar, on)),
    )
    pending = _pending(progress) or _review(case, last.get(ClockKind.REVIEW))
    if pending is not None:
        progress.entries.insert(0, pending)
    return replace(progress, pending=pending)


def estimate(accept_by: date, calendar: WorkingCalendar, on: date) -> date:
    """When an ordinary matter is answered at the latest, should it be accepted on its last day."""
    return calendar.due_day(accept_by, clock_days(ClockKind.ANSWER, Difficulty.ORDINARY, on))


_DISPOSED = (Status.DECLINED, Status.REFERRED)


def _owes_answer(case: EnterpriseRequest) -> bool:
    """Whether the date of the answer stands, kept or to be kept."""
    return case.answer_due_on is not None and case.status not in (Status.WITHDRAWN, *_DISPOSED)


def _working(
    case: EnterpriseRequest, parts: list[Assignment], rounds: Rounds
) -> tuple[Unit | None, tuple[Unit, ...]]:
    """Who works on it now; on a merged case those of the leading one, whose looks are none at this case."""
    leading = case.leading if case.status == Status.MERGED else None
    working = parts if leading is None else _assignments(leading)
    current = [part for part in working if part.status not in ENDED]
    units = [(part, unit_of(part, rounds, is_own=leading is None)) for part in current]
    lead = next((unit for part, unit in units if part.is_lead), None)
    return lead, tuple(unit for part, unit in units if not part.is_lead)


def _assignments(case: EnterpriseRequest) -> list[Assignment]:
    if case.accepted_at is None:
        return []
    return list(case.assignments.select_related("department", "through").order_by("id"))


def _answers(case: EnterpriseRequest) -> list[Answer]:
    """All rounds, with the lead's own words and the promise."""
    if case.answered_at is None:
        return []
    return list(
        case.answers.select_related("reply__assignment__department", "promise")
        .prefetch_related("promise__milestones")
        .order_by("id")
    )


def _open_question(case: EnterpriseRequest) -> Question | None:
    if not case.is_waiting:
        return None
    return (
        case.questions.filter(answered_at=None, lapsed_at=None)
        .select_related("assignment__department")
        .first()
    )


def _entries(
    file: CaseFile,
    parts: list[Assignment],
    answers: list[Answer],
    shown: Answer | None,
    file_url: Callable[[str], str],
    rounds: Rounds,
) -> list[Entry]:
    attachments = [attachment for attachment in file.attachments if attachment.for_enterprise]
    earlier = {answer.pk: answer.text for answer in answers if answer != shown}
    return case_history.for_requester(file.case, parts, attachments, earlier, file_url, rounds)


def _headline(case: EnterpriseRequest, verdict: Verdict | None) -> tuple[str, str]:
    """The words and the tone of the state, from the requester's side."""
    if case.status == Status.ANSWERED:
        return ("已答复，正在作后续处理", "doing") if verdict else ("已答复，请您评价", "asked")
    if case.is_open and case.is_waiting:
        return "等您补充", "asked"
    if case.status == Status.SUBMITTED:
        return case.status_label, "todo"
    if case.is_open or case.status == Status.MERGED or case.outcome == Outcome.PROMISED:
        return label_for_requester(case), "doing"
    if case.outcome == Outcome.UNRATED and verdict is not None:
        # By a number that a desk typed: nothing is settled before the look-back (docs/domain.md § 2).
        return "已评价，等核实", "doing"
    return label_for_requester(case), "done" if case.outcome == Outcome.SETTLED else "ended"


def _chip(case: EnterpriseRequest, calendar: WorkingCalendar, on: date) -> Chip | None:
    """How the date to answer stands, in working days."""
    due_on = case.answer_due_on
    if due_on is None or not _owes_answer(case):
        return None
    if case.status not in (*OPEN, Status.MERGED):
        return _timeliness(case.answered_on, due_on, calendar) if case.answered_on else None
    if case.is_waiting and not case.is_overdue(on):
        return Chip("stop", "等您补充，暂停计时")
    if on > due_on:
        return Chip("over", f"超期 {max(1, calendar.count(due_on, on))} 个工作日")
    left = calendar.count(on, due_on)
    state = "soon" if left <= SOON_DAYS else "plain"
    return Chip(state, f"还有 {left} 个工作日{calendar.mark(due_on)}" if left else "今天到期")


def _timeliness(answered_on: date, due_on: date, calendar: WorkingCalendar) -> Chip:
    if answered_on > due_on:
        return Chip("over", f"超期 {max(1, calendar.count(due_on, answered_on))} 个工作日答复")
    early = calendar.count(answered_on, due_on)
    return Chip("ok", f"提前 {early} 个工作日答复" if early else "按期答复")


def _then(case: EnterpriseRequest) -> str:
    """What follows on what is pending, as far as it is the same for every such case."""
    if case.status == Status.SUBMITTED:
        return "受理以后，告诉您最迟哪天答复。"
    if (case.is_open and case.status != Status.ANSWERED) or case.status == Status.MERGED:
        return "有了结果答复您，再请您评价。"
    return ""


def _review(case: EnterpriseRequest, clock: Clock | None) -> Entry | None:
    """When it is looked at again whether conditions have changed, of what could not be settled."""
    if case.status != Status.CLOSED or clock is None or not clock.is_running:
        return None
    return Entry("再看条件有没有变化", when=f"{deadline_day(clock.due_on)}前，结果告诉您", state="doing")


def _pending(progress: Progress) -> Entry | None:
    """What comes next, above what has happened."""
    case = progress.case
    if progress.question is not None:
        return Entry("等您补充", when="补充后继续办理", state="asked")
    if case.status == Status.ANSWERED and progress.verdict is None and progress.verdict_by:
        return Entry("等您评价", when=f"{deadline_day(progress.verdict_by)}前", state="asked")
    if case.is_open and progress.accept_by is not None:
        return Entry("等待受理", when=f"{deadline_day(progress.accept_by)}前", state="doing")
    if (case.is_open or case.status == Status.MERGED) and case.answer_due_on is not None:
        due = deadline_day(case.answer_due_on)
        if progress.on > case.answer_due_on:
            return Entry("正在办理，已超期", when=f"应在 {due}前答复", state="doing")
        return Entry("正在办理", when=f"最迟 {due}答复", state="doing")
    return None
