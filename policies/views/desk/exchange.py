"""Import with preview and export of policies."""

import json

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from office.access import role_required
from office.actors import Actor
from office.downloads import file_of, record_export, xlsx_file
from office.refusals import Refused
from office.roles import Role
from policies import exchange
from policies.models import PolicyVersion
from policies.views.desk.policies import READERS, signed_in


class ImportForm(forms.Form):
    file = forms.FileField(
        label="Excel 或 JSON 文件",
        help_text="用本页导出的表填写。每行一条政策；列表类的格子里每行一条。",
        error_messages={"required": "请选择文件", "empty": "文件是空的，请重新选择"},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(Role.STAFF)
def policy_import(request: HttpRequest) -> HttpResponse:
    """Looked at first; with 导入 all rows become drafts, or none where one is wrong."""
    form = ImportForm(request.POST or None, request.FILES or None)
    plan = None
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            plan = exchange.read(upload, upload.name)
            if "commit" in request.POST and not plan.errors:
                count = exchange.take_in(plan, by=Actor.of(signed_in(request)), at=timezone.now())
                messages.success(request, f"已导入 {count} 条，都是草稿，请预览后送核")
                return redirect("policies:desk_policies")
        except Refused as refused:
            form.add_error("file", refused.message)
    status = 422 if form.errors or (plan and plan.errors) else 200
    return render(request, "policies/desk_import.html", {"form": form, "plan": plan}, status=status)


@require_safe
@role_required(*READERS)
def policy_export(request: HttpRequest, form: str) -> HttpResponse:
    """All that is published, in the form that the import reads; that it was taken is recorded."""
    versions = list(PolicyVersion.objects.published().for_lists().order_by("policy__category", "policy"))
    record_export("policies", rows=len(versions), by=signed_in(request), at=timezone.now())
    if form == "xlsx":
        return xlsx_file(exchange.export_xlsx(versions), "policies")
    text = json.dumps(exchange.export(versions), ensure_ascii=False, indent=1)
    return file_of(text, "application/json; charset=utf-8", "policies.json")
