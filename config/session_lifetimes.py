"""How long somebody stays signed in: idle for at most `IDLE`, and no longer than a working day altogether."""

import time

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase

STARTED_AT, SEEN_AT = "started_at", "seen_at"


def begin(session: SessionBase) -> None:
    """At the sign-in, so that a session which is never used ends as well."""
    session[STARTED_AT] = session[SEEN_AT] = int(time.time())


def is_over(session: SessionBase) -> bool:
    """Whether it was idle too long, or is as old as a working day; notes this request, at most once a minute.

    Django counts a session's age from its last change, which noting a request is: the start is kept here.
    """
    now = int(time.time())
    started_at, seen_at = session.get(STARTED_AT, now), session.get(SEEN_AT, now)
    if now - seen_at > settings.IDLE.total_seconds() or now - started_at > settings.SESSION_COOKIE_AGE:
        return True
    if SEEN_AT not in session or now - seen_at >= 60:
        session[STARTED_AT], session[SEEN_AT] = started_at, now
    return False
