"""What is published is read here and worked on at the desk; public wording is written and signed; schemes are data."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse

from evaluation.models import Disclosure, PublicEntry, Scheme
from evaluation.wording import reword
from office.actors import Actor
from office.admin import ReadOnlyAdmin, RecordedAdmin, Step, VerbAdmin


@admin.register(Disclosure)
class DisclosureAdmin(ReadOnlyAdmin[Disclosure]):
    list_display = ["period_label", "station", "edition", "status", "objections_until", "published_at"]
    list_filter = ["status", "station", "year"]
    list_select_related = ["station"]
    fields = [
        "station",
        "year",
        "month",
        "edition",
        "status",
        "note",
        "drafted_at",
        "submitted_by",
        "approved_by",
    ]

    def subject(self, obj: Disclosure) -> str:
        return obj.subject

    @admin.display(description="月份", ordering="year")
    def period_label(self, disclosure: Disclosure) -> str:
        return disclosure.period.label

    def steps(self, request: HttpRequest, obj: Disclosure) -> list[Step]:
        return [Step("核对、送审、审签", reverse("evaluation:desk_disclosure", args=[obj.pk]))]


@admin.register(PublicEntry)
class PublicEntryAdmin(VerbAdmin[PublicEntry]):
    """Saving by another person than the writer, without a change of words, is the approval."""

    list_display = ["title", "case", "on_supervision_scene", "written_by", "approved_by"]
    list_filter = ["on_supervision_scene"]
    list_select_related = ["case", "written_by", "approved_by"]
    search_fields = ["title", "case__ledger_number"]
    search_help_text = "按公开标题或受理编号搜索"
    fields = ["case", "title", "text", "progress", "on_supervision_scene"]
    autocomplete_fields = ["case"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[PublicEntry]:
        """What was written before a case was sealed names it no more."""
        return super().get_queryset(request).filter(case__sealed=False)

    def get_readonly_fields(self, request: HttpRequest, obj: PublicEntry | None = None) -> list[str]:
        return ["case"] if obj else []

    def write(self, form: Any, *, changes: PublicEntry | None, by: Actor, at: datetime) -> PublicEntry:
        given = form.cleaned_data
        case = changes.case if changes else given["case"]
        return reword(
            case,
            title=given["title"],
            text=given["text"],
            progress=given["progress"],
            on_supervision_scene=given["on_supervision_scene"],
            by=by,
            at=at,
        )


@admin.register(Scheme)
class SchemeAdmin(RecordedAdmin[Scheme]):
    """Edited as a draft; tried, sent up and approved on the desk, and only read from then on."""

    list_display = ["name", "first_year", "status", "document"]
    exclude = ["submitted_by", "approved_by"]

    def steps(self, request: HttpRequest, obj: Scheme) -> list[Step]:
        return [Step("试算、送审、审签", reverse("evaluation:scheme", args=[obj.pk]))]

    def has_change_permission(self, request: HttpRequest, obj: Scheme | None = None) -> bool:
        is_open = obj is None or obj.status == Scheme.Status.DRAFT
        return is_open and super().has_change_permission(request, obj)
