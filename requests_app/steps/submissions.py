"""提交: how a case begins; the event alone says it (docs/domain.md § 2)."""

from __future__ import annotations

from casework.engine import Step
from casework.history import Words
from requests_app.models.requests import Status

STEPS = (
    Step(
        name="submit",
        label="提交诉求",
        targets=frozenset({Status.SUBMITTED}),
        history=Words(requester="您提交了诉求", is_told_at_counter=True),
        is_button=False,
    ),
)
