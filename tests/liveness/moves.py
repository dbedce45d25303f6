"""Every way in which a case can be moved: who takes which step with what, read from the table of steps itself.

A step that is added to the table is walked from then on without a line here.
"""

import dataclasses
import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Q

from casework.inputs import InputField, input_fields
from groups.models import Representative
from office.calendar import local_date
from requests_app.models import Assignment, EnterpriseRequest
from requests_app.models.requests import OPEN, Status
from requests_app.steps.table import STEPS
from tests.stories import Story

PHONE = "07132920011"
WORDS = "已与企业和单位核实情况，按程序办理。"
# Accounts and links that act in a walk; the auditor and the stranger can do nothing, which other tests show.
ACTORS = (
    "requester", "liaison", "representative", "staff", "second_staff", "approver",
    "handler", "head", "co_handler", "clerk",
)  # fmt: skip

# Who takes them matters: not whoever proposed, decided or handled.
JUDGED = frozenset({"settle", "decide_appeal"})
# The fields whose value decides where a case goes; the others only say how.
DECIDES = frozenset(
    {"result_class", "held_class", "satisfaction", "agreed", "choice", "upheld", "outcome"}
    | {"co", "reached", "lead"}
)


@dataclasses.dataclass(frozen=True)
class Move:
    """One step by one actor with its inputs; `take` may be refused, as any person may be."""

    step: str
    who: str
    inputs: dict[str, Any]

    def take(self, story: Story) -> None:
        story.take(self.step, self.who, **self.inputs)

    def __str__(self) -> str:
        chosen = {
            key: value for key, value in self.inputs.items() if isinstance(value, str) and len(value) < 13
        }
        return f"{self.who}: {self.step} {chosen}"


def moves(story: Story, actors: Iterable[str] = (*ACTORS, "relay")) -> Iterator[Move]:
    """All moves open now: each possible step by the first who may take it, and by every judge of others' work.

    The plain form of each step, and one for every other choice that decides what follows.
    """
    seen: set[str] = set()
    for who in actors:
        if who not in story.people and who != "requester":
            continue
        for name in sorted(story.possible(who)):
            if name not in seen or name in JUDGED:
                yield from (Move(name, who, inputs) for inputs in inputs_of(story, name))
            seen.add(name)


def inputs_of(story: Story, name: str) -> Iterator[dict[str, Any]]:
    asked = input_fields(STEPS[name].inputs)
    options = {field: answers(story, field, each) for field, each in asked.items()}
    if any(not values for values in options.values()):
        return
    plain = {field: values[0] for field, values in options.items()}
    yield plain
    for field in options.keys() & DECIDES | {field for field, each in asked.items() if each.kind == "date"}:
        for value in options[field][1:]:
            yield plain | {field: value}


def answers(story: Story, field: str, asked: InputField) -> list[Any]:
    """What could be given for a field, the plainest first; an empty list when nothing fits."""
    if asked.kind in ("line", "text"):
        return [WORDS[: asked.max_length or len(WORDS)]]
    if asked.kind == "choice":
        return [key for key, _ in asked.choices]
    simple: dict[str, list[Any]] = {
        "phone": [PHONE],
        "files": [()],
        "file_ticks": [()],
        "datetime": [story.at + dt.timedelta(minutes=5)],
        "category": [story.category],
        "group": [story.group],
        "date": _dates(story, field),
        "department": [story.lead, story.paper] if field == "lead" else [story.paper, story.lead],
        "departments": [(story.co, story.paper)] if asked.required else [(), (story.co,)],
    }
    if asked.kind in simple:
        return simple[asked.kind]
    return list(_rows(story, asked.kind)) or ([] if asked.required else [None])


def _dates(story: Story, field: str) -> list[dt.date]:
    """What has happened lies behind, what is promised or asked for ahead."""
    on = local_date(story.at)
    days = (0,) if field in ("received_on", "document_on") else (20, 7, 28)
    return [on + dt.timedelta(days=day) for day in days]


def _rows(story: Story, kind: str) -> Iterator[Any]:
    if kind == "assignment":
        yield from Assignment.objects.current().filter(case=story.case).select_related("department")
    elif kind == "representative":
        people = Q(user=story.people["representative"]) | Q(user=story.people["colleague"])
        yield from Representative.objects.filter(people).order_by("pk")
    elif kind == "case":
        others = EnterpriseRequest.objects.exclude(pk=story.case.pk).filter(sealed=False)
        yield from others.filter(status__in=(*OPEN, Status.ANSWERED)).order_by("pk")[:1]
    else:
        raise AssertionError(f"No answers are known for a field of the kind {kind!r}.")
