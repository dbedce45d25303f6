from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils import timezone

from groups import officers
from groups.admin.spans import InForceFilter, SpanForm
from groups.models import GroupOfficer
from office.admin import RecordedAdmin


class OfficerForm(SpanForm):
    """A new officer is a member in office, and nobody else holds the post meanwhile."""

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        groups = [said.get("professional_group"), said.get("regional_group")]
        whole = all(said.get(name) for name in ("representative", "post", "since")) and any(groups)
        if self.instance.pk is not None or not whole or all(groups):
            return said
        names = ("representative", "professional_group", "regional_group", "post", "since", "until")
        officer = GroupOfficer(**{name: said.get(name) for name in names})
        for refused in officers.faults_of(officer, on=timezone.localdate()):
            self.add_error(refused.field, ValidationError(refused.message, code=refused.code))
        if not self.errors:
            self.instance.place = officers.free_place(officer)
        return said


@admin.register(GroupOfficer)
class GroupOfficerAdmin(RecordedAdmin[GroupOfficer]):
    form = OfficerForm
    list_display = ["representative", "professional_group", "regional_group", "post", "since", "until"]
    list_filter = [InForceFilter, "post", "professional_group"]
    list_select_related = ["representative", "professional_group", "regional_group"]
    search_fields = ["representative__name", "regional_group__name"]
    search_help_text = "按姓名或地域小组搜索"
    fields = ["representative", "professional_group", "regional_group", "post", "since", "until"]
    autocomplete_fields = ["representative", "regional_group"]
