"""The one writer of status: a table of steps, who may take them, and `take`.

Generic in its subject: a `Workflow` says which model, which steps and how a person stands towards a
subject. Nothing else in the project assigns `status`; a test reads the source for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import IntEnum
from functools import partial
from typing import Any

from django.db import models

from casework.changed_columns import columns_of, save_changed
from casework.history import Words
from casework.inputs import NoInputs, check, refuse_gaps
from casework.notification import Notification
from office import calendar as office_calendar
from office import events, options
from office.actors import Actor
from office.calendar import WorkingCalendar, local_date
from office.models import Event, User
from office.notifications import notices
from office.refusals import Refused
from office.verbs import verb


@dataclass(frozen=True)
class ActingAs:
    """One way in which an actor may take a step: as which party, in person or for an absent colleague."""

    party: str
    by: Actor
    scope: Any = None


@dataclass
class StepContext:
    """One step being taken: what effects read, and where they say what happened.

    `file` is what `Workflow.open_file` has opened, read under the lock as it was before the step: what an effect has
    written since is not in it.
    """

    step: Step
    subject: Any
    inputs: Any
    by: Actor
    at: datetime
    on: date
    calendar: WorkingCalendar
    party: str
    scope: Any
    file: Any
    data: dict[str, Any] = field(default_factory=dict)
    private: dict[str, str] = field(default_factory=dict)
    afterwards: list[Callable[[], object]] = field(default_factory=list)
    beside: list[events.Fact] = field(default_factory=list)
    target: str | None = None
    # What the effect created or decided: the step's notifications are about it.
    row: Any = None

    @property
    def user(self) -> User:
        """The account that acts. Raises `AssertionError` for requester and system: such a step is not theirs."""
        if self.by.user is None:
            raise AssertionError(f"{self.step.name} is taken by an account")
        return self.by.user

    def option(self, key: str) -> int:
        """A whole number that the office has set, as in force on the local date of the step."""
        return int(options.value(key, self.on))

    def move(self, status: str) -> None:
        """Say the status that follows; one that the step's targets do not have raises `AssertionError`."""
        self.target = status

    def record(self, **codes: Any) -> None:
        """Codes, dates and ids for the event's payload; never personal data or free text."""
        self.data.update(codes)

    def record_private(self, **texts: str) -> None:
        """Free text and personal values: beside the event, as salted hashes within it."""
        self.private.update({name: text for name, text in texts.items() if text})

    def record_beside(self, fact: events.Fact) -> None:
        """A fact of another subject that this step concerns, recorded together with its own."""
        self.beside.append(fact)

    def notify(self, notification: Notification, row: Any = None, **values: object) -> None:
        """Tell of `row` what only this effect knows; what holds of every taking is declared on the `Step`."""
        self.after(partial(notification.write, self, row, values))

    def after(self, write: Callable[[], object]) -> None:
        """Write further rows after the state, before the event, in the same transaction."""
        self.afterwards.append(write)


class Importance(IntEnum):
    """Orders the buttons of a page: the first one possible is its primary action, equals follow the table."""

    APPROVAL = 1
    """Somebody's finished work waits for this person's yes."""
    AWAITED = 2
    """What this person is waited for: to sign, to reply, to answer, to rate."""
    DECISION = 3
    """A decision of the office: to accept, to assign, to grant, to look back."""
    WORK = 4
    """Moves the case on: a contact, a check, a proposal, the reply of a unit that works on paper."""
    RECORD = 5
    """Written down in the name of somebody who acted elsewhere, or begun again."""
    REFUSAL = 6
    """The other answer to what was asked for: handed back, refused, disputed."""
    REQUEST = 7
    """Asks others for something: a supplement, an extension, a consultation."""
    GIVING_BACK = 8
    """Gives the case, or a part of it, to somebody else: returned, declined, referred."""
    BESIDE = 9
    """Beside the handling: helpers, corrections, supervision."""
    LEAVING = 10
    """Ends, hands over or regroups the case."""


def _no_effect(context: StepContext) -> None:
    """The event alone says it."""


@dataclass(frozen=True)
class Step:
    """A row of the table: `sources` and `targets` are statuses, `who` the parties that may take it.

    Without targets it leaves the status as it is. `done` is what histories say of it, where that is not its label;
    `checks` hold inputs against the subject, each raising the `Refused` of a field; all are asked before the effect.
    `confirm` a question that the browser asks first; a step that is no button is taken by a verb or by the system.
    `notifications` are written once the effect is done, about the row that it left on the context.
    """

    name: str
    label: str
    sources: frozenset[str] = frozenset()
    targets: frozenset[str] = frozenset()
    who: frozenset[str] = frozenset()
    inputs: type = NoInputs
    guard: Callable[[StepContext], Refused | None] = lambda context: None
    checks: tuple[Callable[[StepContext], None], ...] = ()
    effect: Callable[[StepContext], None] = _no_effect
    done: str = ""
    notifications: tuple[Notification, ...] = ()
    history: Words = field(default_factory=Words)
    importance: Importance = Importance.BESIDE
    confirm: str = ""
    is_button: bool = True

    @property
    def past(self) -> str:
        """What the timeline says once it is done."""
        return self.done or self.label


