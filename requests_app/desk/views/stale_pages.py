"""A step's form of a case that is out of date, or whose case its reader may not open any more."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from casework import stale_pages
from casework.engine import not_from_status
from casework.forms.steps import StepForm
from casework.history import Entry
from casework.stale_pages import seen_in
from casework.taken_steps import first_taken_since
from office.actors import Actor
from office.refusals import Refused
from requests_app.access.conflicts import NO_PART
from requests_app.access.redaction import is_confidential
from requests_app.desk.step_drafts import STEP_DRAFTS
from requests_app.desk.views.step_desk import Desk
from requests_app.history import case_history
from requests_app.models import EnterpriseRequest
from requests_app.steps.table import STEPS

# For a form that was never opened: the end of the way so far.
LAST = 3


def out_of_date(desk: Desk, form: StepForm | None, refused: Refused) -> HttpResponse:
    """Somebody was faster: who did what, what is possible now, and every word that was typed."""
    opened = desk.opened
    if not opened.access.is_restricted:
        opened.case.refresh_from_db()
    return stale_pages.out_of_date(
        desk.request,
        desk.step,
        opened.case,
        refused,
        number=opened.case.ledger_number,
        url=opened.url,
        happened=_happened(desk, seen_in(desk.request) if form is not None else 0),
        form=form,
    )


def out_of_sight(request: HttpRequest, ledger_number: str, step: str) -> HttpResponse:
    """The case has left the sight of whoever had opened its form: the signed ticket shows that they had.

    Raises Http404 for everybody else, as for what does not exist. Of a sealed case nothing is told.
    """
    cases = EnterpriseRequest.objects.filter(ledger_number=ledger_number)
    found = STEP_DRAFTS.author_of(request.POST.get("ticket", ""), cases, step, at=timezone.now())
    if request.method != "POST" or found is None or found[0] != request.user or step not in STEPS:
        raise Http404
    case = found[1]
    taken = first_taken_since(case, seen_in(request), beside=NO_PART)
    return stale_pages.out_of_sight(
        request,
        STEPS[step],
        case,
        number=case.ledger_number,
        back_url=reverse("requests:desk_list"),
        event=None if case.sealed or is_confidential(case) else taken,
    )


def meanwhile(desk: Desk) -> list[Entry]:
    """What others have done in the case since the form was opened."""
    seen = seen_in(desk.request)
    if not seen:
        return []
    return case_history.for_desk_since(desk.opened.case, seen, desk.opened.access, also=desk.step.name)


def is_possible(desk: Desk) -> bool:
    """Whether this person may take the step now."""
    return any(step.name == desk.step.name for step in desk.opened.steps)


def refusal(desk: Desk) -> Refused:
    """Why the step cannot be taken now: the words of its guard, else those of the status."""
    opened = desk.opened
    if opened.access.is_restricted:
        possible = [step.name for step in opened.steps if step.is_button]
        return Refused("illegal_step", not_from_status(desk.step, opened.case), possible=possible)
    by, capacities = Actor.of(opened.user), opened.access.capacities
    return stale_pages.refusal(desk.step, opened.case, capacities, by=by, at=opened.at, file=opened.file)


def _happened(desk: Desk, seen: int) -> list[Entry]:
    """What others did since the form was opened; for a form that was never opened, the last of the way."""
    case, access = desk.opened.case, desk.opened.access
    return (
        case_history.for_desk_since(case, seen, access, also=desk.step.name)
        if seen
        else case_history.for_desk(case, access)[:LAST]
    )
