"""The hourly anchor: the ends of all chains that grew, MACed. What was there an hour ago cannot be cut off now.

Each anchor names the editions that were published since the one before, with the hashes of their files. Copies go
where the operator says (anchor_copies.py): kept on another machine, they also show a database put back to an older state.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import structlog
from django.db.models import F

from office.calendar import local_date
from office.events.anchor_copies import ask
from office.events.macs import anchor_mac, canonical, signing_key_id
from office.events.sequence import SITE
from office.models import Anchor, ChainHead, Event
from office.verbs import verb

HEADS_PER_ANCHOR = 2000
# Events that publish an edition, or name an earlier one's files: their data holds "files", a SHA-256 by ending.
PUBLISHING = ("publish", "files_named")
log = structlog.get_logger("audit")


def anchor(*, at: datetime) -> int:
    """Anchor every chain that grew since the last time, and return how many; a quiet hour is anchored as well."""
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
    site = ChainHead.objects.filter(key=SITE).first()
    key_id = signing_key_id()
    seq = last.seq + 1 if last else 1
    editions = list(_editions(last, site.seq if site else 0))
    payload = canonical(
        {
            "seq": seq,
            "previous": bytes(last.mac).hex() if last else "",
            "at": at.astimezone(UTC).isoformat(timespec="microseconds"),
            "site": [site.seq, bytes(site.mac).hex()] if site else [0, ""],
            "editions": editions,
            "heads": [[head.key, head.seq, bytes(head.mac).hex()] for head in heads],
        }
    )
    mac = anchor_mac(key_id, payload)
    row = Anchor.objects.create(
        seq=seq,
        on=local_date(at),
        at=at,
        payload=payload,
        editions=len(editions),
        key_id=key_id,
        mac=mac,
    )
    for head in heads:
        head.anchored_seq = head.seq
    ChainHead.objects.bulk_update(heads, ["anchored_seq"], batch_size=500)
    ask(row, is_first=last is None or last.on != row.on, at=at)
    log.info("anchor", seq=seq, chains=len(heads), mac=mac.hex())
    return len(heads)


def _editions(last: Anchor | None, until: int) -> Iterator[dict[str, Any]]:
    """What was published after the last anchor, up to the number of the site that this one holds."""
    since = last.content.get("site", [0])[0] if last else 0
    rows = Event.objects.filter(
        action__in=PUBLISHING, number__number__gt=since, number__number__lte=until
    ).order_by("number__number")
    for event in rows.iterator(chunk_size=100):
        if files := event.data.get("files"):
            yield {"subject": event.subject, "of": event.data.get("of", ""), "files": files}
