"""One activity as a calendar file, for the phone of who is called."""

from __future__ import annotations

from datetime import datetime

from fieldwork.models import Activity, ActivityStatus
from office.calendar_files import CONTENT_TYPE, CalendarEvent, written

__all__ = ["CONTENT_TYPE", "of_activity"]


def of_activity(activity: Activity, *, link: str, at: datetime) -> str:
    """Of one that has its hours; a cancelled activity cancels the event."""
    if activity.begins_at is None or activity.ends_at is None:
        raise ValueError("It was taken over from words and has no hours.")
    event = CalendarEvent(
        uid=f"{activity.code}@activity",
        sequence=int((at - activity.proposed_at).total_seconds()) // 60,
        begins_at=activity.begins_at,
        ends_at=activity.ends_at,
        summary=activity.title,
        place=activity.place,
        link=link,
        alarm=f"明天活动：{activity.title}",
        is_cancelled=activity.status == ActivityStatus.CANCELLED,
    )
    return written(event, product="activity", at=at)
