from django.contrib import admin

from groups.models import Term
from office.admin import RecordedAdmin


@admin.register(Term)
class TermAdmin(RecordedAdmin[Term]):
    list_display = ["name", "level", "elected_on", "takes_office_on", "ends_on"]
    list_filter = ["level"]
    search_fields = ["name"]
    search_help_text = "按届次名称搜索"
    ordering = ["level", "-takes_office_on"]
