from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminTextInputWidget
from django.http import HttpRequest
from django.urls import reverse

from groups.admin.spans import InForceFilter, SpanForm
from office.admin import RecordedAdmin, Step
from office.form_fields import CreditCodeField, CreditCodeInput, NameField
from stations.models import Enterprise, Interest


class EnterpriseForm(forms.ModelForm[Enterprise]):
    name = NameField(label="名称", widget=AdminTextInputWidget())
    uscc = CreditCodeField(
        label="统一社会信用代码", required=False, widget=CreditCodeInput({"class": "vTextField"})
    )

    def clean_uscc(self) -> str | None:
        return self.cleaned_data["uscc"] or None

    def clean_external_id(self) -> str | None:
        return self.cleaned_data["external_id"] or None


class MergedFilter(admin.SimpleListFilter):
    title = "合并"
    parameter_name = "merged"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("no", "未合并"), ("yes", "已合并到别的企业")]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.value() in ("no", "yes"):
            return queryset.filter(same_as__isnull=self.value() == "no")
        return queryset


@admin.register(Enterprise)
class EnterpriseAdmin(RecordedAdmin[Enterprise]):
    form = EnterpriseForm
    list_display = ["name", "uscc", "industry", "size", "employees", "same_as"]
    list_filter = [MergedFilter, "size", "industry"]
    list_select_related = ["same_as"]
    search_fields = ["name", "=uscc", "main_business", "=external_id"]
    search_help_text = "按名称、统一社会信用代码或主营业务搜索"
    fields = [
        "name",
        "uscc",
        "industry",
        "size",
        "employees",
        "address",
        "main_business",
        "external_id",
        "same_as",
    ]
    readonly_fields = ["same_as"]

    def steps(self, request: HttpRequest, obj: Enterprise) -> list[Step]:
        if not self.has_change_permission(request, obj):
            return []
        if obj.same_as_id:
            return [Step("撤销合并", reverse("stations:enterprise_unmerge", args=[obj.pk]))]
        return [Step("合并到另一家", reverse("stations:enterprise_merge", args=[obj.pk]))]


@admin.register(Interest)
class InterestAdmin(RecordedAdmin[Interest]):
    """回避: whom a representative is tied to."""

    form = SpanForm
    list_display = ["representative", "enterprise", "kind", "since", "until"]
    list_filter = [InForceFilter, "kind"]
    list_select_related = ["representative", "enterprise"]
    search_fields = ["representative__name", "enterprise__name"]
    search_help_text = "按代表或企业搜索"
    fields = ["representative", "enterprise", "kind", "since", "until"]
    autocomplete_fields = ["representative", "enterprise"]
