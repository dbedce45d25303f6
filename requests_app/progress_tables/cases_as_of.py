"""How a group's cases stood at the end of a month: made from the record of events, so that a queue that was down
on the 1st, or a correction months later, gives the same rows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Q

from groups.models import ProfessionalGroup
from office.calendar import WorkingCalendar, local_date
from office.models import Event
from office.months import Month
from office.templatetags.wording import paper_day, short_day
from requests_app.models import Answer, Assignment, EnterpriseRequest, ProgressRow, Promise, Question
from requests_app.models.assignments import AssignmentStatus, Part
from requests_app.models.progress import RowKind
from requests_app.models.requests import OPEN, Outcome, Status
from requests_app.progress_tables.dates_as_of import answer_dates

# Not in the hands of this office any more: courts, procuratorate, 监委 and others (docs/domain.md § 2).
NOT_SHOWN = (Status.REFERRED,)


@dataclass
class Found:
    """What is known of one case at the end of the month."""

    status: str = Status.ACCEPTED
    outcome: str = ""
    ended_on: date | None = None
    answered_on: date | None = None
    asked_on: date | None = None
    promised_on: date | None = None
    lead: Assignment | None = None
    co: list[Assignment] = field(default_factory=list)


def rows_of(group: ProfessionalGroup, month: Month, calendar: WorkingCalendar) -> list[ProgressRow]:
    """Unsaved rows, the earliest date first: every unsealed case of the group that was unended in the month."""
    cases = list(
        EnterpriseRequest.objects.filter(
            Q(closed_on__isnull=True) | Q(closed_on__gte=month.from_on),
            group=group,
            sealed=False,
            accepted_on__lt=month.to_on,
            answer_due_on__isnull=False,
        ).select_related("category__parent")
    )
    found, dates = _found(cases, month), answer_dates(cases, month.ends_at, calendar)
    rows = [
        _row(case, found[case.pk], dates.get(case.pk) or case.answer_due_on or month.last_on, month, calendar)
        for case in cases
        if _was_unended(found[case.pk], month)
    ]
    rows.sort(key=lambda row: (row.due_on, row.case_id))
    for number, row in enumerate(rows, start=1):
        row.order = number
    return rows


def units_of(month: Month, rows: Iterable[ProgressRow]) -> set[int]:
    """Keys of the departments named in the rows."""
    assignments = _assignments([row.case_id for row in rows], month.ends_at)
    return {each.department_id for each in assignments}


def _found(cases: list[EnterpriseRequest], month: Month) -> dict[int, Found]:
    keys = [case.pk for case in cases]
    found: dict[int, Found] = defaultdict(Found)
    _read_events(found, keys, month)
    _read_words(found, keys, month.ends_at)
    for each in _assignments(keys, month.ends_at):
        one = found[each.case_id]
        if each.part == Part.LEAD:
            one.lead = each
        elif each.status != AssignmentStatus.ENDED or one.status not in OPEN:
            one.co.append(each)
    return found


def _read_events(found: dict[int, Found], keys: list[int], month: Month) -> None:
    """Status and outcome after the last event of the month, and the day on which it had ended."""
    subjects = [f"case:{key}" for key in keys]
    events = Event.objects.filter(subject__in=subjects, at__lt=month.ends_at).order_by("subject", "seq")
    for event in events.iterator():
        data = event.data
        if "to" not in data:
            continue
        one = found[int(event.subject.partition(":")[2])]
        one.status = str(data["to"])
        one.outcome = str(data.get("outcome", one.outcome)) if one.status == Status.CLOSED else ""
        one.ended_on = None if one.status in (*OPEN, Status.ANSWERED, Status.MERGED) else local_date(event.at)


def _read_words(found: dict[int, Found], keys: list[int], until: datetime) -> None:
    """Answers, promises and open questions as of then."""
    answers = Answer.objects.filter(case_id__in=keys, answered_at__lt=until).order_by("pk")
    for case, at in answers.values_list("case_id", "answered_at"):
        found[case].answered_on = local_date(at)
    promises = Promise.objects.filter(case_id__in=keys, answer__answered_at__lt=until).order_by("pk")
    for case, due_on in promises.values_list("case_id", "due_on"):
        found[case].promised_on = due_on
    stood = Q(answered_at__isnull=True) | Q(answered_at__gte=until)
    lasted = Q(lapsed_at__isnull=True) | Q(lapsed_at__gte=until)
    asked = Question.objects.filter(stood, lasted, case_id__in=keys, asked_at__lt=until)
    for case, at in asked.values_list("case_id", "asked_at"):
        found[case].asked_on = local_date(at)


def _assignments(keys: list[int], until: datetime) -> list[Assignment]:
    """Parts that had been given and not returned; the last lead of a case stands last."""
    not_returned = Q(returned_at__isnull=True) | Q(returned_at__gte=until)
    rows = Assignment.objects.filter(not_returned, case_id__in=keys, assigned_at__lt=until)
    return list(rows.select_related("department").order_by("assigned_at", "pk"))


def _was_unended(one: Found, month: Month) -> bool:
    return one.status not in NOT_SHOWN and (one.ended_on is None or one.ended_on >= month.from_on)


def _row(
    case: EnterpriseRequest, one: Found, due_on: date, month: Month, calendar: WorkingCalendar
) -> ProgressRow:
    kind = _kind(one)
    return ProgressRow(
        case=case,
        category=case.category.name if case.category else "",
        lead=one.lead.department.short_name if one.lead else "",
        co="、".join(dict.fromkeys(each.department.short_name for each in one.co))[:200],
        received_on=case.received_on,
        due_on=due_on,
        carried=case.accepted_on is not None and case.accepted_on < month.from_on,
        state=_state(one, kind),
        kind=kind,
        days=_days(one, kind, due_on, month, calendar),
        progress=proposed(one, kind),
    )


def _kind(one: Found) -> RowKind:
    if one.status == Status.CLOSED:
        return {Outcome.SETTLED: RowKind.SETTLED, Outcome.PROMISED: RowKind.PROMISED}.get(
            Outcome(one.outcome), RowKind.ENDED
        )
    if one.status == Status.ANSWERED:
        return RowKind.ANSWERED
    if one.status not in (*OPEN, Status.MERGED):
        return RowKind.ENDED
    return RowKind.ASKED if one.asked_on and one.status in OPEN else RowKind.GOING


def _state(one: Found, kind: RowKind) -> str:
    if kind in (RowKind.SETTLED, RowKind.PROMISED, RowKind.ASKED):
        return str(kind.label)
    return str(Outcome(one.outcome).label if one.outcome else Status(one.status).label)


def _days(one: Found, kind: RowKind, due_on: date, month: Month, calendar: WorkingCalendar) -> int | None:
    """Working days left at the end of the month, or by which the answer was early; while asked they stand still."""
    day = {RowKind.ASKED: one.asked_on, RowKind.GOING: month.last_on}.get(kind, one.answered_on)
    if day is None:
        return None
    return calendar.count(day, due_on) if day <= due_on else -calendar.count(due_on, day)


def proposed(one: Found, kind: RowKind) -> str:
    """A first sentence of dates and facts alone, for the liaison to write better; no word of the enterprise's."""
    answered = short_day(one.answered_on)
    match kind:
        case RowKind.SETTLED:
            return f"{answered}答复，企业确认已解决。"
        case RowKind.PROMISED:
            promised = one.promised_on
            until = f"，承诺 {paper_day(promised)}前完成" if promised else ""
            return f"{answered}答复，已列入计划{until}。"
        case RowKind.ANSWERED:
            return f"{answered}答复企业，等企业评价。"
        case RowKind.ENDED:
            return f"{answered}答复，{_state(one, kind)}。" if answered else f"{_state(one, kind)}。"
        case RowKind.ASKED:
            return f"{short_day(one.asked_on)}请企业补充材料，补充前暂停计时。"
    return _going(one)


def _going(one: Found) -> str:
    if one.status == Status.MERGED:
        return "已与同类诉求合并办理。"
    if one.lead is None:
        return "已受理，待交办。"
    unit = one.lead.department.short_name
    if one.lead.signed_on is None or one.status == Status.ASSIGNED:
        return f"{short_day(one.lead.assigned_on)}交办{unit}，待签收。"
    return f"{unit}{short_day(one.lead.signed_on)}签收，正在办理。"
