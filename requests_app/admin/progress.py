"""办理进度表 in the admin: read here, worked on at the desk."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse

from office.admin import ReadOnlyAdmin, Step
from requests_app.models import ProgressTable


@admin.register(ProgressTable)
class ProgressTableAdmin(ReadOnlyAdmin[ProgressTable]):
    list_display = ["period_label", "group", "edition", "status", "frozen_at", "published_at"]
    list_filter = ["status", "group", "year"]
    list_select_related = ["group"]
    fields = [
        "group",
        "year",
        "month",
        "issue",
        "edition",
        "status",
        "note",
        "frozen_at",
        "submitted_by",
        "submitted_at",
        "approved_by",
        "published_at",
    ]

    def subject(self, obj: ProgressTable) -> str:
        return obj.subject

    @admin.display(description="月份", ordering="year")
    def period_label(self, table: ProgressTable) -> str:
        return table.period.label

    def steps(self, request: HttpRequest, obj: ProgressTable) -> list[Step]:
        return [Step("填写、送审、审签", reverse("requests:progress_table", args=[obj.pk]))]
