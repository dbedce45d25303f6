"""Which step was taken in a subject, by whom and when, read from its chain of events."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from casework.engine import Workflow, workflow_of
from office.models import Event


@dataclass(frozen=True)
class TakenStep:
    """A step as somebody reads of it who may know no more than that it was taken."""

    title: str
    by: str
    at: datetime


def first_taken_since(subject: Any, seq: int, *, beside: Collection[str]) -> TakenStep | None:
    """The first step after the event `seq`: what, by whom, when. Steps named in `beside` are no handling."""
    taken = taken_since(workflow_of(subject), {subject.subject: seq}, beside=beside)
    return taken.get(subject.subject)


def taken_since(
    workflow: Workflow, seen: Mapping[str, int], *, beside: Collection[str]
) -> dict[str, TakenStep]:
    """`first_taken_since` for many subjects by their keys, with one query; `seen` has the event of each."""
    rows = Event.objects.filter(
        subject__in=list(seen), seq__gt=min(seen.values(), default=0), action__in=workflow.steps
    )
    found: dict[str, TakenStep] = {}
    for event in rows.exclude(action__in=beside).select_related("by_user", "on_behalf_of").order_by("seq"):
        if event.seq > seen[event.subject] and event.subject not in found:
            found[event.subject] = _told(workflow, event)
    return found


def _told(workflow: Workflow, event: Event) -> TakenStep:
    requester = workflow.requester if event.by_kind == Event.By.REQUESTER else "系统"
    by = event.by_user.name if event.by_user else requester
    instead = f"（代{event.on_behalf_of.name}）" if event.on_behalf_of else ""
    return TakenStep(workflow.steps[event.action].past, f"{by}{instead}", event.at)
