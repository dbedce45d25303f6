from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone

from groups.admin.spans import InForceFilter, SpanForm
from office.admin import RecordedAdmin
from stations.models import Posting, PostingFunction
from stations.postings import tell_of


@admin.register(PostingFunction)
class PostingFunctionAdmin(RecordedAdmin[PostingFunction]):
    list_display = ["name", "code", "order"]
    search_fields = ["name", "code"]
    search_help_text = "按名称搜索"

    def get_readonly_fields(self, request: HttpRequest, obj: PostingFunction | None = None) -> list[str]:
        return ["code"] if obj else []


class PostingForm(SpanForm):
    """Functions may change while the posting lasts; who serves where may not."""

    changeable = frozenset({"until", "functions"})


@admin.register(Posting)
class PostingAdmin(RecordedAdmin[Posting]):
    form = PostingForm
    list_display = ["representative", "station", "function_names", "is_primary", "since", "until"]
    list_filter = [InForceFilter, "station", "functions", "is_primary"]
    list_select_related = ["representative", "station"]
    search_fields = ["representative__name", "=representative__certificate_number", "station__name"]
    search_help_text = "按代表姓名、代表证号或服务站搜索"
    ordering = ["station", "representative__sort_key"]
    fields = ["representative", "station", "functions", "is_primary", "since", "until"]
    autocomplete_fields = ["representative", "station", "functions"]

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("functions")

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Whoever is posted is told: it decides where visitors look for this person."""
        super().save_related(request, form, formsets, change)
        if form.has_changed():
            tell_of(form.instance, is_new=not change, at=timezone.now())

    @admin.display(description="职能")
    def function_names(self, posting: Posting) -> str:
        return "、".join(function.name for function in posting.functions.all())
