"""From which network a verdict of the requester's own was sent: beside an event of its own, for the auditor alone.

A desk's browser that was cleared, in a network that nobody has named, passes for a visitor's
(office/desk_browsers.py); several verdicts that came from one place are what it leaves behind.
"""

from __future__ import annotations

from functools import partial

from casework.engine import StepContext
from office import events
from office.crypto import keyed_hash
from requests_app.access.requesters import Requester
from requests_app.models import Verdict
from requests_app.models.answers import VerdictBy

ACTION, NETWORK = "verdict_source", "network"


def network_hash(network: str) -> str:
    """What is kept of a network: tells whether two are the same, and no more."""
    return keyed_hash("verdict source", network)


def keep(context: StepContext, verdict: Verdict) -> None:
    """After the state; nothing of a verdict that a desk's number gave, or that came by no page."""
    by = context.by
    if verdict.given_by == VerdictBy.OWN and isinstance(by, Requester) and by.network:
        fact = events.Fact(
            f"{ACTION}:{verdict.pk}", ACTION, private={NETWORK: network_hash(by.network)}, begins=True
        )
        context.after(partial(events.record, fact, by=by, at=context.at))
