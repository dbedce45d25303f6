"""The list of reasons for which a text is no suggestion; suggestions themselves change by their steps alone."""

from django.contrib import admin
from django.http import HttpRequest

from office.admin import RecordedAdmin
from suggestions.models import UnsuitableKind


@admin.register(UnsuitableKind)
class UnsuitableKindAdmin(RecordedAdmin[UnsuitableKind]):
    list_display = ["name", "code", "order", "closed_on"]
    search_fields = ["name", "code"]
    search_help_text = "按情形搜索"

    def get_readonly_fields(self, request: HttpRequest, obj: UnsuitableKind | None = None) -> list[str]:
        """What was returned for it keeps its code."""
        return ["code"] if obj else []
