"""The table of steps of a suggestion, put together from its nouns."""

from __future__ import annotations

from casework.engine import Step, Workflow, register
from suggestions.file import SuggestionFile
from suggestions.models import Suggestion
from suggestions.parties import capacities
from suggestions.steps import (
    answers,
    assignments,
    class_checks,
    closing,
    consultations,
    directors,
    drafting,
    examining,
    extensions,
    files,
    followers,
    handling,
    leaving,
    merging,
    milestones,
    opinions,
    publication,
    relays,
    reports_back,
    signing,
    successors,
    supervision,
    takeovers,
    taking_back,
)

MODULES = (
    signing,
    drafting,
    files,
    takeovers,
    examining,
    merging,
    assignments,
    relays,
    handling,
    extensions,
    answers,
    class_checks,
    followers,
    opinions,
    taking_back,
    successors,
    directors,
    closing,
    reports_back,
    supervision,
    milestones,
    consultations,
    publication,
    leaving,
)
STEPS: dict[str, Step] = {step.name: step for module in MODULES for step in module.STEPS}


def register_workflow() -> None:
    """Called once, when the app is ready."""
    register(
        Workflow(
            model=Suggestion,
            noun="建议",
            requester="代表",
            steps=STEPS,
            capacities=capacities,
            status_label=lambda suggestion: suggestion.status_label,
            open_file=SuggestionFile,
        )
    )
