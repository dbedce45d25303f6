"""运行状态: whether the site runs by itself, for the administrator and the office; each bad line says whom to call."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from office import conditions
from office.access import role_required
from office.roles import Role


@require_safe
@never_cache
@role_required(Role.ADMINISTRATOR, Role.STAFF, Role.APPROVER, Role.AUDITOR)
def running(request: HttpRequest) -> HttpResponse:
    rows = conditions.all_of(at=timezone.now())
    context = {"rows": rows, "bad": sum(row.is_bad for row in rows)}
    return render(request, "portal/desk_running.html", context)
