"""常用处理: what the office fills in again and again, kept by all of it."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from office.admin import RecordedAdmin, RecordedInline
from office.admin.recorded import actor_of
from requests_app.models import Preset, PresetDepartment


class UnitInline(RecordedInline):
    model = PresetDepartment
    fields = ["department", "order"]
    verbose_name = "承办单位"
    verbose_name_plural = "承办单位（0 为主办，其余会办）"


@admin.register(Preset)
class PresetAdmin(RecordedAdmin[Preset]):
    list_display = ["name", "category", "difficulty", "group", "made_by", "order", "closed_on"]
    list_filter = ["category__parent", "group"]
    list_select_related = ["category", "group", "made_by"]
    search_fields = ["name", "text"]
    search_help_text = "按名称或交办要求搜索"
    ordering = ["order", "name"]
    fields = [
        "name",
        "category",
        "difficulty",
        "group",
        "expected_outcome",
        "text",
        "order",
        "closed_on",
        "made_by",
    ]
    readonly_fields = ["made_by"]
    inlines = [UnitInline]

    def save_model(self, request: HttpRequest, obj: Preset, form: Any, change: bool) -> None:
        if not change:
            obj.made_by = actor_of(request).user
        super().save_model(request, obj, form, change)
