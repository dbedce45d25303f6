from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from groups.admin.spans import InForceFilter, SpanForm, user_field
from groups.models import Liaison
from office.admin import RecordedAdmin
from office.roles import Role


@admin.register(Liaison)
class LiaisonAdmin(RecordedAdmin[Liaison]):
    form = SpanForm
    list_display = ["user", "professional_group", "regional_group", "is_main", "since", "until"]
    list_filter = [InForceFilter, "is_main", "professional_group"]
    list_select_related = ["user", "professional_group", "regional_group"]
    search_fields = ["user__name", "user__username", "regional_group__name"]
    search_help_text = "按联络员姓名或地域小组搜索"
    fields = ["user", "professional_group", "regional_group", "is_main", "since", "until"]
    autocomplete_fields = ["regional_group"]

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "user":
            return user_field(db_field, Role.LIAISON)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)
