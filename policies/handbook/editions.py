"""Editions: asked for by whatever changes what the public reads, made by the queue, kept for good."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.db.models import QuerySet

from office.actors import Actor
from office.background import jobs
from office.calendar import local_date
from office.events import Fact, record
from office.files import store
from office.models import StoredFile
from office.verbs import verb
from policies.handbook import contents
from policies.handbook.contents import Contents
from policies.models import HandbookEdition

KIND = "handbook"
# Ten policies published one after the other are one edition.
SETTLES_IN = timedelta(minutes=2)


def ask(*, at: datetime) -> None:
    """An edition within two to four minutes; several wishes within that time are one. Call it within the verb."""
    seconds = int(SETTLES_IN.total_seconds())
    slot = int(at.timestamp()) // seconds + 2
    jobs.enqueue(KIND, str(slot), {}, run_at=datetime.fromtimestamp(slot * seconds, tz=at.tzinfo))


def is_in_hand() -> bool:
    return jobs.is_in_hand(KIND, "")


def make_asked(args: Mapping[str, Any], *, at: datetime) -> None:
    make(at=at)


def refresh(*, at: datetime) -> None:
    """Nightly: what ended or came into force since yesterday changes the book without anybody's doing."""
    make(at=at)


def make(*, at: datetime) -> HandbookEdition | None:
    """The next edition as of `at`; None where it would say the same as the last, or nothing.

    Some seconds of a core: for the queue. Two at once: the number is unique, the second fails and, tried again,
    finds nothing to do.
    """
    found = contents.current(local_date(at))
    last = latest()
    if not found.lines or (last is not None and last.digest == found.digest):
        return None
    number = last.number + 1 if last else 1
    return _bind(found, number, _files(found, number, at), by=Actor.system("handbook"), at=at)


def latest() -> HandbookEdition | None:
    return all_editions().first()


def all_editions() -> "QuerySet[HandbookEdition]":
    """Newest first, with their files."""
    return HandbookEdition.objects.select_related("a4", "phone", "word")


@verb
def _bind(
    found: Contents, number: int, files: Mapping[str, StoredFile], *, by: Actor, at: datetime
) -> HandbookEdition:
    edition = HandbookEdition.objects.create(
        number=number, made_on=found.on, made_at=at, digest=found.digest, lines=found.lines, **files
    )
    fact = Fact(f"handbook:{number}", "handbook_made", {"policies": found.count, "ended": len(found.ended)})
    record(fact, by=by, at=at)
    return edition


def _files(found: Contents, number: int, at: datetime) -> dict[str, StoredFile]:
    # Only the process that makes books loads what they are made with.
    from policies.handbook import papers, word

    name = f"惠企政策实用手册（第{number}版"
    return {
        "a4": _stored(papers.pdf(found, number, phone=False), f"{name}）.pdf", at),
        "phone": _stored(papers.pdf(found, number, phone=True), f"{name}，手机版）.pdf", at),
        "word": _stored(word.document(found, number), f"{name}）.docx", at),
    }


def _stored(content: bytes, name: str, at: datetime) -> StoredFile:
    return store(ContentFile(content, name=name), by=None, at=at)
