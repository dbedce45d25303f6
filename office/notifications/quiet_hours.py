"""When nothing may ring: from 21:00 to 08:00 in Shanghai. In the application a notice is there at once."""

from datetime import datetime, time, timedelta

from django.utils import timezone

BEGIN = time(21)
END = time(8)


def leaves_at(at: datetime) -> datetime:
    """The instant itself, or 08:00 after the night it falls in."""
    local = timezone.localtime(at)
    if END <= local.time() < BEGIN:
        return at
    day = local.date() + timedelta(days=1) if local.time() >= BEGIN else local.date()
    return datetime.combine(day, END, tzinfo=timezone.get_default_timezone())


def is_quiet(at: datetime) -> bool:
    return leaves_at(at) != at
