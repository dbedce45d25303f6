"""Messages of the past are delivered, but for a few dead letters; only today's are left for the queue."""

from datetime import datetime, timedelta

from django.db.models import F

from office.models import Job, Message, Notice, User
from policies.handbook import editions
from requests_app.deadlines import reminders

# Older messages have gone out, older notices have been read.
SENT_AFTER = timedelta(hours=6)
READ_AFTER = timedelta(days=2)
# Refused by the gateway, as happens with numbers that were mistyped or given up.
UNDELIVERED = 3


def deliver_the_past(*, at: datetime) -> None:
    """Mark old messages as delivered (no text, no secret, no address left) and old notices as read."""
    given_up = _give_up(at=at)
    Message.objects.filter(created_at__lt=at - SENT_AFTER).exclude(pk__in=given_up).update(
        state="done", attempts=1, finished_at=F("due_at"), secret="", address=""
    )
    # Their editions were made as the year went.
    Job.objects.filter(kind=editions.KIND).update(state="done", attempts=1, finished_at=F("due_at"))
    old = Notice.objects.filter(created_at__lt=at - READ_AFTER)
    old.update(undigested_since=None)
    old.inapp().filter(retracted_at=None).update(read_at=F("created_at") + timedelta(hours=3))
    reminders.remind(at)


def _give_up(*, at: datetime) -> list[int]:
    """The latest short messages to enterprises end as dead letters, the oldest of them told by telephone since."""
    to_enterprises = Message.objects.filter(channel="sms", recipient=None, created_at__lt=at - SENT_AFTER)
    latest = list(to_enterprises.order_by("-pk").values_list("pk", flat=True)[:UNDELIVERED])
    Message.objects.filter(pk__in=latest).update(
        state="dead", attempts=3, finished_at=at - timedelta(hours=2), error="Refused HTTP 422", secret=""
    )
    staff = User.objects.filter(username="staff").first()
    if staff is not None:
        Message.objects.filter(pk__in=latest[-1:]).update(
            state="dropped", told_at=at - timedelta(hours=1), told_by=staff, address=""
        )
    return latest
