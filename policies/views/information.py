"""办事资料: the kinds of information, one kind, one item with its attachments; printable."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from office.calendar import local_date
from office.downloads import pdf_file
from office.files import file_response
from policies import visits
from policies.models import InformationFile, InformationItem, InformationKind, Reading
from policies.notices import notice
from policies.texts import blocks

PAGE = 20


@login_not_required
@require_safe
def kind_list(request: HttpRequest) -> HttpResponse:
    context = {
        "kinds": InformationKind.objects.open().with_counts(),
    }
    return render(request, "policies/information_list.html", context)


@login_not_required
@require_safe
def kind_detail(request: HttpRequest, kind: str) -> HttpResponse:
    on = local_date(timezone.now())
    found = get_object_or_404(InformationKind.objects.open(), code=kind)
    items = list(InformationItem.objects.published().filter(kind=found).for_lists())
    rows = [(item, item.validity(on)) for item in items]
    rows.sort(key=lambda row: row[1].is_expired)
    context = {
        "kind": found,
        "rows": rows,
        "nav_url": reverse("policies:information_list"),
    }
    return render(request, "policies/information_kind.html", context)


@login_not_required
@require_safe
def item_detail(request: HttpRequest, kind: str, slug: str) -> HttpResponse:
    at = timezone.now()
    item = get_object_or_404(_public(), kind__code=kind, slug=slug)
    visits.count_item(request, item, at=at)
    context = {
        "item": item,
        "blocks": blocks(item.body),
        "files": item.files.select_related("file"),
        "validity": item.validity(local_date(at)),
        "nav_url": reverse("policies:information_list"),
    }
    return render(request, "policies/information_detail.html", context)


@login_not_required
@require_safe
def item_file(request: HttpRequest, kind: str, slug: str, token: str) -> FileResponse:
    """An attachment of what is public now."""
    item = get_object_or_404(_public(), kind__code=kind, slug=slug)
    attachment = get_object_or_404(
        InformationFile.objects.select_related("file"), item=item, file__token=token
    )
    visits.count_item(request, item, at=timezone.now(), kind=Reading.Kind.DOWNLOAD)
    return file_response(attachment.file, inline=True)


@login_not_required
@require_safe
def item_notice(request: HttpRequest, kind: str, slug: str) -> HttpResponse:
    """The item as an A4 sheet to print, as valid as it is today."""
    at = timezone.now()
    item = get_object_or_404(_public(), kind__code=kind, slug=slug)
    visits.count_item(request, item, at=at, kind=Reading.Kind.DOWNLOAD)
    return pdf_file(notice(item, on=local_date(at)), item.title, inline=True)


def _public() -> Any:
    return InformationItem.objects.published().for_lists()
