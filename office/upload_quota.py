"""How much a stranger's uploads may take: bytes an hour by address, and what forms that were not accepted leave."""

import shutil
from datetime import date, datetime
from pathlib import Path

from django.core.files.storage import default_storage
from django.db.models import QuerySet, Sum

from office import options, throttle
from office.calendar import local_date
from office.networks import narrowest

HOUR = 3600
KILOBYTE = 1024
MEGABYTE = 1024 * KILOBYTE


def spend(address: str, size: int, *, at: datetime) -> bool:
    """Count `size` bytes from an address; False, and nothing counted, where the hour's quota does not hold them."""
    limit = int(options.value("upload_megabytes_per_address", local_date(at))) * MEGABYTE // KILOBYTE
    amount = -(-size // KILOBYTE)
    return throttle.spend("upload_kilobytes", narrowest(address), amount, limit=limit, seconds=HOUR, at=at)


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
