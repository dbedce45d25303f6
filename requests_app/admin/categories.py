"""诉求类别: two levels with their defaults."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminTextareaWidget
from django.http import HttpRequest

from office.admin import RecordedAdmin, RecordedInline
from office.word_fields import LinesField, WordsField
from requests_app.models import Category, CategoryDepartment
from requests_app.models.categories import CHECKLIST_AT_MOST, QUESTION_LENGTH


class CategoryForm(forms.ModelForm[Category]):
    keywords = WordsField(
        label="提示词",
        required=False,
        widget=AdminTextareaWidget({"rows": 3}),
        help_text="企业会怎么说，用顿号分开；用于拟出类别和单位，前几个写在公开表单上作例子。",
    )
    checklist = LinesField(
        label="补充要点",
        required=False,
        widget=AdminTextareaWidget({"rows": 4}),
        help_text=f"每行一问，最多 {CHECKLIST_AT_MOST} 问，每问不超过 {QUESTION_LENGTH} 字。企业留言以后可以选答，代表联系时也列在旁边；下级类别连上级类别的一起问。",
    )

    def clean_checklist(self) -> list[str]:
        """No more than help, each short enough to be a label."""
        questions: list[str] = list(dict.fromkeys(self.cleaned_data["checklist"]))
        if len(questions) > CHECKLIST_AT_MOST:
            raise forms.ValidationError(f"最多 {CHECKLIST_AT_MOST} 问，现在是 {len(questions)} 问，请删减。")
        too_long = [question for question in questions if len(question) > QUESTION_LENGTH]
        if too_long:
            raise forms.ValidationError(f"每问不超过 {QUESTION_LENGTH} 字，请缩短：{'；'.join(too_long)}")
        return questions


class DefaultInline(RecordedInline):
    model = CategoryDepartment
    fields = ["department", "order"]
    verbose_name = "默认承办单位"
    verbose_name_plural = "默认承办单位（0 为主办，其余会办）"


@admin.register(Category)
class CategoryAdmin(RecordedAdmin[Category]):
    form = CategoryForm
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
        "checklist",
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
