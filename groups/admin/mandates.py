"""任职 is read here; taking office, suspension, return and end have forms of their own at the desk."""

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse

from groups.models import Mandate
from office.admin import ReadOnlyAdmin, Step

Status = Mandate.Status
ACTS = {
    Status.ACTIVE: [("suspend", "暂停任职"), ("end", "终止任职")],
    Status.SUSPENDED: [("resume", "恢复任职"), ("end", "终止任职")],
    Status.ENDED: [],
}


def steps_of(mandate: Mandate) -> list[Step]:
    """What may be done with an open span."""
    if mandate.until is not None:
        return []
    acts = ACTS[Status(mandate.status)]
    return [Step(label, reverse("groups:mandate_change", args=[mandate.pk, act])) for act, label in acts]


@admin.register(Mandate)
class MandateAdmin(ReadOnlyAdmin[Mandate]):
    list_display = ["representative", "term", "status", "since", "until", "reason_kind"]
    list_filter = ["status", "term__level", "term", "reason_kind"]
    list_select_related = ["representative", "term"]
    search_fields = ["representative__name", "=representative__certificate_number", "document"]
    search_help_text = "按代表姓名、代表证号或文件搜索"
    ordering = ["-since", "-pk"]
    fields = ["representative", "term", "status", "since", "until", "reason_kind", "document"]

    def subject(self, obj: Mandate) -> str:
        return f"representative:{obj.representative_id}"

    def steps(self, request: HttpRequest, obj: Mandate) -> list[Step]:
        return steps_of(obj) if request.user.has_perm("groups.change_mandate") else []
