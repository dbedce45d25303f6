"""What a stranger's uploads may take: bytes and processor time an hour by network, and room for forms not accepted."""

import shutil
from datetime import date, datetime
from math import ceil
from pathlib import Path

from django.core.files.storage import default_storage
from django.db.models import QuerySet, Sum

from office import options, throttle
from office.calendar import local_date
from office.networks import networks_of
from office.throttle import Hit

HOUR = 3600
KILOBYTE = 1024
MEGABYTE = 1024 * KILOBYTE
# An hour of one address: five hundred photographs, and of files that were made to cost much a twentieth of a core.
MILLISECONDS_AT_MOST = 180_000
NO_LIMIT = 2**31 - 1


def spend(address: str, size: int, *, at: datetime) -> bool:
    """Count `size` bytes from an address and its networks; False, and nothing counted, where the quota of an hour
    does not hold them or files from there have kept the processor long enough."""
    limit = int(options.value("upload_megabytes_per_address", local_date(at))) * MEGABYTE // KILOBYTE
    if not throttle.spend(_examinations(address, MILLISECONDS_AT_MOST), 0, at=at):
        return False
    return throttle.spend(_by_network("upload_kilobytes", address, limit), -(-size // KILOBYTE), at=at)


def count_examination(address: str, seconds: float, *, at: datetime) -> None:
    """Processor time that examining a file from this address took, accepted or refused."""
    throttle.spend(_examinations(address, NO_LIMIT), ceil(seconds * 1000), at=at)


def _examinations(address: str, limit: int) -> list[Hit]:
    return _by_network("upload_milliseconds", address, limit)


def _by_network(scope: str, address: str, limit: int) -> list[Hit]:
    shares = ((network.key, min(limit * network.share, NO_LIMIT)) for network in networks_of(address))
    return [Hit(scope, key, allowed, HOUR) for key, allowed in shares]


def drafts_have_room(drafts: QuerySet, on: date) -> bool:  # type: ignore[type-arg]
    """Whether files of a form that came back may be kept for its next try. `drafts` are rows with a `file`.

    Accepted forms keep theirs in any case: this is what gives way first.
    """
    taken = drafts.aggregate(total=Sum("file__size"))["total"] or 0
    if taken > int(options.value("draft_megabytes", on)) * MEGABYTE:
        return False
    free = _free_bytes()
    return free is None or free > int(options.value("draft_free_megabytes", on)) * MEGABYTE


def _free_bytes() -> int | None:
    """Of the disk that holds the files; None where it is not ours to see, as with an object store."""
    try:
        place = Path(default_storage.path(""))
    except NotImplementedError:
        return None
    while not place.exists():
        place = place.parent
    return shutil.disk_usage(place).free
