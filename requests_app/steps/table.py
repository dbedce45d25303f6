"""The table of a request's steps, a module per stretch of life. Desk, API, permission test and docs read it.

Source of every row: docs/domain.md § 2. `weight` orders the buttons: the least one possible is the
primary action of the page.
"""

from __future__ import annotations

from casework.engine import Step, Workflow, register
from requests_app.access import parties
from requests_app.models import EnterpriseRequest
from requests_app.models.case_file import CaseFile
from requests_app.steps import (
    care_rows,
    joining_rows,
    later_rows,
    leaving_rows,
    replies_rows,
    triage_rows,
    turns_rows,
    units_rows,
    verdicts_rows,
)

STEPS: dict[str, Step] = {
    step.name: step
    for stretch in (
        triage_rows,
        units_rows,
        care_rows,
        turns_rows,
        replies_rows,
        verdicts_rows,
        leaving_rows,
        later_rows,
        joining_rows,
    )
    for step in stretch.ROWS
}


def register_workflow() -> None:
    register(
        Workflow(
            EnterpriseRequest,
            "诉求",
            STEPS,
            parties.capacities,
            lambda case: case.status_label,
            open_file=CaseFile,
        )
    )
