"""The events of a case that a requester is told of, read without the people who took part."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from django.db import models
from django.db.models import Prefetch, prefetch_related_objects

from casework.history import TOLD
from office.database.statements import Select
from office.models import Event, EventPrivate
from requests_app.models import EnterpriseRequest


def read(case: EnterpriseRequest, words: Mapping[str, object], *, after: int = -1) -> list[Event]:
    """Those with an action in `words`, later than the place `after` in the chain, in their order.

    Fixed words tell no text: where there are no others, nothing more is asked and nothing decrypted.
    """
    found = _of_actions(tuple(words)).all(subject=case.subject, after=after)
    telling = [event for event in found if callable(words[event.action])]
    prefetch_related_objects(telling, Prefetch("privates", EventPrivate.objects.filter(name__in=TOLD)))
    return found


@cache
def _of_actions(actions: tuple[str, ...]) -> Select[Event]:
    return Select(
        lambda subject, after: Event.objects.of(subject).filter(action__in=actions, seq__gt=after),
        subject=models.CharField(),
        after=models.IntegerField(),
    )
