from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminTextInputWidget
from django.http import HttpRequest

from groups.admin.spans import InForceFilter, SpanForm, SpanInline, user_field
from groups.models import Department, DepartmentOfficer
from office.admin import RecordedAdmin
from office.form_fields import PublicPhoneField
from office.roles import Role
from office.word_fields import LinesField


class DepartmentForm(forms.ModelForm[Department]):
    duties = LinesField(
        label="职责",
        required=False,
        help_text="每行一项，用于提出拟办单位。",
        widget=forms.Textarea(attrs={"rows": 8, "class": "vLargeTextField"}),
    )

    phone = PublicPhoneField(label="办公电话", required=False, max_length=40, widget=AdminTextInputWidget())

    def clean_route_through(self) -> Department | None:
        """Only a 转办单位 passes on, and no further."""
        relay: Department | None = self.cleaned_data["route_through"]
        if relay is not None and relay.kind != Department.Kind.RELAY:
            raise forms.ValidationError("经由单位只能是“转办单位”类型的单位。")
        return relay


class OfficerInline(SpanInline):
    model = DepartmentOfficer
    fields = ["user", "duty", "since", "until"]

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "user":
            return user_field(db_field, Role.HANDLER, Role.HEAD)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


@admin.register(Department)
class DepartmentAdmin(RecordedAdmin[Department]):
    form = DepartmentForm
    list_display = ["short_name", "name", "code", "kind", "mode", "professional_group", "closed_on"]
    list_filter = ["kind", "mode", "professional_group", "head_confirms", "sealed_letter"]
    list_select_related = ["professional_group"]
    search_fields = ["name", "short_name", "code"]
    search_help_text = "按名称、简称或代码搜索"
    autocomplete_fields = ["route_through"]
    inlines = [OfficerInline]
    fieldsets = [
        (None, {"fields": ["code", "name", "short_name", "kind", "professional_group", "duties", "phone"]}),
        ("办理方式", {"fields": ["mode", "route_through", "head_confirms", "sealed_letter"]}),
        ("停用", {"fields": ["closed_on"]}),
    ]

    def get_readonly_fields(self, request: HttpRequest, obj: Department | None = None) -> list[str]:
        return ["code"] if obj else []


@admin.register(DepartmentOfficer)
class DepartmentOfficerAdmin(RecordedAdmin[DepartmentOfficer]):
    form = SpanForm
    list_display = ["user", "department", "duty", "since", "until"]
    list_filter = [InForceFilter, "duty", "department"]
    list_select_related = ["user", "department"]
    search_fields = ["user__name", "user__username", "department__name", "department__short_name"]
    search_help_text = "按姓名或单位搜索"
    autocomplete_fields = ["department"]
    fields = ["user", "department", "duty", "since", "until"]

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "user":
            return user_field(db_field, Role.HANDLER, Role.HEAD)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)
