"""A step that is taken once for its key, however often it is sent: of the requester's form, of a program's call."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import IntegrityError

from casework import engine
from office.actors import Actor
from office.verbs import verb
from requests_app.access import keys
from requests_app.intake import duplicates
from requests_app.models import EnterpriseRequest, Submission


def take_once(
    name: str,
    case: EnterpriseRequest,
    given: Any,
    *,
    scope: str,
    key: str,
    body: str,
    by: Actor,
    at: datetime,
    before: Callable[[], None] = lambda: None,
) -> bool:
    """Take the step for a key that has brought nothing yet; `body` is the fingerprint of what it brings.

    `before` is called once the case is locked and may refuse. False where another call under the key was faster in
    this moment. Raises `Refused` as `engine.take` does.
    """
    try:
        _take(name, case, given, scope=scope, key=key, body=body, by=by, at=at, before=before)
    except IntegrityError:
        if not duplicates.is_acknowledged(scope, key):
            raise
        return False
    return True


@verb
def _take(
    name: str,
    case: EnterpriseRequest,
    given: Any,
    *,
    scope: str,
    key: str,
    body: str,
    by: Actor,
    at: datetime,
    before: Callable[[], None],
) -> None:
    # Two at once: the second one sees what the first has brought.
    EnterpriseRequest.objects.select_for_update().only("pk").get(pk=case.pk)
    before()
    Submission.objects.create(
        scope=scope, key=keys.hash_key(key), body_sha256=body, request=case, created_at=at
    )
    engine.take(name, case, given, by=by, at=at)
