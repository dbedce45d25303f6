"""提示的依据: from how many cases proposals were learned, and what returned assignments and corrections taught."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from office.access import role_required
from office.roles import Role
from requests_app.models import Assignment, Lesson
from requests_app.models.assignments import AssignmentStatus, Part
from requests_app.triage import examples, learning
from requests_app.triage.corrected import corrected_categories

DAYS, SHOWN = 365, 50


@require_safe
@never_cache
@role_required(Role.STAFF, Role.APPROVER, Role.AUDITOR)
def learned(request: HttpRequest) -> HttpResponse:
    """The last returned leads and corrected categories of a year; none of a case that teaches nothing."""
    since = timezone.now() - timedelta(days=DAYS)
    leads = Assignment.objects.current().filter(part=Part.LEAD).select_related("department")
    returned = (
        Assignment.objects.filter(
            case__in=examples.may_teach(),
            part=Part.LEAD,
            status=AssignmentStatus.RETURNED,
            returned_at__gte=since,
        )
        .select_related("case__category", "department", "right_department")
        .prefetch_related(Prefetch("case__assignments", leads, to_attr="leads"))
        .order_by("-returned_at", "-pk")[:SHOWN]
    )
    lesson = Lesson.objects.filter(kind=learning.KIND).defer("packed").first()
    context = {
        "rows": returned,
        "corrected": corrected_categories(since, most=SHOWN),
        "lesson": lesson,
        "shown": SHOWN,
    }
    return render(request, "requests_app/desk_learned.html", context)
