"""人大代表: the person's row by form, memberships below it, mandates by verbs, the roster by upload."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminTextInputWidget
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils import timezone

from groups import telephones
from groups.admin import roster
from groups.admin.mandates import steps_of
from groups.admin.spans import SpanInline, user_field
from groups.codes import new_code
from groups.models import (
    Mandate,
    ProfessionalGroup,
    ProfessionalMembership,
    RegionalMembership,
    RegionalUnit,
    Representative,
)
from groups.pinyin import spoken
from office.admin import RecordedAdmin, RecordedInline, Step
from office.admin.recorded import actor_of
from office.crypto import blind_index
from office.events import Fact
from office.form_fields import LineField, PersonNameField, PhoneField
from office.numbers import mask_phone
from office.roles import Role
from office.typed import phones

# Beside the columns: what replaces the telephone.
TYPED = ("new_phone", "phone_basis")


class RepresentativeForm(forms.ModelForm[Representative]):
    """The telephone is never shown in full; what is typed into the new field replaces it."""

    code = forms.RegexField(
        r"^[a-z0-9]{1,20}$",
        label="代码",
        required=False,
        help_text="用于公开网址和二维码。留空则自动生成，保存后不再改动。",
        error_messages={"invalid": "代码只能用小写字母和数字，最多 20 个。"},
    )
    name = PersonNameField(label="姓名", widget=AdminTextInputWidget())
    new_phone = PhoneField(
        label="新的联系电话",
        required=False,
        help_text="填写后替换现有电话，并告知原号码和审计员；不填则不变。",
    )
    phone_basis = LineField(
        label="换号依据",
        required=False,
        max_length=100,
        help_text="替换现有电话时必填：文件名称和文号，或本人的书面申请。",
    )

    def clean_external_id(self) -> str | None:
        return self.cleaned_data["external_id"] or None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if "code" in self.fields and not cleaned.get("code") and cleaned.get("certificate_number"):
            taken = set(Representative.objects.values_list("code", flat=True))
            cleaned["code"] = new_code(cleaned["certificate_number"], taken)
        if cleaned.get("new_phone"):
            if self.instance.phone and not cleaned.get("phone_basis"):
                self.add_error("phone_basis", "已有登记电话，请写明换号依据。")
            self.instance.phone = cleaned["new_phone"]
        return cleaned


class MandateInline(RecordedInline):
    model = Mandate
    fields = ["term", "status", "since", "until", "reason_kind", "document"]
    readonly_fields = ["term", "status", "since", "until", "reason_kind", "document"]
    ordering = ["term", "since"]

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class ProfessionalMembershipInline(SpanInline):
    model = ProfessionalMembership
    fields = ["group", "since", "until"]


class RegionalMembershipInline(SpanInline):
    model = RegionalMembership
    fields = ["group", "since", "until"]
    autocomplete_fields = ["group"]


class OfficeFilter(admin.SimpleListFilter):
    title = "任职"
    parameter_name = "office"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("in", "在任"), ("out", "不在任")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        today = timezone.localdate()
        match self.value():
            case "in":
                return queryset.filter(pk__in=Representative.objects.in_office(today).values("pk"))
            case "out":
                return queryset.filter(pk__in=Representative.objects.out_of_office(today).values("pk"))
        return queryset


class GroupFilter(admin.SimpleListFilter):
    title = "专业代表小组"
    parameter_name = "group"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [*ProfessionalGroup.objects.values_list("code", "name"), ("none", "未编入")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if not self.value():
            return queryset
        memberships = ProfessionalMembership.objects.in_force(timezone.localdate())
        if self.value() == "none":
            return queryset.exclude(pk__in=memberships.values("representative"))
        members = memberships.filter(group__code=self.value())
        return queryset.filter(pk__in=members.values("representative"))


class UnitFilter(admin.SimpleListFilter):
    title = "乡镇街道"
    parameter_name = "unit"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return list(RegionalUnit.objects.values_list("code", "name"))

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if not self.value():
            return queryset
        memberships = RegionalMembership.objects.in_force(timezone.localdate())
        members = memberships.filter(group__unit__code=self.value())
        return queryset.filter(pk__in=members.values("representative"))


@admin.register(Representative)
class RepresentativeAdmin(RecordedAdmin[Representative]):
    form = RepresentativeForm
    change_list_template = "admin/groups/representative/list.html"
    list_display = [
        "sorted_name",
        "certificate_number",
        "state",
        "professional",
        "regional",
        "field",
        "masked_phone",
    ]
    list_filter = [OfficeFilter, GroupFilter, UnitFilter, "gender"]
    search_fields = ["name", "certificate_number", "employer_name", "=external_id"]
    search_help_text = "按姓名、代表证号、单位搜索，或输入完整手机号"
    sounds = staticmethod(spoken)
    ordering = ["sort_key", "certificate_number"]
    autocomplete_fields = ["employer_department"]
    inlines = [MandateInline, ProfessionalMembershipInline, RegionalMembershipInline]
    fieldsets = [
        (None, {"fields": ["name", "certificate_number", "code", "gender", "born_month"]}),
        ("联系方式", {"fields": ["masked_phone", "new_phone", "phone_basis"]}),
        ("职业", {"fields": ["occupation", "employer_name", "employer_department", "field", "bio"]}),
        ("账号与对接", {"fields": ["user", "external_id"]}),
    ]

    def get_queryset(self, request: HttpRequest) -> Any:
        today = timezone.localdate()
        active = Mandate.objects.in_force(today).select_related("term")
        found = Representative.objects.with_groups(today).by_name()
        return found.prefetch_related(Prefetch("mandates", active, to_attr="current_mandates"))

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """A full telephone number is found by its blind index; parts of one cannot be."""
        number = phones.searched(search_term)
        if not number:
            return super().get_search_results(request, queryset, search_term)
        return queryset.filter(phone_index=blind_index(number)), False

    def get_readonly_fields(self, request: HttpRequest, obj: Representative | None = None) -> list[str]:
        return ["masked_phone", *(["code"] if obj else [])]

    def get_fieldsets(self, request: HttpRequest, obj: Representative | None = None) -> Any:
        """Who only reads has no field for a new number."""
        if self.has_change_permission(request, obj):
            return self.fieldsets
        return [
            (title, {"fields": [name for name in options["fields"] if name not in TYPED]})
            for title, options in self.fieldsets
        ]

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "user":
            return user_field(db_field, Role.REPRESENTATIVE)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def facts(
        self, form: forms.ModelForm[Representative], formsets: Sequence[Any], *, added: bool
    ) -> list[Fact]:
        """Nobody reads a telephone number out of the history."""
        return [
            Fact(
                fact.subject,
                fact.action,
                fact.data,
                {
                    name: mask_phone(text) if name.startswith("new_phone") and text else text
                    for name, text in fact.private.items()
                },
            )
            for fact in super().facts(form, formsets, added=added)
        ]

    def save_model(self, request: HttpRequest, obj: Representative, form: Any, change: bool) -> None:
        before = Representative.objects.select_related("user").get(pk=obj.pk) if change else obj
        super().save_model(request, obj, form, change)
        by, at = actor_of(request), timezone.now()
        telephones.tell([telephones.Change(obj, before.phone)], by=by, at=at)
        if before.user_id != obj.user_id:
            telephones.tell_of_account(obj, before.user, by=by, at=at)

    def steps(self, request: HttpRequest, obj: Representative) -> list[Step]:
        if not self.has_change_permission(request, obj):
            return []
        spans = obj.mandates.open().select_related("term")
        taking = Step("登记任职", reverse("groups:take_office", args=[obj.code]))
        return [
            *(
                Step(f"{step.label}（{span.term}）" if len(spans) > 1 else step.label, step.url)
                for span in spans
                for step in steps_of(span)
            ),
            taking,
        ]

    def get_urls(self) -> list[URLPattern]:
        page = self.admin_site.admin_view(self.import_view)
        own = path("import/", page, name="groups_representative_import")
        return [own, *super().get_urls()]

    def import_view(self, request: HttpRequest) -> Any:
        return roster.import_page(self, request)

    @admin.display(description="姓名", ordering="sort_key")
    def sorted_name(self, person: Representative) -> str:
        return person.name

    @admin.display(description="任职")
    def state(self, person: Any) -> str:
        labels = [f"{span.get_status_display()}（{span.term}）" for span in person.current_mandates]
        return "、".join(labels) or "未登记"

    @admin.display(description="专业代表小组")
    def professional(self, person: Any) -> str:
        return "、".join(membership.group.name for membership in person.current_professional)

    @admin.display(description="地域（领域）代表小组")
    def regional(self, person: Any) -> str:
        return "、".join(membership.group.name for membership in person.current_regional)

    @admin.display(description="联系电话")
    def masked_phone(self, person: Representative) -> str:
        return mask_phone(person.phone) if person.phone else ""
