"""What is typed into a form of an activity and not sent yet: kept over a bad connection."""

from casework.forms.drafts import StepDrafts
from fieldwork.models import ActivityDraft

ACTIVITY_DRAFTS = StepDrafts(ActivityDraft, subject_field="activity")
