"""Recomputes all chains and anchors from their stored bytes, compares the rows, and says what does not hold.

Others go on writing meanwhile: all is read as of one moment, and nobody waits for it.
"""

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import UTC
from itertools import groupby, islice
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef

from office.calendar import local_date
from office.database.consistent import consistent_read
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
    # Before the moment: an anchor that is appended while this reads would stand in the copy alone.
    copies = list(anchor_copies.kept())
    with consistent_read():
        return _report(copies)


def _report(copies: Collection[tuple[int, str]]) -> Report:
    report = Report()
    ends = _anchored_ends(report)
    heads = ChainHead.objects.exclude(key=SITE).order_by("pk").iterator(chunk_size=CHAINS_AT_ONCE)
    while batch := list(islice(heads, CHAINS_AT_ONCE)):
        report.faults += _chains_faults(batch, ends, report)
        for head in batch:
            ends.pop(head.key, None)
    report.faults += _copy_faults(copies)
    report.faults += site_faults(ends.pop(SITE, NOT_ANCHORED))
    report.faults += [Fault(key, 0, "整条记录链不见了") for key in ends]
    report.faults += _orphans()
    report.faults += without_chain()
    return report


def verify_chain(subject: str) -> list[Fault]:
    """Check one chain and its rows by themselves, its anchors left out; a chain that never began has no fault."""
    with consistent_read():
        head = ChainHead.objects.filter(key=subject).first()
        rows = stored_rows([subject])[subject]
        if head is None:
            return [Fault(subject, 0, "没有链尾")] if rows or Event.objects.of(subject).exists() else []
        state = State()
        return [
            *chain_faults(head, with_privates(Event.objects.of(subject)), state=state),
            *numbers_of(subject),
            *row_faults(subject, state, rows),
        ]


def fingerprint(subject: str) -> str:
    """The first 16 hex digits of the chain's last MAC, in fours; "" before the first event."""
    mac = next((mac for (mac,) in LAST_MAC.rows(subject=subject)), b"")
    digits = bytes(mac).hex()[:16]
    return " ".join(digits[place : place + 4] for place in range(0, len(digits), 4))


def _chains_faults(heads: list[ChainHead], ends: dict[str, End], report: Report) -> list[Fault]:
    by_key = {head.key: head for head in heads}
    states: dict[str, State] = {}
    faults: dict[str, list[Fault]] = {}
    events = Event.objects.filter(subject__in=by_key).order_by("subject", "seq")
    for key, group in groupby(with_privates(events), key=lambda row: row[0].subject):
        seen, states[key] = list(group), State()
        report.chains += 1
        report.events += len(seen)
        faults[key] = list(chain_faults(by_key[key], seen, ends.get(key, NOT_ANCHORED), states[key]))
    for key in by_key.keys() - states.keys():
        states[key] = State()
        faults[key] = list(chain_faults(by_key[key], [], ends.get(key, NOT_ANCHORED), states[key]))
    stored = stored_rows(states)
    report.rows += sum(map(len, stored.values()))
    return [fault for key in by_key for fault in (*faults[key], *row_faults(key, states[key], stored[key]))]


def _anchored_ends(report: Report) -> dict[str, End]:
    """Where each chain ended at its last anchor; what is wrong with the anchors is added to the report."""
    ends: dict[str, End] = {}
    for row in Anchor.objects.order_by("seq").iterator(chunk_size=20):
        if _is_genuine(row):
            content = json.loads(bytes(row.payload))
            messages = list(_anchor_faults(row, content, report))
            ends.update((key, End(seq, mac)) for key, seq, mac in content["heads"])
        else:
            messages = ["锚点与校验码不符"]
        report.faults += [Fault(ANCHORS, row.seq, message) for message in messages]
        report.anchors = row.seq
        report.last_anchor = bytes(row.mac).hex()
    return ends


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


def _copy_faults(copies: Collection[tuple[int, str]]) -> Iterator[Fault]:
    """What was written to another disk against the table: only a copy shows a database put back to an older state."""
    stored = {seq: bytes(mac).hex() for seq, mac in Anchor.objects.values_list("seq", "mac")}
    differing = [seq for seq, mac in copies if stored.get(seq) != mac]
    for seq in sorted(set(differing))[:COPIES_NAMED]:
        what = "与留存的不一致" if seq in stored else "留存有，数据库里没有了：数据库退回过以前的状态"
        yield Fault(ANCHORS, seq, f"ANCHOR_FILE 中的副本{what}")


def _orphans() -> list[Fault]:
    heads = ChainHead.objects.filter(key=OuterRef("subject"))
    rows = Event.objects.filter(~Exists(heads)).order_by("subject", "seq").values_list("subject", "seq")
    return [Fault(subject, seq, "没有链尾的记录") for subject, seq in rows[:1000]]
