"""Writing consultations down and correcting them (docs/domain.md § 11)."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from django.db.models import Max

from office import calendar
from office.actors import Actor
from office.calendar import local_date
from office.crypto import keyed_hash
from office.events import JSON, Fact, record
from office.models import User
from office.privacy import masking
from office.refusals import Refused
from office.verbs import verb
from stations.consultations.sheets import Line
from stations.models import Consultation, ConsultationState, Enterprise, Station
from stations.models.bookings import Basis, Ending

LONGEST_AGO = timedelta(days=366)
# An entry within one working day is none that was made later (docs/domain.md § 2).
ENTERED_WITHIN = 1
NEEDS_SOURCE = (Ending.EXPLAINED, Ending.ANSWERED)
ENDINGS = (*NEEDS_SOURCE, Ending.NOTED, Ending.GUIDED)
# In a public register, and says whose matter it is.
LEFT = frozenset({masking.Kind.USCC})


@dataclass(frozen=True)
class Said:
    """What the clerk typed, cleaned; `consulted_at` None for now, the telephone as `str(phones.Phone)`."""

    how: str
    requester_kind: str
    topic: str
    words: str
    ending: str
    basis: str = ""
    source: str = ""
    item: str = ""
    enterprise_name: str = ""
    contact: str = ""
    phone: str = ""
    consulted_at: datetime | None = None
    line: Line | None = None

    @property
    def masked_words(self) -> str:
        """As they are stored: telephones, identity, card and plate numbers, addresses and names masked."""
        hits = [hit for hit in masking.find(self.words, [self.contact]) if hit.kind not in LEFT]
        return masking.masked(self.words, hits)

    def fingerprint(self, station: Station) -> str:
        """A keyed hash of the whole body, which a telephone cannot be guessed from."""
        body = json.dumps([station.pk, asdict(self)], ensure_ascii=False, default=str)
        return keyed_hash("consultation_body", body)


@verb
def register(station: Station, said: Said, *, form_key: str, by: Actor, at: datetime) -> Consultation:
    """One consultation with the next number of its station and year; the same form again gives the same one.

    Refused: `key_reused` (something else on the same form), `not_now`, `source_missing`, `unknown_ending`,
    `line_taken`.
    """
    # The station's row is the lock of its numbers.
    station = Station.objects.select_for_update().get(pk=station.pk)
    form_hash = keyed_hash("consultation_form", form_key)
    earlier = Consultation.objects.filter(form_hash=form_hash).first()
    if earlier is not None:
        if earlier.body_hash != said.fingerprint(station):
            raise Refused("key_reused", "这一页刚才登记过一条，这次写的不同。确实是另一条，请再点一次登记。")
        return earlier
    consulted_at = _moment(said, at)
    _refuse_unsourced(said)
    _refuse_taken(said.line)
    year = local_date(at).year
    last = Consultation.objects.filter(station=station, year=year).aggregate(last=Max("serial"))["last"] or 0
    consultation = Consultation(
        number=f"{station.code}-{year}-{last + 1:04}",
        station=station,
        year=year,
        serial=last + 1,
        form_hash=form_hash,
        body_hash=said.fingerprint(station),
        entered_by=person(by),
        entered_at=at,
        entered_on=local_date(at),
    )
    _write(consultation, said, consulted_at)
    consultation.save()
    _begin_state(consultation, at)
    data = _data(consultation)
    record(Fact(consultation.subject, "consultation_registered", data, begins=True), by=by, at=at)
    return consultation


@verb
def correct(consultation: Consultation, said: Said, *, reason: str, by: Actor, at: datetime) -> Consultation:
    """On the day of entry by whoever entered it; later by staff (`may_correct`), with the reason.

    What became a request stays one. Refused: `void`, `reason_missing`, `not_now`, `source_missing`, `line_taken`.
    """
    consultation = locked(consultation)
    if local_date(at) != consultation.entered_on and not reason:
        raise Refused("reason_missing", "不是当天的更正，请写明原因。", field="reason")
    if not consultation.request_number:
        _refuse_unsourced(said)
    _refuse_taken(said.line, besides=consultation)
    before = consultation.words
    _write(consultation, said, _moment(said, at, otherwise=consultation.consulted_at))
    consultation.save()
    next_state(consultation, at)
    private = {"reason": reason, "words": before}
    record(Fact(consultation.subject, "consultation_corrected", _data(consultation), private), by=by, at=at)
    return consultation


@verb
def became_request(consultation: Consultation, number: str, *, by: Actor, at: datetime) -> Consultation:
    """转为诉求, once: for the app that makes requests, inside its verb. Refused: `void`, `ended`."""
    consultation = locked(consultation)
    if consultation.request_number:
        raise Refused("ended", f"已转为诉求 {consultation.request_number}。")
    consultation.ending, consultation.request_number = Ending.REQUEST, number
    consultation.basis = consultation.source = consultation.item = ""
    consultation.save(update_fields=["ending", "request_number", "basis", "source", "item"])
    next_state(consultation, at)
    record(Fact(consultation.subject, "consultation_became_request", {"number": number}), by=by, at=at)
    return consultation


def locked(consultation: Consultation) -> Consultation:
    """Read anew under its lock. Refused: `void`."""
    rows = Consultation.objects.select_for_update(of=("self",)).select_related("station")
    consultation = rows.get(pk=consultation.pk)
    if consultation.is_void:
        raise Refused("void", "这条咨询已作废。")
    return consultation


def _write(consultation: Consultation, said: Said, consulted_at: datetime) -> None:
    """Everything that was said; the ending not of what has become a request."""
    consultation.consulted_at, consultation.consulted_on = consulted_at, local_date(consulted_at)
    days = calendar.load().count(consultation.consulted_on, consultation.entered_on)
    consultation.is_late = days > ENTERED_WITHIN
    consultation.how, consultation.requester_kind = said.how, said.requester_kind
    consultation.topic, consultation.words = said.topic, said.masked_words
    consultation.enterprise_name = said.enterprise_name
    consultation.enterprise = Enterprise.objects.registered_as(said.enterprise_name)
    consultation.contact, consultation.phone = said.contact, said.phone
    consultation.sheet = said.line.sheet if said.line else None
    consultation.sheet_line = said.line.number if said.line else None
    if consultation.request_number:
        return
    consultation.ending = said.ending
    is_sourced = said.ending in NEEDS_SOURCE
    consultation.basis = said.basis if is_sourced else ""
    consultation.source = said.source if is_sourced else ""
    consultation.item = said.item if is_sourced and said.basis == Basis.PUBLIC else ""


def _begin_state(consultation: Consultation, at: datetime) -> None:
    names = ("station_id", "consulted_on", "how", "requester_kind", "topic", "ending", "is_void")
    values = {name: getattr(consultation, name) for name in names}
    ConsultationState.objects.create(consultation=consultation, since=at, **values)


def next_state(consultation: Consultation, at: datetime) -> None:
    consultation.states.filter(until__isnull=True).update(until=at)
    _begin_state(consultation, at)


def _data(consultation: Consultation) -> dict[str, JSON]:
    return {
        "number": consultation.number,
        "on": consultation.consulted_on.isoformat(),
        "how": str(consultation.how),
        "kind": str(consultation.requester_kind),
        "topic": consultation.topic,
        "ending": str(consultation.ending),
        "late": consultation.is_late,
    }


def _moment(said: Said, at: datetime, *, otherwise: datetime | None = None) -> datetime:
    consulted_at = said.consulted_at or otherwise or at
    if not at - LONGEST_AGO <= consulted_at <= at:
        raise Refused("not_now", "咨询时间应在一年之内，不能在现在之后。", field="consulted_at")
    return consulted_at


def _refuse_unsourced(said: Said) -> None:
    """An explanation or an answer names the public item or the unit's officer: nobody else promises for a unit."""
    if said.ending not in ENDINGS:
        raise Refused("unknown_ending", "请选择结果。", field="ending")
    if said.ending in NEEDS_SOURCE and (said.basis not in Basis.values or not said.source):
        raise Refused("source_missing", "请写明依据哪条政策或资料，或在场工作人员。", field="item")


def _refuse_taken(line: Line | None, *, besides: Consultation | None = None) -> None:
    if line is None:
        return
    rows = Consultation.objects.filter(sheet=line.sheet, sheet_line=line.number)
    taken = (rows.exclude(pk=besides.pk) if besides else rows).first()
    if taken is not None:
        raise Refused("line_taken", f"{line} 已补录为 {taken.number}。", field="line")


def person(by: Actor) -> User:
    if by.user is None:
        raise Refused("not_yours", "请先登录。")
    return by.user
