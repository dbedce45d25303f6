from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone

from groups.models import ProfessionalGroup
from groups.models.professional_groups import SIZES, SIZES_IN_WORDS
from office.admin import RecordedAdmin


@admin.register(ProfessionalGroup)
class ProfessionalGroupAdmin(RecordedAdmin[ProfessionalGroup]):
    list_display = ["name", "code", "order", "members", "checks_back", "has_progress_table"]
    search_fields = ["name", "code"]
    search_help_text = "按名称搜索"
    fields = ["code", "name", "order", "checks_back", "has_progress_table"]

    def get_queryset(self, request: HttpRequest) -> Any:
        return ProfessionalGroup.objects.with_member_counts(timezone.localdate()).order_by("order")

    def get_readonly_fields(self, request: HttpRequest, obj: ProfessionalGroup | None = None) -> list[str]:
        return ["code"] if obj else []

    @admin.display(description="在任成员")
    def members(self, group: Any) -> str:
        """Other sizes than the usual are pointed at, not refused."""
        count: int = group.member_count
        return f"{count} 人" if count in SIZES else f"{count} 人（应为 {SIZES_IN_WORDS}）"
