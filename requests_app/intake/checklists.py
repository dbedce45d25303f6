"""补充要点: what the office would ask about a category anyway, offered once the request has been left (docs/domain.md § 2)."""

from __future__ import annotations

from requests_app.models import Category
from requests_app.models.case_file import CaseFile
from requests_app.models.requests import Status

# Before anybody has talked with the enterprise or a unit has begun.
EARLY = (Status.SUBMITTED, Status.ACCEPTED)


def asked_about(file: CaseFile) -> list[str]:
    """The questions that its requester may answer of their own accord; one query, none for a case that cannot have any.

    Nothing while a question of somebody's waits, which comes first, nor of a complaint about a unit, which is no
    matter of its category.
    """
    case = file.case
    if case.category_id is None or case.status not in EARLY or case.is_waiting or file.complaint is not None:
        return []
    category = Category.objects.select_related("parent").filter(pk=case.category_id).first()
    return category.whole_checklist if category else []
