from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse

from office.admin import ReadOnlyAdmin, Step
from stations import qr
from stations.models import QRCode


@admin.register(QRCode)
class QRCodeAdmin(ReadOnlyAdmin[QRCode]):
    """Issued and replaced at the desk."""

    list_display = ["code", "kind", "station", "representative", "since", "until", "replaced_by"]
    list_filter = ["kind", ("until", admin.EmptyFieldListFilter), "station"]
    list_select_related = ["station", "representative", "replaced_by"]
    search_fields = ["=code", "station__name", "representative__name"]
    search_help_text = "按代码、服务站或代表姓名搜索"
    ordering = ["-since", "-pk"]
    fields = ["code", "kind", "station", "representative", "since", "until", "replaced_by"]

    def subject(self, obj: QRCode) -> str:
        return qr.subject_of(qr.owner_of(obj))

    def steps(self, request: HttpRequest, obj: QRCode) -> list[Step]:
        owner = qr.owner_of(obj)
        if obj.until is not None or not request.user.has_perm("stations.change_qrcode"):
            return []
        return [Step("下载、打印、更换", reverse("stations:qr_detail", args=[obj.kind, owner.code]))]
