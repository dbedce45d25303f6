"""A program's call that takes a step, once for its `Idempotency-Key` where it has one."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import IntegrityError
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from casework import engine
from casework.api import fingerprint, inputs_from_body
from casework.engine import Step
from office.actors import Actor
from office.api.public import idempotency_key
from office.crypto import keyed_hash
from office.refusals import Refused
from office.verbs import verb
from requests_app.api.intake import KEY, NO_KEY, OTHER_BODY
from suggestions.models import Suggestion, SuggestionCall


def take(step: Step, suggestion: Suggestion, request: Request, *, by: Actor, at: datetime) -> None:
    """Take the step as the body says; nothing where the same body came under the same key before.

    Raises `Refused`: `key_reused` for another step or body under the key, and as `engine.take`; `ValidationError` as
    `inputs_from_body`, and for a key that is no UUID.
    """
    key, body = "", fingerprint(step, request.data)
    if KEY in request.headers:
        given_key = idempotency_key(request)
        if given_key is None:
            raise ValidationError({KEY: [NO_KEY]})
        key = keyed_hash("suggestion call", given_key)
        if _was_taken(suggestion, key, body, by=by):
            return
    if suggestion.status not in step.sources:
        # Illegal whatever its body: that is said before what the body lacks.
        engine.take(step.name, suggestion, by=by, at=at)
    given = inputs_from_body(step, suggestion, request.data, by=by, at=at)
    try:
        _take(step, suggestion, given, key, body, by=by, at=at)
    except IntegrityError:
        # Another call under the key was faster in this moment.
        if not key or not _was_taken(suggestion, key, body, by=by):
            raise


@verb
def _take(
    step: Step, suggestion: Suggestion, given: Any, key: str, body: str, *, by: Actor, at: datetime
) -> None:
    if key and by.user is not None:
        # Two at once: the second one sees what the first has brought.
        Suggestion.objects.select_for_update().only("pk").get(pk=suggestion.pk)
        SuggestionCall.objects.create(
            suggestion=suggestion, by=by.user, key=key, body_sha256=body, called_at=at
        )
    engine.take(step.name, suggestion, given, by=by, at=at)


def _was_taken(suggestion: Suggestion, key: str, body: str, *, by: Actor) -> bool:
    """Whether the key has brought this body. Raises `Refused` where it has brought another."""
    rows = SuggestionCall.objects.filter(suggestion=suggestion, by=by.user, key=key)
    earlier = rows.values_list("body_sha256", flat=True).first()
    if earlier is not None and earlier != body:
        raise Refused("key_reused", OTHER_BODY, field=KEY)
    return earlier is not None
