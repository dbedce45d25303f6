"""What the past would have sent has been sent: only today's messages are left for the queue."""

from datetime import datetime, timedelta

from django.db.models import F

from office.models import Message, Notice
from requests_app import reminders

# Older messages have gone out, older notices have been read.
SENT_AFTER = timedelta(hours=6)
READ_AFTER = timedelta(days=2)


def settle_the_past(*, at: datetime) -> None:
    """Mark old messages as delivered (no text, no secret, no address left) and old notices as read."""
    Message.objects.filter(created_at__lt=at - SENT_AFTER).update(
        state="done", attempts=1, finished_at=F("due_at"), secret="", address=""
    )
    old = Notice.objects.filter(created_at__lt=at - READ_AFTER)
    old.update(undigested_since=None)
    old.inapp().filter(retracted_at=None).update(read_at=F("created_at") + timedelta(hours=3))
    reminders.remind(at)
