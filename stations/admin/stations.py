from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminTextInputWidget
from django.http import HttpRequest
from django.urls import reverse

from groups.admin.spans import InForceFilter, SpanForm, SpanInline, user_field
from office.admin import RecordedAdmin, Step
from office.events import Fact
from office.form_fields import PublicPhoneField
from office.roles import Role
from stations.models import Station, StationClerk


class StationForm(forms.ModelForm[Station]):
    code = forms.RegexField(
        r"^[a-z0-9]{1,20}$",
        label="代码",
        help_text="用于公开网址和二维码，只用小写字母和数字，保存后不再改动。",
        error_messages={"invalid": "代码只能用小写字母和数字，最多 20 个。"},
    )

    phone = PublicPhoneField(label="电话", required=False, max_length=40, widget=AdminTextInputWidget())

    class Meta:
        help_texts: ClassVar = {
            "is_default": "不从二维码进入、也定不了站的诉求归默认站。只有一个：勾选后原来的默认站自动取消。"
        }

    def _get_validation_exclusions(self) -> set[str]:
        """Another default station is no fault: saving moves the mark (StationAdmin.save_model)."""
        return {*super()._get_validation_exclusions(), "is_default"}  # type: ignore[misc]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if self.initial.get("is_default") and not given.get("is_default"):
            self.add_error("is_default", "须有一个默认站。要换的，请打开另一个站，勾选“默认站”后保存。")
        if given.get("is_default") and given.get("closed_on"):
            self.add_error("closed_on", "默认站不能停用，请先另设默认站。")
        return given


class ClerkInline(SpanInline):
    model = StationClerk
    fields = ["user", "since", "until"]

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "user":
            return user_field(db_field, Role.CLERK)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


@admin.register(Station)
class StationAdmin(RecordedAdmin[Station]):
    form = StationForm
    list_display = ["name", "code", "kind", "is_default", "hours", "phone", "opened_on", "closed_on"]
    list_filter = ["kind", "is_default", "closed_on"]
    search_fields = ["name", "code", "address"]
    search_help_text = "按名称、代码或地址搜索"
    inlines = [ClerkInline]
    fieldsets = [
        (None, {"fields": ["code", "name", "kind", "address", "hours", "phone", "is_default"]}),
        ("启用", {"fields": ["opened_on", "closed_on"]}),
        ("大屏", {"fields": ["board_theme", "shows_overdue", "shows_supervision"]}),
    ]

    def get_readonly_fields(self, request: HttpRequest, obj: Station | None = None) -> list[str]:
        """What a screen shows of supervision and overdue units the approver switches on, not the form."""
        return ["shows_overdue", "shows_supervision", *(["code"] if obj else [])]

    def save_model(self, request: HttpRequest, obj: Station, form: Any, change: bool) -> None:
        """A new default station takes the mark from the former one, in the same transaction."""
        if form.cleaned_data.get("is_default"):
            former = Station.objects.select_for_update().filter(is_default=True).exclude(pk=obj.pk)
            for station in former:
                station.is_default = False
                station.save(update_fields=["is_default"])
                mark = {"is_default": {"after": False, "before": True}}
                self.record(request, [Fact(self.subject(station), "changed", mark)])
        super().save_model(request, obj, form, change)

    def steps(self, request: HttpRequest, obj: Station) -> list[Step]:
        if not self.has_change_permission(request, obj):
            return []
        return [Step("二维码与海报", reverse("stations:qr_detail", args=["station", obj.code]))]


@admin.register(StationClerk)
class StationClerkAdmin(RecordedAdmin[StationClerk]):
    form = SpanForm
    list_display = ["user", "station", "since", "until"]
    list_filter = [InForceFilter, "station"]
    list_select_related = ["user", "station"]
    search_fields = ["user__name", "user__username", "station__name"]
    search_help_text = "按姓名或服务站搜索"
    fields = ["user", "station", "since", "until"]
    autocomplete_fields = ["station"]

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "user":
            return user_field(db_field, Role.CLERK)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)
