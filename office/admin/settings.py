"""Settings: one page with every declared key and its value today; a change is a new, dated row."""

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone

from office import options
from office.actors import Actor
from office.admin.recorded import VerbAdmin
from office.form_fields import CleanedTextField, DayField, HourField, NameField, PublicPhoneField
from office.models import Setting
from office.options import DECLARED, Option


class SettingForm(forms.ModelForm[Setting]):
    """The field of the value is built for the key's kind; the verb checks the rest."""

    key = forms.ChoiceField(label="设置项", widget=forms.HiddenInput)

    class Meta:
        model = Setting
        fields = ["key", "effective_on"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        key = self.fields["key"]
        assert isinstance(key, forms.ChoiceField)  # noqa: S101 - declared above
        key.choices = [(name, option.label) for name, option in DECLARED.items()]
        option = DECLARED.get(str(self["key"].value()))
        if option:
            today = timezone.localdate()
            now_in_force = option.stored(options.value(option.key, today))
            self.fields["value"] = field_of(option, now_in_force)
            self.fields["effective_on"].initial = today
            self.fields["effective_on"].help_text = "从这一天起按新值计算，不能早于今天。"


def field_of(option: Option, current: Any) -> forms.Field:
    label = f"{option.label}（{option.unit}）" if option.unit else option.label
    shared: dict[str, Any] = {
        "label": label,
        "initial": current,
        "required": False,
        "help_text": f"现在：{option.shown(current) or '（空）'}",
    }
    match option.kind:
        case "integer":
            return forms.IntegerField(
                min_value=0, max_value=options.INTEGER_AT_MOST, **shared | {"required": True}
            )
        case "flag":
            return forms.ChoiceField(
                choices=[("true", "是"), ("false", "否")], **shared | {"initial": _word(current)}
            )
        case "choice":
            return forms.ChoiceField(choices=option.choices, **shared)
        case "time":
            return HourField(**shared | {"required": True})
        case "day":
            return DayField(**shared)
        case "name":
            return NameField(**shared)
        case "phone":
            return PublicPhoneField(max_length=options.TEXT_AT_MOST, **shared)
        case "text":
            return CleanedTextField(max_length=options.TEXT_AT_MOST, **shared)


@admin.register(Setting)
class SettingAdmin(VerbAdmin[Setting]):
    form = SettingForm

    def subject(self, obj: Setting) -> str:
        return f"setting:{obj.key}"

    def has_change_permission(self, request: HttpRequest, obj: Setting | None = None) -> bool:
        """A row that was written stays as it is: a later one follows it."""
        return False

    def get_fieldsets(self, request: HttpRequest, obj: Setting | None = None) -> Any:
        return [(None, {"fields": ["key", "value", "effective_on", *(["by", "created_at"] if obj else [])]})]

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        # `value` is added by the form itself, for the kind of the key.
        return super().get_form(request, obj, change, **kwargs | {"fields": ["key", "effective_on"]})

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return {"key": request.GET.get("key", "")}

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        key = request.POST.get("key") or request.GET.get("key", "")
        if object_id is None and key not in DECLARED:
            return self.changelist_view(request)
        return super().changeform_view(request, object_id, form_url, extra_context)

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        context = {
            **self.admin_site.each_context(request),
            "title": "系统设置",
            "opts": self.opts,
            "groups": list(_groups()),
            "may_change": self.has_add_permission(request),
            **(extra_context or {}),
        }
        return TemplateResponse(request, "admin/office/setting/list.html", context)

    def write(self, form: Any, *, changes: Setting | None, by: Actor, at: datetime) -> Setting:
        given = form.cleaned_data
        return options.change(given["key"], given["value"], effective_on=given["effective_on"], by=by, at=at)


def _groups() -> Any:
    """Every declared key under the heading of its group: today's value, what is coming, and the last row, where its
    history is."""
    today = timezone.localdate()
    later: dict[str, list[Setting]] = {}
    last: dict[str, Setting] = {}
    for row in Setting.objects.select_related("by").order_by("effective_on", "pk"):
        last[row.key] = row
        if row.effective_on > today:
            later.setdefault(row.key, []).append(row)
    for title, group in options.groups().items():
        rows = [
            {
                "option": option,
                "value": option.shown(option.stored(options.value(option.key, today))),
                "coming": [(row.effective_on, option.shown(row.value)) for row in later.get(option.key, [])],
                "last": last.get(option.key),
            }
            for option in group
        ]
        yield {"title": title, "rows": rows}


def _word(flag: bool) -> str:
    return "true" if flag else "false"
