"""A call that takes a step, once for its `Idempotency-Key` where it has one."""

from __future__ import annotations

from datetime import datetime

from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from casework import engine
from casework.api import fingerprint, inputs_from_body
from casework.engine import Step
from office.actors import Actor
from office.api.public import idempotency_key
from office.refusals import Refused
from requests_app.api.intake import KEY, NO_KEY, OTHER_BODY
from requests_app.intake import duplicates, taken_once
from requests_app.models import EnterpriseRequest


def take(step: Step, case: EnterpriseRequest, request: Request, *, by: Actor, at: datetime) -> None:
    """Take the step as the body says; nothing where the same body came under the same key before.

    Raises `Refused`: `key_reused` for another body under the key, and as `engine.take`; `ValidationError` as
    `inputs_from_body`, and for a key that is no UUID.
    """
    if KEY not in request.headers:
        engine.take(step.name, case, inputs_from_body(step, case, request.data, by=by, at=at), by=by, at=at)
        return
    key = idempotency_key(request)
    if key is None:
        raise ValidationError({KEY: [NO_KEY]})
    scope, body = f"step:{case.pk}:{by.user.pk if by.user else 0}", fingerprint(step, request.data)
    if _was_taken(scope, key, body):
        return
    given = inputs_from_body(step, case, request.data, by=by, at=at)
    if not taken_once.take_once(step.name, case, given, scope=scope, key=key, body=body, by=by, at=at):
        _was_taken(scope, key, body)


def _was_taken(scope: str, key: str, body: str) -> bool:
    """Whether the key has brought this body. Raises `Refused` where it has brought another."""
    earlier = duplicates.body_of(scope, key)
    if earlier is not None and earlier != body:
        raise Refused("key_reused", OTHER_BODY, field=KEY)
    return earlier is not None
