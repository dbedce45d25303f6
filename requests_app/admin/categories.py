"""诉求类别: two levels with their defaults."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from office.admin import RecordedAdmin, RecordedInline
from requests_app.models import Category, CategoryDepartment


class DefaultInline(RecordedInline):
    model = CategoryDepartment
    fields = ["department", "order"]
    verbose_name = "默认承办单位"
    verbose_name_plural = "默认承办单位（0 为主办，其余会办）"


@admin.register(Category)
class CategoryAdmin(RecordedAdmin[Category]):
    list_display = ["name", "code", "parent", "difficulty", "professional_group", "default_step", "closed_on"]
    list_filter = ["difficulty", "professional_group", "default_step"]
    list_select_related = ["parent", "professional_group"]
    search_fields = ["name", "code"]
    search_help_text = "按名称或代码搜索"
    ordering = ["order", "code"]
    fields = [
        "code",
        "name",
        "parent",
        "order",
        "difficulty",
        "professional_group",
        "posting_function",
        "default_step",
        "keywords",
        "closed_on",
    ]
    inlines = [DefaultInline]

    def get_readonly_fields(self, request: HttpRequest, obj: Category | None = None) -> list[str]:
        return ["code"] if obj else []

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Two levels: a parent is a top category."""
        if db_field.name == "parent":
            kwargs["queryset"] = Category.objects.top()
        return super().formfield_for_foreignkey(db_field, request, **kwargs)
