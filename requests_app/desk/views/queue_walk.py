"""From one item of a queue to the next, without going back: what waits behind a step's form for the same step."""

from __future__ import annotations

from dataclasses import dataclass

from casework import engine
from casework.queues.table import Moment
from office.actors import Actor
from requests_app.access.redaction import listed_filter
from requests_app.desk.views.opening import Opened, step_url
from requests_app.models import EnterpriseRequest
from requests_app.queues import CASE_QUEUES, QUEUES

# Nobody walks further in one sitting; what is looked at to find one that this person may take.
MOST, TRIED = 200, 5


@dataclass(frozen=True)
class Walk:
    """A queue in the order of its dates. `keys` are the subjects behind the one that is open, then those before it."""

    label: str
    place: int
    total: int
    keys: tuple[int, ...]


def walk_of(opened: Opened, step: str) -> Walk | None:
    """The queue of this person in which the case waits for this step; None where it waits in none."""
    now = Moment(opened.on, opened.calendar)
    for queue in QUEUES.values():
        if queue.step != step:
            continue
        keys = CASE_QUEUES.subjects_held(queue.key, opened.scopes, now, most=MOST)
        if opened.case.pk in keys:
            place = keys.index(opened.case.pk)
            return Walk(queue.label, place + 1, len(keys), (*keys[place + 1 :], *keys[:place]))
    return None


def next_url(opened: Opened, step: str, keys: tuple[int, ...]) -> str:
    """The form of the step for the next case that this person may take it in; "" where none is left.

    Cases are asked in the order of `keys`, `TRIED` at a time.
    """
    by = Actor.of(opened.user)
    seen = EnterpriseRequest.objects.filter(listed_filter(opened.scopes))
    for start in range(0, len(keys), TRIED):
        rows = {row.pk: row for row in seen.filter(pk__in=keys[start : start + TRIED])}
        for key in keys[start : start + TRIED]:
            case = rows.get(key)
            if case is not None and engine.possible(case, by=by, at=opened.at, only=step):
                return step_url(case, step)
    return ""
