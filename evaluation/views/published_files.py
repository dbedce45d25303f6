"""What a stranger needs to check a published month: its files, the anchors that name them, and the tool."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from evaluation import published_files
from evaluation.models import Disclosure
from office.events import anchor_copies
from office.models import Anchor

TYPES = {"json": "application/json; charset=utf-8", "csv": "text/csv; charset=utf-8"}
ANCHORS_SHOWN = 48
TOOL = settings.BASE_DIR / "tools" / "check_month.py"


@require_safe
@login_not_required
def edition(
    request: HttpRequest, year: int, month: int, code: str, edition: int, ending: str
) -> HttpResponse:
    """One published edition, an earlier one too, byte for byte as its hash was printed."""
    rows = Disclosure.objects.filter(status__in=published_files.PUBLISHED).select_related("station")
    found = get_object_or_404(rows, year=year, month=month, station__code=code, edition=edition)
    return HttpResponse(published_files.file_of(found, ending), content_type=TYPES[ending])


@require_safe
@login_not_required
def anchors(request: HttpRequest) -> HttpResponse:
    """The last anchors as they were sent, the newest first, and all that name an edition."""
    last = Anchor.objects.order_by("-seq").values_list("seq", flat=True).first() or 0
    shown = Anchor.objects.filter(Q(editions__gt=0) | Q(seq__gt=last - ANCHORS_SHOWN)).order_by("-seq")
    text = "\n".join(anchor_copies.printed(anchor) for anchor in shown)
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


@require_safe
@login_not_required
def check_month(request: HttpRequest) -> HttpResponse:
    """The tool itself: tools/check_month.py."""
    return HttpResponse(TOOL.read_bytes(), content_type="text/x-python; charset=utf-8")
