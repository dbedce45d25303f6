"""The daily anchor: the ends of all chains that grew, MACed. What was there yesterday cannot be cut off today.

The log carries each anchor's MAC: kept on another machine it also shows a database put back to an older state.
"""

from datetime import UTC, datetime

import structlog
from django.db.models import F

from office.calendar import local_date
from office.events.macs import anchor_mac, canonical, signing_key_id
from office.models import Anchor, ChainHead
from office.verbs import verb

HEADS_PER_ANCHOR = 2000
log = structlog.get_logger("audit")


def anchor(*, at: datetime) -> int:
    """Anchor every chain that grew since the last time, and return how many; a quiet day is anchored as well."""
    total = written = _write_anchor(at=at)
    while written == HEADS_PER_ANCHOR:
        written = _write_anchor(at=at)
        total += written
    return total


@verb
def _write_anchor(*, at: datetime) -> int:
    grown = ChainHead.objects.filter(seq__gt=F("anchored_seq"))
    heads = list(grown.select_for_update().order_by("key")[:HEADS_PER_ANCHOR])
    last = Anchor.objects.order_by("seq").last()
    key_id = signing_key_id()
    seq = last.seq + 1 if last else 1
    payload = canonical(
        {
            "seq": seq,
            "previous": bytes(last.mac).hex() if last else "",
            "at": at.astimezone(UTC).isoformat(timespec="microseconds"),
            "heads": [[head.key, head.seq, bytes(head.mac).hex()] for head in heads],
        }
    )
    mac = anchor_mac(key_id, payload)
    Anchor.objects.create(seq=seq, on=local_date(at), at=at, payload=payload, key_id=key_id, mac=mac)
    for head in heads:
        head.anchored_seq = head.seq
    ChainHead.objects.bulk_update(heads, ["anchored_seq"], batch_size=500)
    log.info("anchor", seq=seq, chains=len(heads), mac=mac.hex())
    return len(heads)
