"""Upload of the roster: preview of every change first; what was previewed is what is committed, or it is shown anew.

Between the two steps the file travels in the form itself (office/previewed_files.py).
"""

from io import BytesIO
from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from groups.models import Term
from groups.roster import import_roster, plan_roster, read_roster
from groups.roster.planning import RosterPlan
from groups.roster.reading import Roster
from office.admin.recorded import actor_of
from office.models import User
from office.previewed_files import PreviewedFileField, pack, unpack
from office.refusals import Refused

SHOWN_AT_MOST = 500
PURPOSE = "roster"


class UploadForm(forms.Form):
    file = PreviewedFileField(
        label="名册文件",
        help_text="CSV（UTF-8 或 GB18030）或 XLSX，不超过 1 MB。空白的单元格不改动原有内容。",
        error_messages={"required": "请选择名册文件", "empty": "文件中没有内容"},
    )
    term = forms.ModelChoiceField(Term.objects.all(), label="届次", error_messages={"required": "请选择届次"})


def import_page(page: admin.ModelAdmin[Any], request: HttpRequest) -> HttpResponse:
    """GET: the form. POST a file: the plan. POST the plan's `packed` file: the import, or the plan as it is now."""
    if not page.has_add_permission(request):
        raise PermissionDenied
    if request.method == "POST" and "packed" in request.POST:
        return _commit(page, request)
    initial = {"term": Term.objects.of_county(timezone.localdate())}
    form = UploadForm(request.POST or None, request.FILES or None, initial=initial)
    context: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid():
        file, term = form.cleaned_data["file"], form.cleaned_data["term"]
        context |= _preview(request, file.read(), file.name, term)
    return _answer(page, request, context)


def _preview(request: HttpRequest, content: bytes, name: str, term: Term) -> dict[str, Any]:
    on = timezone.localdate()
    plan = plan_roster(_read(content, name), term=term, on=on)
    given = {"term": term.pk, "name": name, "digest": plan.digest}
    return {
        "plan": plan,
        "packed": pack(content, given, purpose=PURPOSE, by=cast(User, request.user), on=on),
        "shown_at_most": SHOWN_AT_MOST,
    }


def _commit(page: admin.ModelAdmin[Any], request: HttpRequest) -> HttpResponse:
    try:
        content, given = unpack(
            request.POST["packed"], purpose=PURPOSE, by=cast(User, request.user), on=timezone.localdate()
        )
    except Refused as refused:
        messages.error(request, refused.message)
        return HttpResponseRedirect(reverse("admin:groups_representative_import"))
    term = Term.objects.get(pk=given["term"])
    now = timezone.now()
    try:
        plan = import_roster(
            _read(content, given["name"]),
            term=term,
            on=timezone.localdate(now),
            by=actor_of(request),
            at=now,
            previewed=given["digest"],
            agreed=request.POST.getlist("proposal"),
        )
    except Refused as refused:
        preview = _preview(request, content, given["name"], term)
        if _is_in_already(preview["plan"]):
            messages.info(request, "名册里的内容都已经在系统里，可能刚才已经导入，没有再导入一次。")
            return HttpResponseRedirect(reverse("admin:groups_representative_changelist"))
        context = {"form": UploadForm(initial={"term": term}), "refused": refused}
        return _answer(page, request, context | preview, status=409)
    words = f"已导入：新增 {len(plan.new)} 名，变更 {len(plan.changed)} 名，不变 {len(plan.same)} 名。"
    messages.success(request, words)
    return HttpResponseRedirect(reverse("admin:groups_representative_changelist"))


def _is_in_already(plan: RosterPlan) -> bool:
    """Nothing of the file would change anything."""
    return plan.is_importable and not plan.new and not plan.changed


def _read(content: bytes, name: str) -> Roster:
    return read_roster(BytesIO(content), name, on=timezone.localdate())


def _answer(
    page: admin.ModelAdmin[Any], request: HttpRequest, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    frame = {**page.admin_site.each_context(request), "title": "导入代表名册", "opts": page.opts}
    return TemplateResponse(
        request, "admin/groups/representative/import.html", {**frame, **context}, status=status
    )