@dataclass(frozen=True)
class Workflow:
    """One kind of subject: its model, its table of steps, and who somebody is towards a subject on a local date.

    `noun` is what screens call a subject (诉求), `requester` whom it comes from (企业). `restate` writes what follows from
    a status, `remember` how the subject stands after a step of that date. `open_file` reads for guards and `capacities`.
    """

    model: Any
    noun: str
    requester: str
    steps: Mapping[str, Step]
    capacities: Callable[[Any, Actor, date], list[ActingAs]]
    status_label: Callable[[Any], str]
    restate: Callable[[Any], None] = lambda subject: None
    remember: Callable[[Any, date], None] = lambda subject, on: None
    open_file: Callable[[Any], Any] = lambda subject: subject


_workflows: dict[type[models.Model], Workflow] = {}


def register(workflow: Workflow) -> None:
    """Make a model's steps known; once for each, when its app is ready."""
    _workflows[workflow.model] = workflow


def workflow_of(subject: Any) -> Workflow:
    """The workflow of the subject's model; KeyError for a model without one."""
    return _workflows[type(subject)]


def step_named(subject: Any, name: str) -> Step:
    """The step. Raises `Refused("unknown_step")`, which an API can show for a made-up path."""
    try:
        return workflow_of(subject).steps[name]
    except KeyError:
        raise Refused("unknown_step", "没有这个步骤") from None


def possible(subject: Any, *, by: Actor, at: datetime, file: Any = None, only: str = "") -> list[Step]:
    """Steps that `by` may take at `at`, by `Importance`; `file` where one is open, `only` asks about one by name."""
    workflow, on = workflow_of(subject), local_date(at)
    file = workflow.open_file(subject) if file is None else file
    capacities = workflow.capacities(file, by, on)
    found = []
    for step in [workflow.steps[only]] if only else workflow.steps.values():
        if subject.status not in step.sources:
            continue
        capacity = first_capacity(step, capacities)
        if capacity is not None and step.guard(context_of(step, subject, file, capacity, at)) is None:
            found.append(step)
    return sorted(found, key=lambda step: step.importance)


@verb
def take(name: str, subject: Any, inputs: Any = None, *, by: Actor, at: datetime) -> Event:
    """Take a step: lock, check who and when, apply its effect, write status, notices and event together.

    Refreshes `subject`. Raises `Refused`: `not_yours`, `illegal_step` (status), what guard and effect refuse.
    """
    step, workflow = step_named(subject, name), workflow_of(subject)
    locked: Any = workflow.model.objects.select_for_update(of=("self",)).get(pk=subject.pk)
    stored = columns_of(locked)
    file = workflow.open_file(locked)
    allowed = partial(possible, locked, by=by, at=at, file=file)
    capacity = first_capacity(step, workflow.capacities(file, by, local_date(at)))
    if capacity is None:
        raise Refused("not_yours", f"您不能进行“{step.label}”", possible=[other.name for other in allowed()])
    if locked.status not in step.sources:
        now = allowed()
        raise Refused("illegal_step", _illegal(step, locked, now), possible=[other.name for other in now])
    inputs = step.inputs() if inputs is None else inputs
    check(inputs)
    context = context_of(step, locked, file, capacity, at, inputs)
    if (refusal := step.guard(context)) is not None:
        refusal.possible = tuple(other.name for other in allowed())
        raise refusal
    refuse_gaps(context)
    event = _apply(context, workflow, stored)
    subject.__dict__.update({k: v for k, v in locked.__dict__.items() if k != "_prefetched_objects_cache"})
    subject.__dict__.pop("_prefetched_objects_cache", None)
    return event


def _apply(context: StepContext, workflow: Workflow, stored: Mapping[str, Any]) -> Event:
    before = context.subject.status
    context.step.effect(context)
    target = context.target or before
    if target not in context.step.targets and target != before:
        raise AssertionError(f"{context.step.name} may not lead to {target}")
    context.subject.status = target
    workflow.restate(context.subject)
    save_changed(context.subject, stored)
    for notification in context.step.notifications:
        context.notify(notification, context.row)
    for write in context.afterwards:
        write()
    notices.dealt_with(context.subject.subject, context.by.user, at=context.at)
    workflow.remember(context.subject, context.on)
    data = {"from": before, "to": target, "party": context.party, **context.data}
    fact = events.Fact(context.subject.subject, context.step.name, data, context.private)
    return events.record(fact, *context.beside, by=context.by, at=context.at)[0]


def context_of(
    step: Step, subject: Any, file: Any, capacity: ActingAs, at: datetime, inputs: Any = None
) -> StepContext:
    """The step as its guard and effect see it; without `inputs` it is only asked whether it might be taken."""
    return StepContext(
        step=step,
        subject=subject,
        inputs=inputs,
        by=capacity.by,
        at=at,
        on=local_date(at),
        calendar=office_calendar.load(),
        party=capacity.party,
        scope=capacity.scope,
        file=file,
    )


def first_capacity(step: Step, capacities: Iterable[ActingAs]) -> ActingAs | None:
    """The first of somebody's ways to act that the step is open to."""
    return next((capacity for capacity in capacities if capacity.party in step.who), None)


def not_from_status(step: Step, subject: Any) -> str:
    """The words for a step that the table does not have at the subject's status."""
    workflow = workflow_of(subject)
    return f"这件{workflow.noun}现在是“{workflow.status_label(subject)}”，不能“{step.label}”"


def _illegal(step: Step, subject: Any, others: Iterable[Step]) -> str:
    labels = "、".join(other.label for other in others)
    return not_from_status(step, subject) + (f"，现在可以：{labels}" if labels else "")
