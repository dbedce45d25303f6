"""What was told and what the sheets say is entered by one person and checked by another (docs/domain.md § 7)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from evaluation.models import Account
from evaluation.models.accounts import LEVELS, QUESTIONS
from groups.models import Representative
from office import events
from office.actors import Actor
from office.calendar import local_date
from office.events.facts import Fact
from office.numbers import clean_text, clean_words
from office.refusals import Refused
from office.verbs import verb

# Below this no figure is told: a sheet could be somebody's.
FEWEST_SHEETS = 10
SHEETS_AT_MOST = 2000


@dataclass(frozen=True)
class Told:
    """`counts` by question and level, in the order of `QUESTIONS` and `LEVELS`."""

    held_on: date
    place: str
    text: str
    handed_out: int
    returned: int
    counts: tuple[tuple[int, ...], ...]


@verb
def enter(person: Representative, year: int, told: Told, *, by: Actor, at: datetime) -> Account:
    """Entered anew until it is checked. Refused: `own`, `checked`, `not_that_year`, `missing`, `too_many`, `sums`."""
    if by.user is None or by.user.pk == person.user_id:
        raise Refused("own", "本人不能登记自己的述职和测评")
    row = Account.objects.select_for_update(of=("self",)).filter(representative=person, year=year).first()
    if row is not None and row.checked_at is not None:
        raise Refused("checked", "已经核对，不能再改")
    if told.held_on.year not in (year, year + 1) or told.held_on > local_date(at):
        raise Refused("not_that_year", f"述职日期应在 {year} 年或次年，且不晚于今天", field="held_on")
    place = clean_words(told.place)
    if not place:
        raise Refused("missing", "请填写述职地点", field="place")
    if told.returned > told.handed_out or told.handed_out > SHEETS_AT_MOST:
        raise Refused("too_many", f"收回的不能多于发出的，发出的不超过 {SHEETS_AT_MOST} 张", field="returned")
    _refuse_sums(told)
    values = {
        "held_on": told.held_on,
        "place": place,
        "text": clean_text(told.text),
        "handed_out": told.handed_out,
        "returned": told.returned,
        "counts": [list(each) for each in told.counts],
        "entered_at": at,
        "entered_by": by.user,
    }
    row = row or Account(representative=person, year=year)
    for name, value in values.items():
        setattr(row, name, value)
    row.save()
    data: dict[str, events.JSON] = {"year": year, "handed_out": told.handed_out, "returned": told.returned}
    events.record(Fact(row.subject, "enter_account", data), by=by, at=at)
    return row


@verb
def check(row: Account, *, by: Actor, at: datetime) -> Account:
    """By another than who entered it, never by the person; a repeat changes nothing. Refused: `second_person`."""
    row = Account.objects.select_for_update(of=("self",)).select_related("representative").get(pk=row.pk)
    if row.checked_at is not None:
        return row
    if by.user is None or by.user.pk in (row.entered_by_id, row.representative.user_id):
        raise Refused("second_person", "登记人和本人不能核对，请另一人对照测评表核对")
    row.checked_at, row.checked_by = at, by.user
    row.save(update_fields=["checked_at", "checked_by"])
    events.record(Fact(row.subject, "check_account", {}), by=by, at=at)
    return row


def lines_of(row: Account) -> list[tuple[str, list[int]]]:
    """(question, sheets by level), once it is checked and ten sheets came back; else nothing."""
    if row.checked_at is None or row.returned < FEWEST_SHEETS:
        return []
    return list(zip(QUESTIONS, row.counts, strict=True))


def _refuse_sums(told: Told) -> None:
    """Of each question as many as came back: who left one empty is under 不了解."""
    for question, counts in zip(QUESTIONS, told.counts, strict=True):
        if len(counts) != len(LEVELS) or sum(counts) != told.returned or _is_negative(counts):
            words = f"“{question}”四项合计应等于收回的 {told.returned} 张，没填的算“{LEVELS[-1]}”"
            raise Refused("sums", words, field="returned")


def _is_negative(counts: Sequence[int]) -> bool:
    return any(count < 0 for count in counts)
