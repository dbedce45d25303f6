from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest

from groups.admin.spans import InForceFilter, SpanForm, user_field
from office.admin import ReadOnlyAdmin, RecordedAdmin
from office.roles import Role
from policies.models import Policy, PolicyEditor, PolicyVersion


class PolicyForm(forms.ModelForm[Policy]):
    """Whose it is and where it stands; what it says is written at the desk."""


@admin.register(Policy)
class PolicyAdmin(RecordedAdmin[Policy]):
    form = PolicyForm
    list_display = ["slug", "title", "category", "department"]
    list_filter = ["category", "department"]
    list_select_related = ["department"]
    search_fields = ["slug", "versions__title", "versions__document_number"]
    search_help_text = "按代码、标题或文号搜索"
    fields = ["slug", "category", "department"]
    readonly_fields = ["slug"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("versions")

    @admin.display(description="标题")
    def title(self, policy: Policy) -> str:
        versions = policy.versions.all()
        return versions[0].title if versions else ""


@admin.register(PolicyVersion)
class PolicyVersionAdmin(ReadOnlyAdmin[PolicyVersion]):
    """Written, checked and published at the desk."""

    list_display = [
        "title", "number", "state", "document_number", "effective_from", "expires_on", "confidence", "checked_on",
    ]  # fmt: skip
    list_filter = ["state", "confidence", "policy__category", ("checked_on", admin.EmptyFieldListFilter)]
    list_select_related = ["policy"]
    search_fields = ["title", "document_number", "policy__slug"]
    search_help_text = "按标题、文号或代码搜索"

    def subject(self, obj: PolicyVersion) -> str:
        return f"policy:{obj.policy_id}"


@admin.register(PolicyEditor)
class PolicyEditorAdmin(RecordedAdmin[PolicyEditor]):
    form = SpanForm
    list_display = ["user", "department", "since", "until"]
    list_filter = [InForceFilter, "department"]
    list_select_related = ["user", "department"]
    search_fields = ["user__name", "user__username", "department__name", "department__short_name"]
    search_help_text = "按姓名或单位搜索"
    autocomplete_fields = ["department"]
    fields = ["user", "department", "since", "until"]

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "user":
            return user_field(db_field, Role.EDITOR)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)
