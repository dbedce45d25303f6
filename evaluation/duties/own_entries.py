"""补记: what somebody did and no record shows, entered by the person, counted once a second source confirms it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import QuerySet

from evaluation.duties import links
from evaluation.duties.objecting import answerer, answerers, page_of
from evaluation.duties.on_behalf import Said, typed_by
from evaluation.duties.progress import OWN_ENTRY
from evaluation.models import DutyEntry
from evaluation.models.duty_files import EntryKind
from groups.duty_roster import DutyRoster
from groups.models import Representative
from groups.year_records import (
    DutyKind,
    DutyRecord,
    K,
    OtherRecord,
    People,
    YearRecord,
    duties_done,
    others_done,
)
from office import events
from office.actors import Actor
from office.calendar import local_date
from office.notifications.notices import notify
from office.numbers import clean_words
from office.refusals import Refused
from office.templatetags.wording import short_day
from office.verbs import verb

# A year that was evaluated is not added to: until the end of January the last one is open.
LAST_MONTH_FOR_THE_YEAR_BEFORE = 1
LONGEST = 200


@dataclass(frozen=True)
class Entered:
    kind: str
    on: date
    words: str


@verb
def enter(
    representative: Representative, entered: Entered, *, said: Said, by: Actor, at: datetime
) -> DutyEntry:
    """Liaison and staff are told. By link the caller knows that it is the person.

    Refused: as `typed_by`, `unknown_kind`, `missing`, `in_future`, `too_old`, `not_in_office` on that day, `exists`
    where a record or an entry of that kind and day is there.
    """
    user = typed_by(representative, said, by=by, at=at)
    today, words = local_date(at), clean_words(entered.words)
    if entered.kind not in EntryKind.values:
        raise Refused("unknown_kind", "请选择类别", field="kind")
    if not words or len(words) > LONGEST:
        raise Refused("missing", f"请写明做了什么，不超过 {LONGEST} 字", field="words")
    if entered.on > today:
        raise Refused("in_future", "还没有到这一天，做了以后再补记", field="on")
    if entered.on < first_day(today):
        raise Refused("too_old", f"只能补记 {short_day(first_day(today))} 以后的", field="on")
    if not representative.is_in_office(entered.on):
        raise Refused("not_in_office", "这一天不在任", field="on")
    # The person's row is the lock: what is entered twice at once is found by the second.
    Representative.objects.select_for_update().get(pk=representative.pk)
    _refuse_known(representative, entered.kind, entered.on)
    row = DutyEntry.objects.create(
        representative=representative,
        kind=EntryKind(entered.kind),
        on=entered.on,
        words=words,
        way=said.way,
        sheet=said.sheet,
        entered_at=at,
        entered_by=user,
    )
    notify(
        f"{row.subject}:entered",
        answerers(representative, DutyRoster(today)),
        title=f"{representative.name}补记了履职，待核实",
        body=f"{short_day(row.on)} {row.get_kind_display()}：{words}",
        link=page_of(representative, row.on.year),
        at=at,
    )
    fact = events.Fact(
        row.subject, "enter_missing_duty", {"kind": row.kind, "way": str(said.way)}, {"words": words}
    )
    events.record(fact, by=by, at=at)
    return row


@verb
def decide(row: DutyEntry, basis: str, *, accepted: bool, by: Actor, at: datetime) -> DutyEntry:
    """By the liaison or staff: confirmed with the second source, or refused with the reason; the person is told.

    Refused: `not_yours`, `second_person`, `decided`, `missing`, `exists` where a record came meanwhile.
    """
    row = DutyEntry.objects.select_for_update().get(pk=row.pk)
    user = answerer(by, row.representative, at)
    if row.accepted is not None:
        raise Refused("decided", "这一条已经核实")
    if user.pk == row.entered_by_id:
        raise Refused("second_person", "登记人不能核实，请另一位核实")
    basis = clean_words(basis)
    if not basis or len(basis) > LONGEST:
        raise Refused("missing", "请写明依据：签到表、接待登记、企业证明；不属实的写明原因", field="basis")
    if accepted and _is_recorded(row.representative, row.kind, row.on):
        raise Refused("exists", "这一天已有同类履职记录，不能再计一次，请选“不属实”并说明", field="basis")
    row.accepted, row.basis, row.decided_at, row.decided_by = accepted, basis, at, user
    row.save(update_fields=["accepted", "basis", "decided_at", "decided_by"])
    links.tell(
        row.representative,
        row.on.year,
        f"{row.subject}:decided",
        title="您补记的履职已核实" if accepted else "您补记的履职没有计入",
        body=f"{short_day(row.on)} {row.get_kind_display()}。{'依据' if accepted else '原因'}：{basis}。",
        by=by,
        at=at,
    )
    fact = events.Fact(row.subject, "decide_missing_duty", {"accepted": accepted}, {"basis": basis})
    events.record(fact, by=by, at=at)
    return row


def first_day(today: date) -> date:
    """The first local day of which something can be entered."""
    before = today.month <= LAST_MONTH_FOR_THE_YEAR_BEFORE
    return date(today.year - 1 if before else today.year, 1, 1)


def records(people: People, since: date, until: date) -> Iterator[DutyRecord]:
    """For `duty_sources`: entries of duties; what a record of the same kind and day shows is counted there alone."""
    rows = _standing(people, since, until).filter(kind__in=DutyKind.values)
    return (_record(DutyKind(row.kind), row) for row in rows)


def others(people: People, since: date, until: date) -> Iterator[OtherRecord]:
    """For `other_sources`: entries of what no duty asks for."""
    rows = _standing(people, since, until).exclude(kind__in=DutyKind.values)
    return (_record(str(row.get_kind_display()), row) for row in rows)


def _standing(people: People, since: date, until: date) -> QuerySet[DutyEntry]:
    rows = DutyEntry.objects.standing().filter(representative__in=people, on__gte=since, on__lt=until)
    return rows.order_by("pk")


def _record(kind: K, row: DutyEntry) -> YearRecord[K]:
    return YearRecord(
        kind,
        row.representative_id,
        row.on,
        f"{OWN_ENTRY}{row.pk}",
        row.words,
        is_confirmed=row.accepted is True,
        source=f"本人补记，依据{row.basis}" if row.accepted else "本人补记",
    )


def _refuse_known(representative: Representative, kind: str, on: date) -> None:
    if kind == EntryKind.OTHER:
        return
    entries = DutyEntry.objects.standing().filter(representative=representative, kind=kind, on=on)
    if entries.exists() or _is_recorded(representative, kind, on):
        raise Refused("exists", "这一天已有同类记录；记得不对的，请对那一条提出异议", field="on")


def _is_recorded(representative: Representative, kind: str, on: date) -> bool:
    day = ([representative.pk], on, on + timedelta(days=1))
    known = {str(each.kind.label) for each in duties_done(*day) if not each.record.startswith(OWN_ENTRY)}
    known |= {each.kind for each in others_done(*day) if not each.record.startswith(OWN_ENTRY)}
    return EntryKind(kind).label in known
