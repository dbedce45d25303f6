"""What has reached nobody yet can be taken back, so that nobody is told."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from office.models import Message, Notice
from office.models.notices import NoticeQuerySet


def facts(key: str, *, told_at: datetime | None = None) -> NoticeQuerySet:
    """The notices of the fact of this key; with `told_at` of all facts whose key begins so and that were told then."""
    rows = Notice.objects.standing()
    return rows.filter(key=key) if told_at is None else rows.filter(key__startswith=key, created_at=told_at)


def has_reached(told: NoticeQuerySet) -> bool:
    """Whether somebody has read of it, or a message of it has left or is on its way."""
    return told.filter(Q(read_at__isnull=False) | Q(message__attempts__gt=0)).exists()


def take_back(told: NoticeQuerySet, *, at: datetime) -> bool:
    """Tell nobody, where it has reached nobody yet; else nothing changes, and it says so."""
    # A message is begun by whoever has its row.
    list(Message.objects.select_for_update().filter(notices__in=told).order_by("pk"))
    if has_reached(told):
        return False
    told.update(retracted_at=at, undigested_since=None)
    return True
