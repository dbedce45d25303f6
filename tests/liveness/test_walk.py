"""Every state that the table of steps can bring one case to: none in which a request could be forgotten."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field

import pytest
from django.db import DatabaseError, transaction

from groups.models import Department, DepartmentOfficer
from office.refusals import Refused
from office.roles import Role
from requests_app.deadlines import next_action
from requests_app.followup import automatic
from requests_app.models import Assignment, Clock, Disposal, EnterpriseRequest, Reply, Verdict
from requests_app.models.assignments import AssignmentStatus, Part
from requests_app.models.clocks import ClockKind
from requests_app.models.requests import Status
from requests_app.steps.table import STEPS
from tests.liveness.checks import assert_heard_of, assert_live
from tests.liveness.moves import Move, moves
from tests.liveness.scenes import SCENES
from tests.people import SINCE, person
from tests.sizes import SIZE
from tests.stories import Story

State = tuple[object, ...]
# Deeper, a state differs from an earlier one by its number of rounds alone.
DEEPEST = 22
# After a step that runs beside the way so many more are seen, once in each status; the way is walked without it.
BESIDE_THE_WAY = 1
ASIDE = frozenset(
    {"seal", "supervise", "consult", "propose_consult", "name_complained", "hand_over", "propose_decline"}
    | {"ask_extension", "name_helper", "release_summary"}
    | {"undo_accept", "undo_assign", "undo_urge"}
)


class Undo(Exception):
    """Takes the database back to before the move."""


@dataclass
class Walk:
    story: Story
    most_rounds: int
    seen: set[State] = field(default_factory=set)
    taken: Counter[str] = field(default_factory=Counter)
    way: list[str] = field(default_factory=list)
    steps: list[str] = field(default_factory=list)

    def go(self) -> None:
        """Look at the state that has been reached; from a new one, go every way there is, and come back."""
        case = self.story.case
        aside = next((number for number, step in enumerate(self.steps) if step in ASIDE), None)
        state = state_of(case) if aside is None else (*self.steps[aside:], case.status)
        if state in self.seen:
            return
        self.seen.add(state)
        self.look()
        if aside is not None and len(self.steps) - aside > BESIDE_THE_WAY:
            return
        if len(self.way) >= DEEPEST or case.round > self.most_rounds:
            return
        for move in moves(self.story):
            self.tried(move)
        self.waited()

    def look(self) -> None:
        try:
            assert_live(self.story)
            with undone():
                assert_heard_of(self.story)
        except AssertionError as error:
            raise AssertionError(f"{error}\nafter {' → '.join(self.way)}") from error

    def tried(self, move: Move) -> None:
        at = self.story.at
        try:
            with transaction.atomic():
                move.take(self.story.wait(hours=0.25))
                self.taken[move.step] += 1
                self.further(str(move), move.step)
                raise Undo
        except (Undo, Refused):
            self.back(at)
        except DatabaseError as error:
            raise AssertionError(f"{move}: {error}\nafter {' → '.join(self.way)}") from error

    def waited(self) -> None:
        """Nobody does anything: what happens by itself once the date is over."""
        action, at = next_action.next_action_of(self.story.case, on=self.story.at.date()), self.story.at
        if action is None:
            return
        try:
            with transaction.atomic():
                self.story.at = max(at, action.clock.due_at) + dt.timedelta(days=1, hours=1)
                if automatic.sweep(self.story.at):
                    self.story.case = EnterpriseRequest.objects.get(pk=self.story.case.pk)
                    self.further("time", "")
                raise Undo
        except Undo:
            self.back(at)

    def further(self, move: str, step: str) -> None:
        self.way.append(move)
        self.steps.append(step)
        self.go()
        self.way.pop()
        self.steps.pop()

    def back(self, at: dt.datetime) -> None:
        self.story.at = at
        self.story.case = EnterpriseRequest.objects.get(pk=self.story.case.pk)


class undone(transaction.Atomic):  # noqa: N801 - used as a statement, like the one it extends
    """A block whose writes are taken back."""

    def __init__(self) -> None:
        super().__init__(using=None, savepoint=True, durable=False)

    def __exit__(self, *raised: object) -> None:
        transaction.set_rollback(True)
        super().__exit__(*raised)


def state_of(case: EnterpriseRequest) -> State:
    """What tells one state from another: all that decides who must act next and what may follow.

    What is past counts only where it still decides; what co-departments do runs beside the next action.
    """
    running = Clock.objects.running().filter(case=case)
    running = running.exclude(kind__in=(ClockKind.CONTACT, ClockKind.OPINION))
    main = running.exclude(assignment__part=Part.CO).order_by("kind").values_list("kind", "paused_on")
    lead = case.assignments.filter(part=Part.LEAD)
    known: list[object] = [
        case.status,
        case.outcome,
        case.is_waiting,
        case.round > 1,
        tuple((kind, paused_on is not None) for kind, paused_on in main),
    ]
    if case.status in (Status.ACCEPTED, Status.ASSIGNED):
        known.append(lead.filter(status=AssignmentStatus.RETURNED).count())
    if case.status in (Status.ASSIGNED, Status.HANDLING):
        scopes = Assignment.objects.current().filter(case=case, part=Part.LEAD)
        known += scopes.values_list("status", flat=True)
        known += Reply.objects.filter(assignment__in=lead).order_by("-pk").values_list("state", flat=True)[:1]
    if case.status in (Status.ANSWERED, Status.CLOSED):
        verdict = Verdict.objects.filter(case=case, answer__round=case.round, overridden_at__isnull=True)
        known += verdict.values_list("given_by", flat=True)
    if case.status == Status.DECLINED:
        known.append(Disposal.objects.filter(case=case, appealed_at__isnull=False).exists())
    return tuple(known)


def arrange(story: Story, town: str) -> None:
    """What kind of unit the cases of this town go to."""
    if town == "confirmed":
        story.lead.head_confirms = True
        story.lead.save()
    elif town == "paper":
        story.lead, story.paper = story.paper, story.lead
    elif town == "relayed":
        relay = Department.objects.create(code="zfb", name="政府办公室", short_name="政府办", kind="relay")
        user = story.people["relay"] = person("relay", "转办", Role.HANDLER)
        DepartmentOfficer.objects.create(user=user, department=relay, duty="handler", since=SINCE)
        story.lead.route_through = relay
        story.lead.save()


@pytest.mark.django_db
@pytest.mark.generated
@pytest.mark.long
@pytest.mark.parametrize("town", SIZE.towns)
def test_no_state_is_reached_in_which_a_request_could_be_forgotten(story: Story, town: str) -> None:
    """A unit with accounts, one whose head confirms, one that writes letters, one behind the government office."""
    arrange(story, town)
    walk = Walk(story.submit(), most_rounds=2 if town == "online" else 1)
    walk.go()
    statuses = {str(state[0]) for state in walk.seen}
    print(f"Walk {town}: {len(walk.seen)} states, {walk.taken.total()} steps of {len(walk.taken)} kinds")
    print("Steps of the table by the scenes alone:", *sorted(STEPS.keys() - walk.taken.keys()))
    assert town != "online" or STEPS.keys() - walk.taken.keys() <= SCENES.keys(), (
        "a step that nobody has lived"
    )
    assert statuses >= set(EnterpriseRequest.Status.values) - {"merged"}
