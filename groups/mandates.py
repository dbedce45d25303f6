"""Taking office, being suspended, coming back, leaving. Each change ends one span and opens the next.

Profiles, QR codes, postings and boards ask who is in office on the day, so that they change at once and by
themselves; what must be moved is told through `left_office`.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from typing import Any

from groups.models import Mandate, ProfessionalMembership, RegionalMembership, Representative, Term
from office.actors import Actor
from office.calendar import local_date
from office.events import JSON, Fact, record
from office.ports import Port
from office.refusals import Refused
from office.verbs import verb

# Called inside the transaction once a representative holds no active mandate at any level any more:
# (the new open span, by, at). Higher apps hand over open work and end postings.
LeftOffice = Callable[[Mandate, Actor, datetime], None]
left_office: Port[LeftOffice] = Port()

Status = Mandate.Status


@verb
def take_office(
    representative: Representative, term: Term, *, since: date, document: str = "", by: Actor, at: datetime
) -> Mandate:
    """Opens the first span. Refused: `already_in_office`, `before_term`."""
    for refused in faults_of_beginning({"term": term, "since": since}):
        raise refused
    if Mandate.objects.open().filter(representative=representative, term=term).exists():
        raise Refused("already_in_office", "该代表在本届已有任职记录。")
    mandate = Mandate.objects.create(representative=representative, term=term, since=since, document=document)
    _record(mandate, "took_office", by=by, at=at)
    return mandate


@verb
def suspend(
    mandate: Mandate, *, reason_kind: str, document: str = "", on: date, by: Actor, at: datetime
) -> Mandate:
    """From `on` the representative does not exercise office.

    Refused: `not_active`, `reason_missing`, `reason_ends` for what ends a mandate for good, dates.
    """
    if reason_kind in Mandate.Reason.values and reason_kind and reason_kind not in Mandate.SUSPENDING:
        label = Mandate.Reason(reason_kind).label
        raise Refused(
            "reason_ends", f"{label}的，任职终止而不是暂停，请改用“终止任职”。", field="reason_kind"
        )
    return _leave(mandate, Status.SUSPENDED, reason_kind=reason_kind, document=document, on=on, by=by, at=at)


@verb
def end(
    mandate: Mandate, *, reason_kind: str, document: str = "", on: date, by: Actor, at: datetime
) -> Mandate:
    """From `on` the representative is out of office for good; memberships end with the last mandate.

    A death ends the mandates at other levels too. Refused: `not_active`, `reason_missing`, dates.
    """
    ended = _leave(mandate, Status.ENDED, reason_kind=reason_kind, document=document, on=on, by=by, at=at)
    still_held = Mandate.objects.open().exclude(status=Status.ENDED)
    still_held = still_held.filter(representative=mandate.representative_id)
    if reason_kind == Mandate.Reason.DIED:
        for other in still_held.order_by("pk"):
            last = max(on, other.since)
            _leave(other, Status.ENDED, reason_kind=reason_kind, document=document, on=last, by=by, at=at)
    if not still_held.exists():
        for memberships in (ProfessionalMembership.objects, RegionalMembership.objects):
            ending = memberships.open().filter(representative=mandate.representative_id)
            ending.filter(since__lte=on).update(until=on)
    return ended


@verb
def resume(mandate: Mandate, *, document: str = "", on: date, by: Actor, at: datetime) -> Mandate:
    """Back in office from `on`. Refused: `not_suspended`, dates."""
    open_span = _locked_open_span(mandate)
    if open_span.status != Status.SUSPENDED:
        raise Refused("not_suspended", "只有暂停的任职可以恢复。")
    resumed = _next_span(open_span, Status.ACTIVE, reason_kind="", document=document, on=on, at=at)
    _record(resumed, "resumed_office", by=by, at=at)
    return resumed


def _leave(
    mandate: Mandate,
    status: Mandate.Status,
    *,
    reason_kind: str,
    document: str,
    on: date,
    by: Actor,
    at: datetime,
) -> Mandate:
    open_span = _locked_open_span(mandate)
    if open_span.status == Status.ENDED or open_span.status == status:
        raise Refused("not_active", f"该任职已经{open_span.get_status_display()}。")
    if reason_kind not in Mandate.Reason.values or not reason_kind:
        raise Refused("reason_missing", "请选择原因。", field="reason_kind")
    span = _next_span(open_span, status, reason_kind=reason_kind, document=document, on=on, at=at)
    if not span.representative.is_in_office(on):
        for handler in left_office:
            handler(span, by, at)
    _record(span, "office_suspended" if status == Status.SUSPENDED else "office_ended", by=by, at=at)
    return span


def faults_of_beginning(values: Mapping[str, Any]) -> Iterator[Refused]:
    """What `take_office` refuses of the date, as far as `values` has term and date: `before_term`."""
    term, since = values.get("term"), values.get("since")
    if term and since and since < term.elected_on:
        yield Refused("before_term", "任职开始日期不能早于本届选举日期。", field="since")


def faults_of_change(span: Mandate, values: Mapping[str, Any], *, at: datetime) -> Iterator[Refused]:
    """What a change of an open span refuses of its date, where `values` has one: `in_future`, `before_since`."""
    on = values.get("on")
    if on and on > local_date(at):
        yield Refused("in_future", "日期不能晚于今天。", field="on")
    elif on and on < span.since:
        yield Refused("before_since", f"日期不能早于{span.since:%Y-%m-%d}。", field="on")


def _locked_open_span(mandate: Mandate) -> Mandate:
    """The open span of this representative and term, locked after its representative."""
    Representative.objects.select_for_update().get(pk=mandate.representative_id)
    spans = Mandate.objects.open().select_related("representative", "term")
    return spans.get(representative=mandate.representative_id, term=mandate.term_id)


def _next_span(
    span: Mandate, status: Mandate.Status, *, reason_kind: str, document: str, on: date, at: datetime
) -> Mandate:
    for refused in faults_of_change(span, {"on": on}, at=at):
        raise refused
    span.until = on
    span.save(update_fields=["until"])
    return Mandate.objects.create(
        representative=span.representative,
        term=span.term,
        status=status,
        since=on,
        reason_kind=reason_kind,
        document=document,
    )


def _record(mandate: Mandate, action: str, *, by: Actor, at: datetime) -> None:
    data: dict[str, JSON] = {"term": mandate.term_id, "since": mandate.since, "reason": mandate.reason_kind}
    private = {"document": mandate.document} if mandate.document else {}
    record(Fact(f"representative:{mandate.representative_id}", action, data, private), by=by, at=at)
