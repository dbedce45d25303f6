"""A file of a suggestion: on the desk for its readers, in public once it was released."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.db.models import Q, QuerySet
from django.http import FileResponse, Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from office.access import role_required
from office.files import file_response, shown_response
from office.models import StoredFile
from suggestions import parties as p
from suggestions.models import Suggestion, SuggestionAttachment
from suggestions.views.opening import READERS, Opened, open_suggestion


@role_required(*READERS)
@require_safe
@never_cache
def desk_file(request: HttpRequest, address: str, token: str) -> HttpResponseBase:
    """Http404 as `open_suggestion`, for the file of an answer that its head has not signed but for its unit, and for a
    signed sheet of which the reader is neither the office, nor an auditor, nor its author."""
    opened = open_suggestion(request, address)
    attachment = readable(opened).filter(file__token=token).first()
    if attachment is not None:
        return shown_response(request, attachment.file)
    sheet = next((file for file, _ in sheets(opened) if file.token == token), None)
    if sheet is None:
        raise Http404
    return shown_response(request, sheet)


def readable(opened: Opened) -> QuerySet[SuggestionAttachment]:
    """What this reader may open: files of the text, of what units have sent, of the own unit's draft."""
    sent = Q(reply__isnull=True) | Q(reply__sent_at__isnull=False)
    own = Q(reply__assignment__department__in=opened.scopes.department_ids)
    rows = opened.suggestion.attachments.filter(sent | own)
    return rows.select_related("file", "reply__assignment__department")


def sheets(opened: Opened) -> list[tuple[StoredFile, str]]:
    """Sheets that authors have signed, each with what it is: for those who check them, auditors and the author."""
    by_pk = {each.pk: each for each in opened.file.authors}
    found = [(each, each.sheet_id, "签字扫描件") for each in opened.file.authors]
    found += [(by_pk[each.author_id], each.sheet_id, "意见表") for each in opened.file.opinions]
    is_office = bool(opened.parties & p.OFFICE) or any(scope.is_auditor for scope in opened.scopes.all)
    own = opened.scopes.own.representatives
    seen = {
        key: f"{what}，{author.representative.name}"
        for author, key, what in found
        if key is not None and (is_office or author.representative_id in own)
    }
    if not seen:
        return []
    rows = StoredFile.objects.in_bulk(seen)
    return [(rows[key], about) for key, about in seen.items()]


def released(suggestion: Suggestion) -> QuerySet[SuggestionAttachment]:
    """What a second person has released together with the text; nothing before it is public."""
    rows = suggestion.attachments.filter(released=True, suggestion__published_at__isnull=False)
    return rows.select_related("file", "reply__assignment__department")


def about_of(row: SuggestionAttachment) -> str:
    """答复附件，财政局"""
    unit = f"，{row.reply.assignment.department.short_name}" if row.reply is not None else ""
    return f"{row.get_purpose_display()}{unit}"


@login_not_required
@require_safe
def public_file(request: HttpRequest, number: str, token: str) -> FileResponse:
    """Http404 until a second person has published the suggestion with this file."""
    rows = Suggestion.objects.listed()
    suggestion = get_object_or_404(rows, number=number)
    return file_response(get_object_or_404(released(suggestion), file__token=token).file, inline=True)
