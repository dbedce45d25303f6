"""All tables of the ground floor; one module per noun."""

from office.models.events import Anchor, ChainHead, Event, EventPrivate
from office.models.settings import CalendarDay, Setting
from office.models.users import ApiToken, RoleGrant, User

__all__ = [
    "Anchor",
    "ApiToken",
    "CalendarDay",
    "ChainHead",
    "Event",
    "EventPrivate",
    "RoleGrant",
    "Setting",
    "User",
]
