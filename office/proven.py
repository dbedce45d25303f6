"""Which rows of this floor are proven (office/events/proven.py)."""

from office.events.proven import ProvenRows, UnprovenRows
from office.models import (
    AccountChange,
    Anchor,
    ApiToken,
    CalendarDay,
    ChainHead,
    Event,
    EventNumber,
    EventPrivate,
    FormDraft,
    Job,
    Message,
    Notice,
    NoticeChoice,
    RecurringRun,
    RoleGrant,
    SealedCode,
    SearchEntry,
    Setting,
    StoredFile,
    ThrottleCounter,
    User,
)

_SEALED = "carries MACs of its own"
_PASSING = "says what is still to be done, and goes when it is done"

TABLES: tuple[ProvenRows | UnprovenRows, ...] = (
    ProvenRows(
        User,
        "user",
        left_out={
            "password": "written by the login pages, and anew by each login once hashing becomes stronger",
            "last_login": "written by each login",
            "must_change_password": "taken away by the login pages",
            "session_round": "ends sessions; says nothing",
            "phone_index": "made of the telephone, which is compared",
        },
    ),
    ProvenRows(RoleGrant, "user", "user"),
    ProvenRows(AccountChange, "user", "user", personal=frozenset({"name"})),
    ProvenRows(SealedCode, "sealed_code"),
    ProvenRows(Setting, "setting", "key"),
    ProvenRows(
        CalendarDay, "calendar", "date__year", left_out={"updated_at": "tells caches, nobody reads it"}
    ),
    UnprovenRows(
        ApiToken, "purged when it expires; doctor compares it with the events that issued and revoked it"
    ),
    UnprovenRows(StoredFile, "compared with every row that names the file, bytes included"),
    UnprovenRows(NoticeChoice, "everybody's own choice of channels; each change is an event of the account"),
    UnprovenRows(Notice, "told from events, and purged"),
    UnprovenRows(Message, _PASSING),
    UnprovenRows(Job, _PASSING),
    UnprovenRows(RecurringRun, _PASSING),
    UnprovenRows(ThrottleCounter, _PASSING),
    UnprovenRows(FormDraft, "not submitted yet, and purged"),
    UnprovenRows(SearchEntry, "an index, built anew from the rows at any time"),
    UnprovenRows(Event, _SEALED),
    UnprovenRows(EventNumber, _SEALED),
    UnprovenRows(EventPrivate, "its digest stands in its event"),
    UnprovenRows(ChainHead, _SEALED),
    UnprovenRows(Anchor, _SEALED),
)
