"""Files given with a step, attached to the case."""

from __future__ import annotations

from collections.abc import Iterable

from office.models import StoredFile
from requests_app.models import Assignment, Attachment
from requests_app.workflow.engine import Taking


def attach(
    taking: Taking,
    files: Iterable[StoredFile],
    purpose: str,
    assignment: Assignment | None = None,
    *,
    for_enterprise: bool = False,
) -> None:
    """Attach stored files to the case of the step, in one insert."""
    Attachment.objects.bulk_create(
        Attachment(
            case=taking.case,
            assignment=assignment,
            file=file,
            purpose=purpose,
            for_enterprise=for_enterprise,
            added_at=taking.at,
            added_by=taking.by.user,
        )
        for file in files
    )
