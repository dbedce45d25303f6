"""What was typed into the form of a step and not sent yet: kept for its author until it is (casework/forms/drafts.py)."""

from casework.forms.drafts import StepDrafts
from suggestions.models import SuggestionStepDraft

STEP_DRAFTS = StepDrafts(SuggestionStepDraft, subject_field="suggestion")
