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
    directors,
    drafting,
    examining,
    extensions,
    followers,
    handling,
    leaving,
    merging,
    opinions,
    publication,
    reports_back,
    signing,
    supervision,
)

MODULES = (
    signing,
    drafting,
    examining,
    merging,
    assignments,
    handling,
    extensions,
    answers,
    class_checks,
    followers,
    opinions,
    directors,
    closing,
    reports_back,
    supervision,
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
