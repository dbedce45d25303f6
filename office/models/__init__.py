"""All tables of the ground floor; one module per noun."""

from office.models.account_changes import AccountChange, SealedCode
from office.models.events import Anchor, ChainHead, Event, EventNumber, EventPrivate
from office.models.files import StoredFile
from office.models.form_drafts import FormDraft
from office.models.jobs import Job, RecurringRun
from office.models.notice_choices import NoticeChoice
from office.models.notices import Message, Notice
from office.models.search import SearchEntry
from office.models.settings import CalendarDay, Setting
from office.models.throttle import ThrottleCounter
from office.models.users import ApiToken, RoleGrant, User

__all__ = [
    "AccountChange",
    "Anchor",
    "ApiToken",
    "CalendarDay",
    "ChainHead",
    "Event",
    "EventNumber",
    "EventPrivate",
    "FormDraft",
    "Job",
    "Message",
    "Notice",
    "NoticeChoice",
    "RecurringRun",
    "RoleGrant",
    "SealedCode",
    "SearchEntry",
    "Setting",
    "StoredFile",
    "ThrottleCounter",
    "User",
]
