from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminTextInputWidget
from django.http import HttpRequest
from django.urls import reverse

from groups.admin.spans import InForceFilter, SpanForm
from office.admin import RecordedAdmin, RecordedInline, Step
from office.form_fields import CreditCodeField, CreditCodeInput, NameField
from stations import likeness
from stations.models import Enterprise, FormerName, Interest
from stations.names import folded_name


class EnterpriseForm(forms.ModelForm[Enterprise]):
    name = NameField(label="名称", widget=AdminTextInputWidget())
    uscc = CreditCodeField(
        label="统一社会信用代码", required=False, widget=CreditCodeInput({"class": "vTextField"})
    )

    is_another = forms.BooleanField(
        label="不是同一家",
        required=False,
        help_text="与已登记的名称相近时才勾选：已经核对，这是另一家企业。",
    )

    def clean_uscc(self) -> str | None:
        return self.cleaned_data["uscc"] or None

    def clean_external_id(self) -> str | None:
        return self.cleaned_data["external_id"] or None

    def clean(self) -> dict[str, Any]:
        """A name that resembles a registered one is asked about."""
        given = super().clean() or self.cleaned_data
        if given.get("name") and "name" in self.changed_data and not given.get("is_another"):
            others = [row for row in likeness.alike(given["name"]) if row.pk != self.instance.leading.pk]
            if others:
                names = "、".join(f"“{row.name}”" for row in others)
                self.add_error(
                    "name",
                    f"已登记{names}：是同一家吗？是的，不用再登记，改过名的把原来的名称写到“曾用名”；"
                    "不是的，请勾选“不是同一家”再保存。",
                )
        return dict(given)


class FormerNameForm(forms.ModelForm[FormerName]):
    name = NameField(label="曾用名", widget=AdminTextInputWidget())

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if not folded_name(name):
            raise forms.ValidationError("请填写企业名称")
        return name


class FormerNameInline(RecordedInline):
    """更名前的名称: who types one finds the enterprise; 回避 looks at them."""

    model = FormerName
    form = FormerNameForm
    fields = ["name", "until"]


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
    search_fields = ["name", "former_names__name", "=uscc", "main_business", "=external_id"]
    search_help_text = "按名称、曾用名、统一社会信用代码或主营业务搜索"
    inlines = [FormerNameInline]
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
        "is_another",
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
    search_fields = ["representative__name", "enterprise__name", "enterprise__former_names__name"]
    search_help_text = "按代表或企业搜索"
    fields = ["representative", "enterprise", "kind", "since", "until"]
    autocomplete_fields = ["representative", "enterprise"]
