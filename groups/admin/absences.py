from datetime import datetime
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from groups import absences
from groups.admin.spans import user_field
from groups.models import Absence
from office.actors import Actor
from office.admin import Step, VerbAdmin


@admin.register(Absence)
class AbsenceAdmin(VerbAdmin[Absence]):
    """Registered here for anybody; ended early by a form of its own."""

    list_display = ["user", "from_on", "to_on", "delegate", "reason", "by", "cancelled_at"]
    list_filter = ["from_on"]
    list_select_related = ["user", "delegate", "by"]
    search_fields = ["user__name", "delegate__name"]
    search_help_text = "按不在岗人员或代办人姓名搜索"
    ordering = ["-from_on", "-pk"]
    fields = ["user", "from_on", "to_on", "delegate", "reason"]

    def subject(self, obj: Absence) -> str:
        return f"user:{obj.user_id}"

    def has_change_permission(self, request: HttpRequest, obj: Absence | None = None) -> bool:
        return False

    def steps(self, request: HttpRequest, obj: Absence) -> list[Step]:
        over = obj.cancelled_at is not None or obj.to_on < timezone.localdate()
        if over or not request.user.has_perm("groups.change_absence"):
            return []
        return [Step("提前返岗或撤销", reverse("groups:absence_end", args=[obj.pk]))]

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in ("user", "delegate"):
            return user_field(db_field)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def write(self, form: Any, *, changes: Absence | None, by: Actor, at: datetime) -> Absence:
        given = {name: form.cleaned_data[name] for name in ("from_on", "to_on", "delegate", "reason")}
        return absences.record_absence(form.cleaned_data["user"], **given, by=by, at=at)
