"""Objections to a line of the duty file: raised by the person, answered in writing by another, in time."""

from __future__ import annotations

from datetime import date, datetime

from django.urls import reverse

from evaluation.duties import file_page, links
from evaluation.duties.on_behalf import Said, typed_by
from evaluation.models import DutyObjection
from fieldwork.reach import reach_of
from groups import recipients
from groups.duty_roster import DutyRoster
from groups.models import Representative
from office import calendar as office_calendar
from office import events, options
from office.actors import Actor
from office.calendar import local_date
from office.events.facts import JSON
from office.models import User
from office.notifications.notices import notify
from office.numbers import clean_words
from office.refusals import Refused
from office.verbs import verb

SHORTEST, LONGEST = 5, 500


@verb
def raise_objection(
    representative: Representative, year: int, line: str, text: str, *, said: Said, by: Actor, at: datetime
) -> DutyObjection:
    """Due in `score_answer_days` working days; liaison and staff are told. By link the caller knows that it is the
    person. Refused: as `typed_by`, `unknown_line`, `too_short`, `exists`."""
    on, user = local_date(at), typed_by(representative, said, by=by, at=at)
    line = clean_words(line)
    label = file_page.lines_of(representative, year, on).get(line)
    if label is None:
        raise Refused("unknown_line", "请选择对哪一条有异议", field="line")
    text = clean_words(text)
    if not SHORTEST <= len(text) <= LONGEST:
        raise Refused("too_short", f"请写明哪里不对，{SHORTEST} 到 {LONGEST} 字", field="text")
    # The person's row is the lock: the same line is objected to once until it is answered.
    Representative.objects.select_for_update().get(pk=representative.pk)
    same = DutyObjection.objects.open().filter(representative=representative, year=year, line=line)
    if same.exists():
        raise Refused("exists", "这一条的异议已经提交，正在核实", field="line")
    row = DutyObjection.objects.create(
        representative=representative,
        year=year,
        line=line,
        line_label=label,
        text=text,
        way=said.way,
        sheet=said.sheet,
        raised_at=at,
        raised_by=user,
        answer_due_on=office_calendar.load().add(on, int(options.value("score_answer_days", on))),
    )
    roster = DutyRoster(on)
    notify(
        f"{row.subject}:raised",
        answerers(representative, roster),
        title=f"{representative.name}对履职档案有异议",
        body=f"{label}。请书面答复。",
        link=page_of(representative, year),
        at=at,
    )
    data: dict[str, JSON] = {"line": line, "year": year, "way": str(said.way)}
    events.record(events.Fact(row.subject, "object_to_duty_file", data, {"text": text}), by=by, at=at)
    return row


@verb
def answer(row: DutyObjection, text: str, *, upheld: bool, by: Actor, at: datetime) -> DutyObjection:
    """By the liaison or staff, never by the person; told with the page, by link to who has no account.

    Refused: `not_yours`, `answered`, `missing`, `second_person`.
    """
    row = DutyObjection.objects.select_for_update().get(pk=row.pk)
    user = answerer(by, row.representative, at)
    if row.answered_at is not None:
        raise Refused("answered", "这条异议已经答复")
    if user.pk == row.raised_by_id:
        raise Refused("second_person", "提出人和登记人不能答复，请另一位答复")
    text = clean_words(text)
    if not text or len(text) > LONGEST:
        raise Refused("missing", f"请填写答复，不超过 {LONGEST} 字", field="answer")
    row.answer, row.upheld, row.answered_at, row.answered_by = text, upheld, at, user
    row.save(update_fields=["answer", "upheld", "answered_at", "answered_by"])
    links.tell(
        row.representative,
        row.year,
        f"{row.subject}:answered",
        title="您对履职档案的异议已答复",
        body=f"{row.line_label}：{'成立' if upheld else '不成立'}。",
        by=by,
        at=at,
    )
    fact = events.Fact(row.subject, "answer_duty_objection", {"upheld": upheld}, {"answer": text})
    events.record(fact, by=by, at=at)
    return row


def answerer(by: Actor, representative: Representative, at: datetime) -> User:
    """The liaison of the person's groups or staff, and not the person. Refused: `not_yours`, `second_person`."""
    user = by.user
    if user is None or not reach_of(user, local_date(at)).serves(representative.pk):
        raise Refused("not_yours", "由联络员或工作人员办理。")
    if user.pk == representative.user_id:
        raise Refused("second_person", "不能办理自己的，请另一位办理")
    return user


def answerers(representative: Representative, roster: DutyRoster) -> list[User]:
    """Liaisons and staff, each once, the person never."""
    found = {
        user.pk: user
        for user in (*recipients.liaisons(representative, roster), *recipients.staff(roster.on, roster))
    }
    return [user for key, user in found.items() if key != representative.user_id]


def remind(on: date, at: datetime) -> int:
    """Who may answer is told the day before an answer is due and on the day after, once each; how many rows."""
    roster, told = DutyRoster(on), 0
    calendar = office_calendar.load()
    rows = DutyObjection.objects.open().filter(answer_due_on__lte=calendar.add(on, 1))
    for row in rows.select_related("representative").order_by("pk"):
        is_late = row.answer_due_on < on
        told += notify(
            f"{row.subject}:{'late' if is_late else 'due'}",
            answerers(row.representative, roster),
            title="履职档案异议逾期未答复" if is_late else "履职档案异议快到答复期限",
            body=f"{row.representative.name}：{row.line_label}。",
            link=page_of(row.representative, row.year),
            kind="reminder",
            at=at,
        )
    return told


def page_of(representative: Representative, year: int) -> str:
    """Where the person's year stands on the desk."""
    return f"{reverse('evaluation:duties_of', args=[representative.code])}?year={year}"
