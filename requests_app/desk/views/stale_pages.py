"""Two people at once: the second is told who did what and when, what is possible now, and loses no word."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from casework import engine
from casework.engine import context_of
from casework.forms.steps import StepForm
from casework.history import Entry
from casework.inputs import input_fields
from office.actors import Actor
from office.models import Event
from office.refusals import Refused
from requests_app.access.conflicts import NO_PART
from requests_app.desk import step_drafts
from requests_app.desk.views.step_desk import Desk
from requests_app.history import case_history
from requests_app.models import EnterpriseRequest
from requests_app.steps.table import STEPS

# For a form that was never opened: the end of the way so far.
LAST = 3
# What a colleague did within the office's side is told to whoever was a party, but in one word.
GONE = "这件诉求已不在您的办理范围，您填写的内容没有提交"


def out_of_date(desk: Desk, form: StepForm | None, refused: Refused) -> HttpResponse:
    """Somebody was faster: who did what, what is possible now, and every word that was typed."""
    seen = seen_in(desk.request) if form is not None else 0
    desk.opened.case.refresh_from_db()
    context = {
        "opened": desk.opened,
        "case": desk.opened.case,
        "step": desk.step,
        "refused": refused,
        "possible": [STEPS[name].label for name in refused.possible if name in STEPS],
        "happened": _happened(desk, seen),
        "was_open": bool(seen),
        "typed": form.typed if form is not None else [],
    }
    template = "requests_app/_stale.html" if desk.is_fragment else "requests_app/desk_stale.html"
    return render(desk.request, template, context, status=409)


def out_of_sight(request: HttpRequest, ledger_number: str, step: str) -> HttpResponse:
    """The case has left the sight of whoever had opened its form: the signed ticket shows that they had.

    Raises Http404 for everybody else, as for what does not exist.
    """
    found = step_drafts.author_of(request.POST.get("ticket", ""), ledger_number, step, at=timezone.now())
    if request.method != "POST" or found is None or found[0] != request.user or step not in STEPS:
        raise Http404
    case = found[1]
    context = {
        "number": case.ledger_number,
        "step": STEPS[step],
        "message": GONE,
        "event": None if case.sealed else _what_took_it(case, seen_in(request)),
        "typed": _posted(request, step),
    }
    htmx: Any = getattr(request, "htmx", None)
    is_fragment = bool(htmx) and not htmx.boosted
    template = "requests_app/_gone.html" if is_fragment else "requests_app/desk_gone.html"
    return render(request, template, context, status=409)


def meanwhile(desk: Desk) -> list[Entry]:
    """What others have done in the case since the form was opened."""
    seen = seen_in(desk.request)
    return case_history.for_desk_since(desk.opened.case, seen, desk.opened.access) if seen else []


def seen_in(request: HttpRequest) -> int:
    text = request.POST.get("seen", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0


def is_possible(desk: Desk) -> bool:
    opened = desk.opened
    steps = engine.possible(opened.case, by=Actor.of(opened.user), at=opened.at, file=opened.file)
    return any(step.name == desk.step.name for step in steps)


def refusal(desk: Desk) -> Refused:
    """Why the step cannot be taken now: the words of its guard, else those of the status."""
    opened = desk.opened
    now = engine.possible(opened.case, by=Actor.of(opened.user), at=opened.at, file=opened.file)
    found = None
    if opened.case.status in desk.step.sources:
        capacities = [capacity for capacity in opened.access.capacities if capacity.party in desk.step.who]
        imagined = (context_of(desk.step, opened.case, opened.file, one, opened.at) for one in capacities)
        found = next((no for context in imagined if (no := desk.step.guard(context))), None)
    message = (
        found.message if found else f"这件诉求现在是“{opened.case.status_label}”，不能“{desk.step.label}”"
    )
    return Refused("illegal_step", message, possible=[step.name for step in now if step.is_button])


def _happened(desk: Desk, seen: int) -> list[Entry]:
    """What others did since the form was opened; for a form that was never opened, the last of the way."""
    case, access = desk.opened.case, desk.opened.access
    return (
        case_history.for_desk_since(case, seen, access)
        if seen
        else case_history.for_desk(case, access)[:LAST]
    )


def _what_took_it(case: EnterpriseRequest, seen: int) -> dict[str, Any] | None:
    """The first step since then: what, by whom, when."""
    rows = Event.objects.filter(subject=case.subject, seq__gt=seen, action__in=STEPS).exclude(
        action__in=NO_PART
    )
    event = rows.select_related("by_user", "on_behalf_of").order_by("seq").first()
    if event is None:
        return None
    by = event.by_user.name if event.by_user else "企业" if event.by_kind == "requester" else "系统"
    instead = f"（代{event.on_behalf_of.name}）" if event.on_behalf_of else ""
    return {"title": STEPS[event.action].past, "by": f"{by}{instead}", "at": event.at}


def _posted(request: HttpRequest, step: str) -> list[tuple[str, str]]:
    """What was typed, without the form that a case out of sight would need."""
    return [
        (asked.label, "、".join(request.POST.getlist(name)))
        for name, asked in input_fields(STEPS[step].inputs).items()
        if asked.kind in ("text", "line", "phone", "date", "datetime") and request.POST.get(name)
    ]
