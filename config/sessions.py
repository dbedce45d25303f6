"""Sessions in the database as Django keeps them, found by a statement that is kept: every page signed in asks it."""

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db import models
from django.utils import timezone

from office.database.statements import Select

_IN_FORCE = Select(
    lambda key, at: Session.objects.filter(session_key=key, expire_date__gt=at),
    key=models.CharField(),
    at=models.DateTimeField(),
)


class SessionStore(db.SessionStore):
    def _get_session_from_db(self) -> Session | None:
        """The row of this key that has not expired; without one the key is forgotten, as a new one is made then."""
        found = _IN_FORCE.first(key=self.session_key, at=timezone.now())
        if found is None:
            self._session_key = None
        return found
