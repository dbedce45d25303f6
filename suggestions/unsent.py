"""What was typed or uploaded into the form of a step and not sent yet: kept for its author until it is
(casework/forms/drafts.py)."""

from __future__ import annotations

from datetime import datetime

from casework.forms import drafts
from office.models import User
from suggestions.models import Suggestion, SuggestionDraftFile, SuggestionStepDraft

STEP_DRAFTS = drafts.StepDrafts(SuggestionStepDraft, subject_field="suggestion")


class FormFiles(drafts.FormFiles):
    """Files of a step's form of a suggestion."""

    table = SuggestionDraftFile


def step_files(user: User, suggestion: Suggestion, step: str) -> FormFiles:
    """The files of one person's form of one step, kept over errors."""
    return FormFiles(f"suggestion:{user.pk}:{suggestion.pk}:{step}", by=user)


def purge_files(at: datetime) -> int:
    """Files of forms that were never sent; returns how many rows are gone."""
    return drafts.purge_files(SuggestionDraftFile, at)
