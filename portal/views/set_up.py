"""建站向导: the same steps as `manage.py new_county`, one page each; each list by upload with preview, all or nothing."""

from __future__ import annotations

import json
from base64 import b64encode
from datetime import datetime
from typing import Any, cast

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from office.access import role_required
from office.actors import Actor
from office.documents import qr_png
from office.downloads import pdf_file, xlsx_file
from office.form_fields import refuse
from office.models import User
from office.previewed_files import pack, unpack
from office.refusals import Refused
from office.roles import Role
from portal.counties import loading, opening, steps, template
from portal.counties.import_run import ImportRun
from portal.counties.reading import Folder, Tables, folder_of, read_upload
from portal.counties.steps import SetUpStep
from portal.forms import SheetForm
from requests_app.triage import learning

SHOWN_AT_MOST = 200
PURPOSE = "set_up_tables"


@require_safe
@never_cache
@role_required(Role.ADMINISTRATOR)
def set_up(request: HttpRequest) -> HttpResponse:
    """All steps with what is done; the first that is not is the page's red button."""
    on = timezone.localdate()
    rows = [
        {"number": number, "step": step, "state": step.state(on)}
        for number, step in enumerate(steps.STEPS, 1)
    ]
    waiting = [row for row in rows if not row["state"].is_done]  # type: ignore[attr-defined]
    context = {
        "rows": rows,
        "next": waiting[0] if waiting else None,
        "left": len(waiting),
        "gaps": steps.gaps(timezone.now()),
    }
    return render(request, "portal/desk_set_up.html", context)


@require_safe
@role_required(Role.ADMINISTRATOR)
def workbook(request: HttpRequest) -> HttpResponse:
    """The empty workbook with a sheet for each list."""
    return xlsx_file(template.workbook(at=timezone.now()), template.FILE_NAME.removesuffix(".xlsx"))


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@role_required(Role.ADMINISTRATOR)
def step(request: HttpRequest, key: str) -> HttpResponse:
    """GET: what there is, and the form. POST a file: the preview. POST the preview: the import, or the preview anew."""
    found = steps.find(key)
    if found is None:
        raise Http404
    if request.method != "POST" or not found.sheets:
        return _page(request, found)
    if "packed" in request.POST:
        return _import(request, found)
    form = SheetForm(request.POST, request.FILES)
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            return _previewed(request, found, read_upload(file.read(), file.name), file.name)
        except Refused as refused:
            refuse(form, refused)
    return _page(request, found, form=form, status=422)


@require_POST
@role_required(Role.ADMINISTRATOR)
def poster(request: HttpRequest) -> HttpResponse:
    """The default station's code, issued where there is none, and its poster."""
    made = opening.poster(by=_actor(request), at=timezone.now())
    if made is None:
        messages.warning(request, "还没有默认站，请先完成“服务站和进站代表”。")
        return HttpResponseRedirect(reverse("portal:set_up_step", args=["poster"]), status=303)
    name, content = made
    return pdf_file(content, name)


def _previewed(
    request: HttpRequest, found: SetUpStep, tables: Tables, name: str, *, words: str = ""
) -> HttpResponse:
    """What was read travels, not the file: it is examined once, and a server that is busy by then imports it."""
    folder = folder_of(tables, name, kinds=found.sheets)
    run = loading.rehearse(folder, by=_actor(request), at=timezone.now())
    given = {"step": found.key, "name": name, "digest": run.digest}
    content = json.dumps(tables, ensure_ascii=False).encode()
    context = {
        "preview": _told(found, run),
        "packed": pack(content, given, purpose=PURPOSE, by=cast(User, request.user), on=timezone.localdate()),
        "refused": words,
    }
    return _page(request, found, context, status=409 if words else 200)


def _import(request: HttpRequest, found: SetUpStep) -> HttpResponse:
    try:
        content, given = unpack(
            request.POST["packed"], purpose=PURPOSE, by=cast(User, request.user), on=timezone.localdate()
        )
        if given["step"] != found.key:
            raise Refused("no_preview", "预览已失效，请重新选择文件。")
    except Refused as refused:
        messages.warning(request, refused.message)
        return HttpResponseRedirect(reverse("portal:set_up_step", args=[found.key]), status=303)
    tables: Tables = json.loads(content)
    folder, at = folder_of(tables, given["name"], kinds=found.sheets), timezone.now()
    run = _loaded(folder, given["digest"], by=_actor(request), at=at)
    if run is None:
        if loading.rehearse(folder, by=_actor(request), at=at).is_nothing_new:
            messages.info(request, "表里的内容都已经在系统里，可能刚才已经导入，没有再写入一次。")
            return HttpResponseRedirect(reverse("portal:set_up"), status=303)
        changed = "数据刚刚有变动，没有写入，请再核对一次。"
        return _previewed(request, found, tables, given["name"], words=changed)
    learning.learn(at=at)
    if run.links or run.asked or run.sent or run.not_opened:
        return render(request, "portal/desk_set_up_links.html", _handed_over(run))
    messages.success(request, f"已导入：新增 {sum(run.added.values())} 行。")
    return HttpResponseRedirect(reverse("portal:set_up"), status=303)


def _loaded(folder: Folder, digest: str, *, by: Actor, at: datetime) -> ImportRun | None:
    """None where it would no longer do what the preview has shown."""
    if loading.rehearse(folder, by=by, at=at).digest != digest:
        return None
    try:
        return loading.load(folder, by=by, at=at)
    except loading.Faulty:
        return None


def _told(found: SetUpStep, run: ImportRun) -> dict[str, Any]:
    titles = {kind.file: kind.title for kind in found.sheets}
    columns = [
        {"sheet": titles[file], "column": column}
        for file, listed in run.columns.items()
        if file in titles
        for column in listed
    ]
    counts = [
        {"label": label, "added": run.added[label], "existing": run.existing[label]}
        for label in dict.fromkeys([*run.added, *run.existing])
    ]
    return {
        "columns": columns,
        "counts": counts,
        "faults": run.faults[:SHOWN_AT_MOST],
        "fault_count": len(run.faults),
        "remarks": run.remarks[:SHOWN_AT_MOST],
        "is_new": not run.is_nothing_new and not run.faults,
    }


def _handed_over(run: ImportRun) -> dict[str, Any]:
    """Shown once: whoever has a link has the account."""
    links = [
        {"user": link.user, "url": url, "qr": f"data:image/png;base64,{b64encode(qr_png(url)).decode()}"}
        for link in run.links
        for url in (f"{settings.SITE_URL}{link.path}",)
    ]
    return {
        "links": links,
        "sent": run.sent,
        "asked": run.asked,
        "not_opened": run.not_opened,
        "added": sum(run.added.values()),
    }


def _page(
    request: HttpRequest,
    found: SetUpStep,
    more: dict[str, Any] | None = None,
    *,
    form: Any = None,
    status: int = 200,
) -> HttpResponse:
    place = steps.STEPS.index(found)
    context = {
        "step": found,
        "number": place + 1,
        "of": len(steps.STEPS),
        "state": found.state(timezone.localdate()),
        "following": steps.STEPS[place + 1] if place + 1 < len(steps.STEPS) else None,
        "form": form or SheetForm(),
        **(more or {}),
    }
    return render(request, "portal/desk_set_up_step.html", context, status=status)


def _actor(request: HttpRequest) -> Actor:
    return Actor.of(cast(User, request.user))
