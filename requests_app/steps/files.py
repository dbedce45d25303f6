"""Files given with a step, attached to the case."""

from __future__ import annotations

from collections.abc import Iterable

from casework.engine import StepContext
from office.models import StoredFile
from requests_app.models import Assignment, Attachment


def attach(
    context: StepContext,
    files: Iterable[StoredFile],
    purpose: str,
    assignment: Assignment | None = None,
    *,
    for_enterprise: bool = False,
) -> None:
    """Attach stored files to the case of the step, in one insert."""
    Attachment.objects.bulk_create(
        Attachment(
            case=context.subject,
            assignment=assignment,
            file=file,
            purpose=purpose,
            for_enterprise=for_enterprise,
            added_at=context.at,
            added_by=context.by.user,
        )
        for file in files
    )
