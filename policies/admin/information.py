from django import forms
from django.contrib import admin
from django.http import HttpRequest

from office.admin import ReadOnlyAdmin, RecordedAdmin
from policies.models import InformationItem, InformationKind


class InformationKindForm(forms.ModelForm[InformationKind]):
    code = forms.RegexField(
        r"^[a-z0-9]{1,20}$",
        label="代码",
        help_text="用于公开网址，只用小写字母和数字，保存后不再改动。",
        error_messages={"invalid": "代码只能用小写字母和数字，最多 20 个。"},
    )


@admin.register(InformationKind)
class InformationKindAdmin(RecordedAdmin[InformationKind]):
    form = InformationKindForm
    list_display = ["order", "name", "code", "description", "is_open"]
    list_display_links = ["name"]
    search_fields = ["name", "code"]
    search_help_text = "按名称或代码搜索"
    fields = ["code", "name", "description", "order", "is_open"]

    def get_readonly_fields(self, request: HttpRequest, obj: InformationKind | None = None) -> list[str]:
        return ["code"] if obj else []


@admin.register(InformationItem)
class InformationItemAdmin(ReadOnlyAdmin[InformationItem]):
    """Written, checked and published at the desk."""

    list_display = ["title", "kind", "state", "department", "valid_until", "checked_on"]
    list_filter = ["kind", "state", "department"]
    list_select_related = ["kind", "department"]
    search_fields = ["title", "slug"]
    search_help_text = "按标题或代码搜索"

    def subject(self, obj: InformationItem) -> str:
        return f"information:{obj.slug}"
