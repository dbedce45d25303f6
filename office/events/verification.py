"""Recomputes all chains and anchors from their stored bytes, compares the rows, and says what does not hold.

Others may write meanwhile: whatever does not hold is looked at once more with its head locked.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC
from itertools import groupby, islice
from typing import Any

from django.db import models, transaction
from django.db.models import Exists, OuterRef

from office.calendar import local_date
from office.database.statements import Select
from office.events import anchor_copies
from office.events.chains import NOT_ANCHORED, End, Fault, chain_faults, with_privates
from office.events.macs import anchor_mac
from office.events.row_faults import row_faults, stored_rows, without_chain
from office.events.rows import State
from office.events.sequence import SITE
from office.events.site import numbers_of, site_faults
from office.models import Anchor, ChainHead, Event

CHAINS_AT_ONCE = 200
ANCHORS = "anchors"
COPIES_NAMED = 20
LAST_MAC = Select(
    lambda subject: ChainHead.objects.filter(key=subject).values_list("mac"), subject=models.CharField()
)


@dataclass
class Report:
    """`last_anchor` is the MAC to compare with a copy kept elsewhere."""

    chains: int = 0
    events: int = 0
    rows: int = 0
    anchors: int = 0
    last_anchor: str = ""
    faults: list[Fault] = field(default_factory=list)

    @property
    def is_whole(self) -> bool:
        return not self.faults


def verify() -> Report:
    """Check everything: time grows with the number of events and rows, memory with the number of chains."""
    report = Report()
    ends: dict[str, End] = {}
    _read_anchors(report, ends)
    heads = ChainHead.objects.exclude(key=SITE).order_by("pk").iterator(chunk_size=CHAINS_AT_ONCE)
    while batch := list(islice(heads, CHAINS_AT_ONCE)):
        for key in _suspects(batch, ends, report):
            report.faults += _checked_alone(key, report, ends)
        for head in batch:
            ends.pop(head.key, None)
    report.faults += _copy_faults()
    report.faults += site_faults(ends.pop(SITE, NOT_ANCHORED))
    report.faults += [Fault(key, 0, "整条记录链不见了") for key in ends]
    report.faults += _orphans()
    report.faults += without_chain()
    return report


def verify_chain(subject: str) -> list[Fault]:
    """Check one chain and its rows by themselves, its anchors left out; a chain that never began has no fault.

    Locks only to make sure of a fault: visitors ask, and SQLite has one lock for all who write.
    """
    if not _faults_alone(subject):
        return []
    with transaction.atomic():
        return _faults_alone(subject)


def fingerprint(subject: str) -> str:
    """The first 16 hex digits of the chain's last MAC, in fours; "" before the first event."""
    mac = next((mac for (mac,) in LAST_MAC.rows(subject=subject)), b"")
    digits = bytes(mac).hex()[:16]
    return " ".join(digits[place : place + 4] for place in range(0, len(digits), 4))


def _faults_alone(subject: str) -> list[Fault]:
    heads = ChainHead.objects.filter(key=subject)
    head = (heads.select_for_update() if transaction.get_connection().in_atomic_block else heads).first()
    rows = stored_rows([subject])[subject]
    if head is None:
        return [Fault(subject, 0, "没有链尾")] if rows or Event.objects.of(subject).exists() else []
    state = State()
    return [
        *chain_faults(head, with_privates(Event.objects.of(subject)), state=state),
        *numbers_of(subject),
        *row_faults(subject, state, rows),
    ]


def _suspects(heads: list[ChainHead], ends: dict[str, End], report: Report) -> list[str]:
    """Chains that do not hold as read; some of them merely grew between two queries."""
    by_key = {head.key: head for head in heads}
    states: dict[str, State] = {}
    events = Event.objects.filter(subject__in=by_key).order_by("subject", "seq")
    suspects = []
    for key, group in groupby(with_privates(events), key=lambda row: row[0].subject):
        seen, states[key] = list(group), State()
        report.chains += 1
        report.events += len(seen)
        if next(chain_faults(by_key[key], seen, ends.get(key, NOT_ANCHORED), states[key]), None):
            suspects.append(key)
    stored = stored_rows(states)
    report.rows += sum(map(len, stored.values()))
    sound = states.keys() - set(suspects)
    suspects += [
        key for key in states if key in sound and next(row_faults(key, states[key], stored[key]), None)
    ]
    return [*suspects, *(by_key.keys() - states.keys())]


def _checked_alone(key: str, report: Report, ends: dict[str, End]) -> list[Fault]:
    """Once more with the head locked, so that nothing moves meanwhile."""
    with transaction.atomic():
        head = ChainHead.objects.select_for_update().get(key=key)
        _read_anchors(report, ends)
        events, state = with_privates(Event.objects.of(key)), State()
        return [
            *chain_faults(head, events, ends.get(key, NOT_ANCHORED), state),
            *row_faults(key, state, stored_rows([key])[key]),
        ]


def _read_anchors(report: Report, ends: dict[str, End]) -> None:
    """Go on from the last anchor that was read, noting where each chain ended."""
    for row in Anchor.objects.filter(seq__gt=report.anchors).order_by("seq").iterator(chunk_size=20):
        if _is_genuine(row):
            content = json.loads(bytes(row.payload))
            messages = list(_anchor_faults(row, content, report))
            ends.update((key, End(seq, mac)) for key, seq, mac in content["heads"])
        else:
            messages = ["锚点与校验码不符"]
        report.faults += [Fault(ANCHORS, row.seq, message) for message in messages]
        report.anchors = row.seq
        report.last_anchor = bytes(row.mac).hex()


def _is_genuine(row: Anchor) -> bool:
    try:
        return anchor_mac(row.key_id, bytes(row.payload)) == bytes(row.mac)
    except KeyError:
        return False


def _anchor_faults(row: Anchor, content: dict[str, Any], report: Report) -> Iterator[str]:
    at = row.at.astimezone(UTC).isoformat(timespec="microseconds")
    editions = len(content.get("editions", []))
    if (row.seq, at, row.on, row.editions) != (content["seq"], content["at"], local_date(row.at), editions):
        yield "锚点的数据列与已签名的内容不符"
    if row.seq != report.anchors + 1 or content["previous"] != report.last_anchor:
        yield "锚点与前一个不相连"


def _copy_faults() -> Iterator[Fault]:
    """What was written to another disk against the table: only a copy shows a database put back to an older state."""
    stored = {seq: bytes(mac).hex() for seq, mac in Anchor.objects.values_list("seq", "mac")}
    differing = [seq for seq, mac in anchor_copies.kept() if stored.get(seq) != mac]
    for seq in sorted(set(differing))[:COPIES_NAMED]:
        what = "与留存的不一致" if seq in stored else "留存有，数据库里没有了：数据库退回过以前的状态"
        yield Fault(ANCHORS, seq, f"ANCHOR_FILE 中的副本{what}")


def _orphans() -> list[Fault]:
    heads = ChainHead.objects.filter(key=OuterRef("subject"))
    rows = Event.objects.filter(~Exists(heads)).order_by("subject", "seq").values_list("subject", "seq")
    return [Fault(subject, seq, "没有链尾的记录") for subject, seq in rows[:1000]]
