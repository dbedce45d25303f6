"""P2 and P3: the receipt and the progress of one case, its QR code, its files, its proof."""

from __future__ import annotations

from datetime import date

import structlog
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from casework.forms.files import TOKEN
from casework.history import Entry
from fieldwork.pairings.paired import paired_with
from groups.models import Representative
from office import events
from office.calendar import local_date
from office.documents import qr_png
from office.files import file_response
from policies import proposals
from requests_app.access import keys, public_cases
from requests_app.deadlines.display import label_for_requester, tone_of
from requests_app.deadlines.options import clock_days
from requests_app.history import progress
from requests_app.intake.checklists import asked_about
from requests_app.models import Attachment, EnterpriseRequest
from requests_app.models.case_file import CaseFile
from requests_app.models.clocks import ClockKind
from requests_app.models.requests import Status
from requests_app.notifications import reach
from requests_app.notifications.links import private_link
from requests_app.public import own_steps
from requests_app.public.forms.track import OwnForm
from requests_app.public.views.access import Access, for_requester
from stations.receptions import about

log = structlog.get_logger(__name__)


@require_safe
@for_requester
def show(request: HttpRequest, access: Access) -> HttpResponse:
    """The receipt until the case is accepted, from then on its progress; one address for both."""
    case, at = access.case, access.at
    file = CaseFile(case)
    shown = progress.of(file, local_date(at), file_url=access.file_url)
    steps = own_steps.possible(case, by=access.actor, at=at, file=file)
    asked = next(
        (name for name in ("rate", "still_there") if name in steps), "supplement" if shown.question else ""
    )
    is_receipt = case.status == Status.SUBMITTED and bool(access.token)
    followed = public_cases.followed_by(case) if case.status != Status.MERGED else None
    context = {
        "access": access,
        "case": case,
        "station": case.station,
        "progress": shown,
        "receipt": keys.receipt_of(access.keys.code_hash, access.token) if access.token else None,
        "contact_days": clock_days(ClockKind.CONTACT, "", local_date(at)),
        "own": OwnForm.of(steps[asked], file, by=access.actor, at=at, answer=shown.answer) if asked else None,
        "own_url": access.step_url(asked) if asked else "",
        "checklist": _checklist(file, shown.entries) if "supplement" in steps else [],
        "supplement_url": access.step_url("supplement"),
        "others": [(access.step_url(name), own_steps.WORDS[name].title) for name in steps if name != asked],
        "booking_about": about.token_of(case.ledger_number),
        "slip_waits": shown.verdict_by is not None and "rate" not in steps,
        "parts": _parts(access),
        "fingerprint": events.fingerprint(case.subject),
        "nav_url": reverse("requests:track"),
        "is_receipt": is_receipt,
        "followed": followed,
        "paired": _paired(case, local_date(at)),
        "told_by": reach.ways(case) if is_receipt or followed else "",
        "policies": proposals.fitting_entries(case.text, on=local_date(at)) if is_receipt else [],
    }
    return render(request, "requests_app/public_progress.html", context)


def _checklist(file: CaseFile, entries: list[Entry]) -> list[str]:
    """Offered until something was added; after that the form of a supplement still asks."""
    return [] if any(entry.step == "supplement" for entry in entries) else asked_about(file)


def _paired(case: EnterpriseRequest, on: date) -> list[Representative]:
    """Who keeps contact with the enterprise, once the office has linked the case to its row."""
    if case.requester_kind != "enterprise" or case.enterprise is None:
        return []
    return paired_with(case.enterprise, on)


def _parts(access: Access) -> list[tuple[str, EnterpriseRequest, str, str]]:
    """Address, case, tone and label of each part of the receipt; nothing where the request is one case."""
    if access.case.parts_count < 2:
        return []
    rows = keys.opened_with(access.case).only(
        "ledger_number",
        "title",
        "status",
        "outcome",
        "waiting_since",
        "split_from",
        "parts_count",
        "answer_due_on",
    )
    return [(access.part_url(row), row, tone_of(row), label_for_requester(row)) for row in rows]


@require_safe
@for_requester
def receipt_qr(request: HttpRequest, access: Access) -> HttpResponse:
    """The private link as a picture, to keep by a long press."""
    return HttpResponse(qr_png(private_link(access.token)), content_type="image/png")


@require_safe
@for_requester
def attachment(request: HttpRequest, access: Access, file: str) -> HttpResponseBase:
    """The requester's own files, and those sent with an answer."""
    if not TOKEN.fullmatch(file):
        raise Http404
    shown = Attachment.objects.filter(case=access.case, for_enterprise=True).select_related("file")
    return file_response(get_object_or_404(shown, file__token=file).file, inline=True)


@require_POST
@for_requester
def proof(request: HttpRequest, access: Access) -> HttpResponse:
    """Check every record of the case against its chain. By POST, as the chain is locked meanwhile."""
    faults = events.verify_chain(access.case.subject)
    if faults:
        log.error("chain_fault", case=access.case.pk, faults=len(faults))
        messages.error(request, "记录核对没有通过，请把这件事告诉服务站。")
    else:
        messages.success(request, "已逐条核对，全部记录都没有被改动。")
    return HttpResponseRedirect(access.home, status=303)
