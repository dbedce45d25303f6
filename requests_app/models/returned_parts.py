"""Which units have given a case back."""

from __future__ import annotations

from django.db.models import QuerySet

from requests_app.models.assignments import Assignment, AssignmentStatus
from requests_app.models.requests import EnterpriseRequest


def returned_in(case: EnterpriseRequest) -> QuerySet[Assignment]:
    """Parts that units have given back in the present round of the case, the earliest first."""
    given_back = Assignment.objects.filter(case=case, round=case.round, status=AssignmentStatus.RETURNED)
    return given_back.select_related("department", "right_department").order_by("pk")
