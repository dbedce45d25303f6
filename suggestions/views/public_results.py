"""What everybody may read: adopted expert opinions, and the service mechanisms that units have set up."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from suggestions.mechanisms import effects
from suggestions.models import ExpertOpinion, ServiceMechanism
from suggestions.models.mechanisms import MechanismField, MechanismStatus

PAGE_SIZE = 20


@require_safe
@login_not_required
def opinions(request: HttpRequest) -> HttpResponse:
    """Adopted in whole or in part: item, group and decision; the text of an opinion is the committee's."""
    rows = ExpertOpinion.objects.public().with_item()
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "suggestions/opinion_list.html", {"page": page})


@require_safe
@login_not_required
def mechanisms(request: HttpRequest) -> HttpResponse:
    """`?field=` narrows it; those in force first, ended ones stay."""
    field = request.GET.get("field", "")
    field = field if field in MechanismField.values else ""
    rows = ServiceMechanism.objects.public().select_related("department")
    rows = rows.filter(field=field) if field else rows
    page = Paginator(rows.order_by("-status", "-in_force_on", "-pk"), PAGE_SIZE).get_page(
        request.GET.get("page")
    )
    context = {"page": page, "fields": MechanismField.choices, "field": field}
    return render(request, "suggestions/mechanism_list.html", context)


@require_safe
@login_not_required
def mechanism(request: HttpRequest, token: str) -> HttpResponse:
    rows = ServiceMechanism.objects.public().select_related("department", "category__parent")
    found = get_object_or_404(rows, token=token)
    context = {
        "mechanism": found,
        "checks": found.checks.filter(confirmed_at__isnull=False),
        "effect": effects.of(found, on=timezone.localdate()),
        "ended": found.status == MechanismStatus.ENDED,
        "sources": found.sources.count(),
    }
    return render(request, "suggestions/mechanism_detail.html", context)
