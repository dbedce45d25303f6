"""The table of a request's steps, a module per noun. Desk, API, permission test and docs read it.

Source of every row: docs/domain.md § 2.
"""

from __future__ import annotations

from casework.engine import Step, Workflow, register
from requests_app.access import parties
from requests_app.deadlines import case_states
from requests_app.models import EnterpriseRequest
from requests_app.models.case_file import CaseFile
from requests_app.steps import (
    acceptance,
    answers,
    appeals,
    assignments,
    checking_phones,
    class_disputes,
    closing,
    complaints,
    consultation_minutes,
    consultations,
    contacts,
    corrections,
    disposals,
    extensions,
    findings,
    former_telephones,
    handovers,
    helping,
    later_questions,
    look_back_plans,
    look_backs,
    merging,
    notes,
    officers,
    opinions,
    pending_withdrawals,
    promises,
    questions,
    relays,
    releases,
    replies,
    reply_checks,
    returns,
    reviews,
    samples,
    sealing,
    settling,
    signing,
    splitting,
    submissions,
    supervision,
    transfers,
    undoing,
    urging,
    verdicts,
    withdrawals,
)

# Steps of equal importance are offered in this order.
MODULES = (
    submissions,
    acceptance,
    findings,
    relays,
    signing,
    contacts,
    assignments,
    questions,
    reply_checks,
    replies,
    extensions,
    transfers,
    class_disputes,
    opinions,
    answers,
    verdicts,
    settling,
    closing,
    handovers,
    helping,
    notes,
    officers,
    corrections,
    checking_phones,
    former_telephones,
    complaints,
    releases,
    supervision,
    withdrawals,
    pending_withdrawals,
    appeals,
    samples,
    promises,
    look_back_plans,
    look_backs,
    reviews,
    later_questions,
    merging,
    splitting,
    disposals,
    sealing,
    consultations,
    consultation_minutes,
    returns,
    urging,
    undoing,
)
STEPS: dict[str, Step] = {step.name: step for module in MODULES for step in module.STEPS}


def register_workflow() -> None:
    """Called once, when the app is ready."""
    register(
        Workflow(
            model=EnterpriseRequest,
            noun="诉求",
            requester="企业",
            steps=STEPS,
            capacities=parties.capacities,
            status_label=lambda case: case.status_label,
            remember=case_states.remember,
            open_file=CaseFile,
        )
    )
