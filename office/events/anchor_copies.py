"""Copies of anchors where nobody with the database alone can reach them: a file, a mailbox, another system.

`ANCHOR_FILE` is a path to which each is appended and with which verification compares (`kept`), `ANCHOR_MAIL` addresses that get the first of each day and every one
that names an edition, `ANCHOR_WEBHOOK` an address to which each is posted. The queue carries them, and tries again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

import requests
from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import timezone

from office.background import jobs
from office.models import Anchor

KIND = "anchor_copy"
TIMEOUT = 30


def ask(anchor: Anchor, *, is_first: bool, at: datetime) -> None:
    """Ask for the copies of a new anchor; `is_first` of its day. Call it within the verb that writes the anchor."""
    ways = [name for name in ("file", "webhook") if getattr(settings, f"ANCHOR_{name.upper()}")]
    if settings.ANCHOR_MAIL and (is_first or anchor.editions):
        ways.append("mail")
    for way in ways:
        jobs.enqueue(KIND, f"{anchor.seq}:{way}", {"seq": anchor.seq, "way": way}, run_at=at)


@jobs.handler(KIND)
def copy(args: Mapping[str, Any], *, at: datetime) -> None:
    """One copy; a repeat writes the same once more, which does no harm."""
    anchor = Anchor.objects.get(seq=args["seq"])
    {"file": _append, "mail": _mail, "webhook": _post}[args["way"]](anchor)


def printed(anchor: Anchor) -> str:
    """The anchor as it is read, kept and printed: no personal data, a line for each file that was published."""
    number, seal = anchor.content.get("site", [0, ""])
    lines = [
        f"锚点 {anchor.seq}  {timezone.localtime(anchor.at).isoformat(timespec='seconds')}",
        f"校验码 {bytes(anchor.mac).hex()}",
        f"全站记录至第 {number} 号 {seal}",
    ]
    for edition in anchor.content.get("editions", []):
        lines += [
            f"公示 {edition['of']}.{ending} {digest}" for ending, digest in sorted(edition["files"].items())
        ]
    return "\n".join(lines) + "\n"


def kept() -> Iterator[tuple[int, str]]:
    """Number and MAC of each anchor in `ANCHOR_FILE`; none where there is no such file that can be read."""
    if not settings.ANCHOR_FILE:
        return
    seq = 0
    with suppress(OSError), Path(settings.ANCHOR_FILE).open(encoding="utf-8", errors="replace") as file:
        for line in file:
            label, _, said = line.strip().partition(" ")
            if label == "锚点":
                number = said.partition(" ")[0]
                seq = int(number) if number.isdecimal() else 0
            elif label == "校验码" and seq:
                yield seq, said


def _append(anchor: Anchor) -> None:
    with Path(settings.ANCHOR_FILE).open("a", encoding="utf-8") as file:
        file.write(printed(anchor) + "\n")


def _mail(anchor: Anchor) -> None:
    EmailMessage(subject=f"记录锚点 {anchor.seq}", body=printed(anchor), to=settings.ANCHOR_MAIL).send()


def _post(anchor: Anchor) -> None:
    body: dict[str, Any] = {
        "seq": anchor.seq,
        "at": anchor.at.isoformat(),
        "mac": bytes(anchor.mac).hex(),
        "text": printed(anchor),
    }
    requests.post(
        settings.ANCHOR_WEBHOOK, json=body, timeout=TIMEOUT, allow_redirects=False
    ).raise_for_status()
