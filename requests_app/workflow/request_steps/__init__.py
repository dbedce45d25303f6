"""The table of a request's steps, a module per stretch of life. Desk, API, permission test and docs read it.

Source of every row: docs/domain.md § 2. `weight` orders the buttons: the least one possible is the
primary action of the page.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from office.actors import Actor
from requests_app.models import EnterpriseRequest
from requests_app.workflow import parties
from requests_app.workflow.engine import Step, Workflow, register
from requests_app.workflow.request_steps import (
    care,
    joining,
    later,
    leaving,
    replies,
    triage,
    turns,
    units,
    verdicts,
)

STEPS: dict[str, Step] = {
    step.name: step
    for stretch in (triage, units, care, turns, replies, verdicts, leaving, later, joining)
    for step in stretch.ROWS
}


def _ways(subject: Any, by: Actor, on: date) -> list[Any]:
    return list(parties.ways(subject, by, on))


def register_workflow() -> None:
    register(Workflow(EnterpriseRequest, STEPS, _ways, lambda case: case.status_label))
