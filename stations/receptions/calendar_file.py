"""One booking as a calendar file, for the visitor's own phone."""

from __future__ import annotations

from datetime import datetime

from office.calendar_files import CalendarEvent, written
from stations.models import Booking


def of(booking: Booking, *, organiser: str, link: str, at: datetime) -> str:
    """The slot as an event with a reminder a day before; a cancelled booking cancels the event."""
    event = CalendarEvent(
        uid=f"{booking.token_hash[:32]}@booking",
        sequence=int((at - booking.created_at).total_seconds()) // 60,
        begins_at=booking.slot.begins_at,
        ends_at=booking.slot.ends_at,
        summary=f"见{booking.slot.sitting.representative.name}代表（{organiser}）",
        place=booking.slot.sitting.reception.place,
        link=link,
        alarm="明天接待",
        is_cancelled=booking.status in ("cancelled", "lapsed"),
    )
    return written(event, product="booking", at=at)
