"""Two people at once: the second is told who did what and when, what is possible now, and loses no word.

The app's views say what of the history their reader may see; what is shown of it, and in which words, stands here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from casework import engine
from casework.engine import ActingAs, Step, context_of, not_from_status, workflow_of
from casework.forms.steps import StepForm
from casework.history import Entry
from casework.inputs import input_fields
from casework.taken_steps import TakenStep
from office.actors import Actor
from office.pages import wants_fragment
from office.refusals import Refused

# Refusals that say that the page is out of date, rather than that something was typed wrongly.
OUT_OF_DATE = frozenset({"illegal_step", "not_yours"})
# Kinds of input whose value can be read again as it was typed; the others hold codes and keys.
READABLE_KINDS = frozenset({"text", "line", "phone", "date", "datetime"})


def seen_in(request: HttpRequest) -> int:
    """The number of the latest event that the posted form had seen; 0 for a form that was never opened."""
    text = request.POST.get("seen", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0


def is_possible(step: Step, subject: Any, *, by: Actor, at: datetime, file: Any = None) -> bool:
    """Whether `by` may take the step at the instant `at`; `file` where one is open already."""
    return bool(engine.possible(subject, by=by, at=at, file=file, only=step.name))


def refusal(
    step: Step, subject: Any, capacities: Iterable[ActingAs], *, by: Actor, at: datetime, file: Any
) -> Refused:
    """Why the step cannot be taken at `at`: the words of the status, of who takes it, or of its guard.

    `capacities` are the ways in which `by` may act on the subject. The refusal names the buttons there are now.
    """
    ways = [one for one in capacities if one.party in step.who]
    message = not_from_status(step, subject)
    if subject.status in step.sources:
        refused = guard_refusal(step, subject, ways, at=at, file=file)
        message = refused.message if refused else f"“{step.label}”现在不由您办理"
    now = engine.possible(subject, by=by, at=at, file=file)
    return Refused("illegal_step", message, possible=[one.name for one in now if one.is_button])


def guard_refusal(
    step: Step, subject: Any, capacities: Iterable[ActingAs], *, at: datetime, file: Any
) -> Refused | None:
    """What the step's guard refuses to the first of `capacities` that may take it; None where it lets that one."""
    way = next((one for one in capacities if one.party in step.who), None)
    return None if way is None else step.guard(context_of(step, subject, file, way, at))


def out_of_date(
    request: HttpRequest,
    step: Step,
    subject: Any,
    refused: Refused,
    *,
    number: str,
    url: str,
    happened: Sequence[Entry],
    form: StepForm | None,
) -> HttpResponse:
    """409: somebody was faster. Who did what, what is possible now, and every word that was typed.

    `number` and `url` name the subject and lead to it; `happened` is what the reader may know of it since the form was
    opened or, for a form that was never opened (None), the end of the way so far.
    """
    workflow = workflow_of(subject)
    context = {
        "noun": workflow.noun,
        "number": number,
        "url": url,
        "step": step,
        "refused": refused,
        "possible": [workflow.steps[name].label for name in refused.possible if name in workflow.steps],
        "happened": happened,
        "was_open": form is not None and bool(seen_in(request)),
        "typed": form.typed if form is not None else [],
    }
    return _render(request, "out_of_date", context)


def out_of_sight(
    request: HttpRequest, step: Step, subject: Any, *, number: str, back_url: str, event: TakenStep | None
) -> HttpResponse:
    """409: the subject has left the reader's sight since its form was opened; `event` is what took it, if told."""
    context = {
        "noun": workflow_of(subject).noun,
        "number": number,
        "back_url": back_url,
        "step": step,
        "event": event,
        "typed": _posted(request, step),
    }
    return _render(request, "out_of_sight", context)


def _render(request: HttpRequest, name: str, context: dict[str, Any]) -> HttpResponse:
    part = "_" if wants_fragment(request) else ""
    return render(request, f"casework/{part}{name}.html", context, status=409)


def _posted(request: HttpRequest, step: Step) -> list[tuple[str, str]]:
    """What was typed, without the form that a subject out of sight would need."""
    return [
        (declared.label, "、".join(request.POST.getlist(name)))
        for name, declared in input_fields(step.inputs).items()
        if declared.kind in READABLE_KINDS and request.POST.get(name)
    ]
