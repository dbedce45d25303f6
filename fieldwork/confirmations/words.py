"""The word of the person on what somebody else entered: 有这回事, 没有这回事, line by line, once each."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from fieldwork.confirmations import kinds
from fieldwork.confirmations.kinds import Line
from fieldwork.models import OwnWord, Way
from fieldwork.models.own_words import ConfirmationSheet
from groups import recipients
from groups.duty_roster import DutyRoster
from groups.models import Representative
from office.actors import Actor
from office.calendar import local_date
from office.events import JSON, Fact, record
from office.notifications.notices import notify
from office.refusals import Refused
from office.templatetags.wording import short_day
from office.verbs import verb

# What a form may say of a line.
TRUE, FALSE = "true", "false"
SAID = {TRUE: OwnWord.CONFIRMED, FALSE: OwnWord.DENIED}


@verb
def say(
    representative: Representative,
    said: Mapping[str, str],
    *,
    way: Way,
    sheet: ConfirmationSheet | None = None,
    by: Actor,
    at: datetime,
) -> int:
    """Take the word on each line (`said`: its key to `TRUE` or `FALSE`); how many were decided now.

    Lines that are decided, withdrawn or not this person's stay as they are. Whoever entered a line that is denied is
    told. By link and sheet the caller has checked that it is the person. Refused: `not_yours`, `not_in_office`.
    """
    on = local_date(at)
    if way == Way.ACCOUNT and (by.user is None or representative.user_id != by.user.pk):
        raise Refused("not_yours", "由代表本人确认。")
    if not representative.is_in_office(on):
        raise Refused("not_in_office", "代表目前不在任，不能确认。")
    facts, denied = [], []
    for line in kinds.locked(list(said), representative.pk):
        word = SAID.get(said[line.key])
        row = line.row
        if word is None or row.own_word != OwnWord.WAITING:
            continue
        row.own_word, row.own_word_way = word, way
        row.own_word_at, row.own_word_on = at, on
        if sheet is not None:
            row.sheet = sheet
        row.save(update_fields=["own_word", "own_word_way", "own_word_at", "own_word_on", "sheet"])
        data: dict[str, JSON] = {"representative": representative.code, "word": str(word), "way": str(way)}
        facts.append(Fact(line.kind.subject(row), "own_word_said", data))
        if word == OwnWord.DENIED:
            denied.append(line)
    _tell_denied(denied, at=at)
    if facts:
        record(*facts, by=by, at=at)
    return len(facts)


def mark_asked(lines: Collection[Line], *, at: datetime) -> None:
    """The person is asked from today on; an earlier day stays."""
    on = local_date(at)
    for line in lines:
        if line.row.asked_on is None:
            line.row.asked_on = on
            line.row.save(update_fields=["asked_on"])


def _tell_denied(lines: Collection[Line], *, at: datetime) -> None:
    roster = DutyRoster(local_date(at))
    for line in lines:
        person = line.row.representative
        notify(
            f"{line.kind.subject(line.row)}:denied_by:{person.pk}",
            {user.pk: user for user in (line.row.entered_by, *recipients.liaisons(person, roster))}.values(),
            title=f"{person.name}代表说没有这回事",
            body=f"{short_day(line.on)} {line.words}。这一条不计入，请核对后撤回或更正。",
            at=at,
        )
