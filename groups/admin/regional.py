from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone

from groups.models import RegionalGroup, RegionalUnit
from office.admin import RecordedAdmin


@admin.register(RegionalUnit)
class RegionalUnitAdmin(RecordedAdmin[RegionalUnit]):
    list_display = ["name", "code", "kind"]
    list_filter = ["kind"]
    search_fields = ["name", "code"]
    search_help_text = "按名称或代码搜索"
    ordering = ["code"]

    def get_readonly_fields(self, request: HttpRequest, obj: RegionalUnit | None = None) -> list[str]:
        return ["code"] if obj else []


@admin.register(RegionalGroup)
class RegionalGroupAdmin(RecordedAdmin[RegionalGroup]):
    list_display = ["name", "code", "kind", "unit", "scope", "members"]
    list_filter = ["kind", "unit"]
    list_select_related = ["unit"]
    search_fields = ["name", "code", "scope"]
    search_help_text = "按名称、代码或范围搜索"
    autocomplete_fields = ["unit"]
    fields = ["code", "name", "kind", "unit", "scope"]

    def get_queryset(self, request: HttpRequest) -> Any:
        return RegionalGroup.objects.with_member_counts(timezone.localdate()).order_by("code")

    def get_readonly_fields(self, request: HttpRequest, obj: RegionalGroup | None = None) -> list[str]:
        return ["code"] if obj else []

    @admin.display(description="在任成员")
    def members(self, group: Any) -> str:
        return f"{group.member_count} 人"
