"""What must hold of the sequence over the whole site: no number missing, none without its event, no event without one."""

from __future__ import annotations

from collections.abc import Iterator

from office.events.chains import NOT_ANCHORED, End, Fault
from office.events.macs import head_seal
from office.events.sequence import SITE, number_seal
from office.models import ChainHead, Event, EventNumber

NAMED_AT_MOST = 1000


def site_faults(end: End = NOT_ANCHORED) -> list[Fault]:
    """Numbers are given all the time: ask inside `consistent_read`."""
    return list(_faults(ChainHead.objects.filter(key=SITE).first(), end))


def numbers_of(subject: str) -> Iterator[Fault]:
    """Of one chain alone: each of its events has a number, sealed with the one before."""
    events = Event.objects.of(subject).select_related("number")
    numbered = {event.number.number: event for event in events if hasattr(event, "number")}
    before = EventNumber.objects.filter(number__in=[number - 1 for number in numbered])
    seals = {0: b""} | {row.number: bytes(row.seal) for row in before}
    for event in events:
        number: EventNumber | None = getattr(event, "number", None)
        if number is None or number.number - 1 not in seals:
            yield Fault(subject, event.seq, "在全站序列中没有编号，或前一编号不见了")
        elif not _is_sealed(number, seals[number.number - 1], bytes(event.mac)):
            yield Fault(subject, event.seq, f"全站第 {number.number} 号的封签不符")


def _faults(head: ChainHead | None, end: End) -> Iterator[Fault]:
    number, seal = 0, b""
    rows = EventNumber.objects.select_related("event").defer("event__payload").order_by("number")
    for row in rows.filter(number__lte=head.seq if head else 0).iterator(chunk_size=2000):
        if row.number != number + 1:
            yield Fault(SITE, row.number, f"全站第 {number + 1} 至 {row.number - 1} 号记录不见了")
        elif not _is_sealed(row, seal, bytes(row.event.mac)):
            yield Fault(SITE, row.number, f"全站第 {row.number} 号的封签不符（{row.event.subject}）")
        number, seal = row.number, bytes(row.seal)
        if number == end.seq and seal.hex() != end.mac:
            yield Fault(SITE, number, "与锚点记下的不一致")
    yield from _end_faults(head, number, seal, end)
    for subject, seq in Event.objects.filter(number__isnull=True).values_list("subject", "seq")[
        :NAMED_AT_MOST
    ]:
        yield Fault(subject, seq, "在全站序列中没有编号")


def _end_faults(head: ChainHead | None, number: int, seal: bytes, end: End) -> Iterator[Fault]:
    if head is None:
        if EventNumber.objects.exists() or end.seq:
            yield Fault(SITE, 0, "全站序列的末端不见了")
        return
    try:
        sealed = head_seal(head.key_id, SITE, head.seq, bytes(head.mac)) == bytes(head.seal)
    except KeyError:
        sealed = False
    if not sealed:
        yield Fault(SITE, 0, "全站序列末端的封签不符")
    if (head.seq, bytes(head.mac)) != (number, seal):
        yield Fault(SITE, 0, f"全站序列应到第 {head.seq} 号，实到第 {number} 号：被截断或改动")
    if number < end.seq or head.anchored_seq != end.seq:
        yield Fault(SITE, 0, f"锚点已记到第 {end.seq} 号，与现在的不一致")
    if EventNumber.objects.filter(number__gt=head.seq).exists():
        yield Fault(SITE, 0, f"全站序列在末端第 {head.seq} 号之后还有记录")


def _is_sealed(row: EventNumber, previous: bytes, event: bytes) -> bool:
    try:
        return number_seal(row.key_id, row.number, previous, event) == bytes(row.seal)
    except KeyError:
        return False
