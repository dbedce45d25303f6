"""What visitors read: number and title of registered suggestions; text and answer of published ones."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from casework.models.assignments import Publicity, ReplyState
from casework.paging import NEWEST, page_of
from suggestions.file import holding_now
from suggestions.key_suggestions import key_suggestions
from suggestions.models import Suggestion
from suggestions.models.assignments import SuggestionReply
from suggestions.views.files import about_of, released

PAGE_SIZE = 20


@login_not_required
@require_safe
def suggestion_list(request: HttpRequest) -> HttpResponse:
    rows = Suggestion.objects.listed().select_related("group")
    page = page_of(rows, NEWEST, request.GET.get("page", ""), size=PAGE_SIZE)
    context = {
        "rows": page.rows,
        "previous_url": f"?page={page.previous}" if page.previous else "",
        "next_url": f"?page={page.following}" if page.following else "",
    }
    return render(request, "suggestions/list.html", context)


@login_not_required
@require_safe
def key_list(request: HttpRequest) -> HttpResponse:
    """重点督办建议, with the sentences that were released."""
    return render(request, "suggestions/key_list.html", {"rows": key_suggestions(timezone.localdate())})


@login_not_required
@require_safe
def suggestion_detail(request: HttpRequest, number: str) -> HttpResponse:
    """Number, title and state of a listed one; the rest once it is published (公开属性, 保密审查, second person)."""
    suggestion = get_object_or_404(Suggestion.objects.listed().select_related("group"), number=number)
    is_public = suggestion.published_at is not None
    sent = SuggestionReply.objects.filter(assignment__suggestion=suggestion, sent_at__isnull=False)
    rows = sent.select_related("assignment__department", "promise__suggestion").order_by("pk")
    replies = list(rows) if is_public else []
    holding = holding_now(suggestion, replies)
    shown = [each for each in replies if not each.is_opinion and each.publicity == Publicity.OPEN]
    context = {
        "suggestion": suggestion,
        "is_public": is_public,
        "files": [
            {
                "name": row.file.name,
                "url": reverse("suggestions:file", args=[number, row.file.token]),
                "about": about_of(row),
            }
            for row in released(suggestion)
        ],
        "authors": suggestion.authors.signed().select_related("representative") if is_public else [],
        "answers": [each for each in shown if each in holding],
        "earlier": [each for each in shown if each not in holding and each.state != ReplyState.SENT_BACK][
            ::-1
        ],
    }
    return render(request, "suggestions/detail.html", context)
