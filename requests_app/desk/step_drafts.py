"""What is typed or uploaded into a step's form of a case and not sent yet."""

from __future__ import annotations

from casework.forms.drafts import StepDrafts
from office.models import User
from requests_app.intake.form_files import FormFiles
from requests_app.models import EnterpriseRequest, StepDraft

STEP_DRAFTS = StepDrafts(StepDraft, subject_field="case")


def step_files(user: User, case: EnterpriseRequest, step: str) -> FormFiles:
    """The files of one person's form of one step, kept over errors."""
    return FormFiles(f"step:{user.pk}:{case.pk}:{step}", by=user)
