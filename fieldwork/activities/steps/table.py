"""The table of an activity's steps. Source of every row: docs/domain.md § 12."""

from __future__ import annotations

from datetime import date
from typing import Any

from casework.engine import Step, Workflow, register
from fieldwork.activities import parties
from fieldwork.activities.activity_file import ActivityFile
from fieldwork.activities.steps import attendance, papers, plan, records, replies
from fieldwork.models import Activity, ActivityState, ActivityStatus

MODULES = (plan, replies, papers, records, attendance)
STEPS: dict[str, Step] = {step.name: step for module in MODULES for step in module.STEPS}


def register_workflow() -> None:
    """Called once, when the app is ready."""
    register(
        Workflow(
            model=Activity,
            noun="活动",
            requester="",
            steps=STEPS,
            capacities=parties.capacities,
            status_label=lambda activity: ActivityStatus(activity.status).label,
            remember=_remember,
            open_file=ActivityFile,
        )
    )


def _remember(activity: Any, on: date) -> None:
    """The dated row of a status that is new."""
    last = ActivityState.objects.filter(activity=activity).order_by("-pk").first()
    if last is None or last.status != activity.status:
        ActivityState.objects.create(activity=activity, status=activity.status, on=on)
