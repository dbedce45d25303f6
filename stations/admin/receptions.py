from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from groups.admin.spans import InForceFilter, SpanForm
from office.admin import RecordedAdmin
from stations.models import ReceptionPlan


class ReceptionPlanForm(SpanForm):
    """Who receives and until when may change; days and hours are a new plan's."""

    changeable = frozenset({"until", "representatives", "topic", "place", "on_holiday"})


@admin.register(ReceptionPlan)
class ReceptionPlanAdmin(RecordedAdmin[ReceptionPlan]):
    """The queue makes the reception days of it (stations/receptions/tending.py)."""

    form = ReceptionPlanForm
    list_display = ["station", "topic", "week_of_month", "weekday", "begins", "ends", "since", "until"]
    list_filter = [InForceFilter, "station", "kind"]
    list_select_related = ["station"]
    search_fields = ["station__name", "topic", "place"]
    search_help_text = "按服务站、主题或地点搜索"
    autocomplete_fields = ["station", "representatives"]
    fieldsets = [
        (None, {"fields": ["station", "kind", "topic", "place", "representatives"]}),
        ("时间", {"fields": ["week_of_month", "weekday", "begins", "ends", "slot_minutes", "seats"]}),
        ("期间", {"fields": ["on_holiday", "since", "until"]}),
    ]

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("representatives")
