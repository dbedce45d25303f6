from django.contrib import admin

from office.admin import ReadOnlyAdmin
from policies.models import Reading, SearchedTerm


@admin.register(Reading)
class ReadingAdmin(ReadOnlyAdmin[Reading]):
    """Counted, one a visitor, item and day; the visitor is a hash that is not shown."""

    list_display = ["read_on", "what", "policy", "item", "kind", "source", "station"]
    list_filter = ["what", "kind", "source"]
    list_select_related = ["policy", "item", "station"]
    fields = ["read_on", "what", "policy", "item", "kind", "source", "station"]


@admin.register(SearchedTerm)
class SearchedTermAdmin(ReadOnlyAdmin[SearchedTerm]):
    list_display = ["text", "on", "times", "misses"]
    search_fields = ["text"]
    search_help_text = "按检索词搜索"
