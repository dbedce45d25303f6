"""Random lives: any people, any steps, absences, holidays and the clock; no request is forgotten, no event lost.

What was counted as of a day is counted so for ever, whatever the lives do afterwards.

The walk (test_walk.py) reaches every state of one case once; here several cases live on for months, in any order.
"""

import datetime as dt
from typing import Any

import pytest
from django.db import transaction
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from evaluation import figures
from evaluation.periods import Month
from evaluation.results import MonthFigures
from groups.models import Absence
from office import calendar as office_calendar
from office.calendar import LOCAL, local_date
from office.events import verification
from office.models import CalendarDay, Event
from office.refusals import Refused
from requests_app.deadlines import next_action, reminders
from requests_app.followup import automatic
from requests_app.models import CaseState, EnterpriseRequest
from requests_app.models.case_states import FOREVER, OF_CASE
from tests.liveness.checks import assert_live
from tests.liveness.moves import ACTORS, Move, moves
from tests.sizes import SIZE
from tests.stories import MONDAY, Story

pytestmark = [pytest.mark.django_db, pytest.mark.generated, pytest.mark.long]
MOST_CASES = 3
# Two who may stand in for another: an absence is a fact of the desk, not a step.
AWAY = (
    ("representative", "colleague"), ("liaison", "second_staff"), ("staff", "second_staff"),
    ("handler", "head"), ("head", "handler"), ("approver", "staff"),
)  # fmt: skip
WHAT = ("action",) * 9 + ("any",) * 4 + ("time",) * 4 + ("arrives", "away", "holiday")
totals: dict[str, int] = {}


class Lives(RuleBasedStateMachine):
    story: Story

    def __init__(self) -> None:
        super().__init__()
        self.block = transaction.atomic()
        self.block.__enter__()
        self.cases: list[EnterpriseRequest] = []
        self.events = 0
        self.frozen: dict[figures.AsOf, dict[Month, MonthFigures]] = {}
        self.story.at = MONDAY

    def teardown(self) -> None:
        try:
            self.figures_add_up()
            self.days_stay()
            self.states_say_what_cases_say()
            # The town itself was put there as rows, without events: whole are the chains of the cases.
            faults = verification.verify().faults
            assert [fault for fault in faults if fault.subject.startswith("case:")] == []
        finally:
            transaction.set_rollback(True)
            self.block.__exit__(None, None, None)
            office_calendar.forget()
            count("lives")

    @initialize()
    def first(self) -> None:
        self.arrives()

    def arrives(self) -> None:
        self.cases.append(self.story.submit().case)
        self.events = self.recorded()

    @rule(data=st.data())
    def life_goes_on(self, data: st.DataObject) -> None:
        """Mostly somebody does what the case waits for; now and then something else, or time passes, or somebody is away."""
        self.pick(data)
        what = data.draw(st.sampled_from(WHAT), label="what")
        if what == "arrives" and len(self.cases) < MOST_CASES:
            self.arrives()
        elif what == "time":
            self.time_passes(data.draw(st.integers(1, 80), label="hours"))
        elif what == "away":
            self.somebody_is_away(
                data.draw(st.sampled_from(AWAY)), data.draw(st.integers(1, 9)), data.draw(st.booleans())
            )
        elif what == "holiday":
            self.a_holiday_is_made_known(data.draw(st.integers(2, 20)))
        else:
            self.somebody_acts(what, data)
        self.nobody_is_forgotten(self.story.case)
        if what in ("away", "holiday", "time"):
            for case in self.cases:
                self.nobody_is_forgotten(case)

    def somebody_acts(self, what: str, data: st.DataObject) -> None:
        """Whoever may, takes a step that is open; the engine may refuse, and then writes nothing."""
        action = next_action.next_action_of(self.story.case, on=local_date(self.story.at))
        if what == "action" and action is not None:
            names = [name for name, user in self.story.people.items() if user in action.people] or [
                "requester"
            ]
            who = data.draw(st.sampled_from(names), label="who")
            offered = [move for move in moves(self.story, [who]) if move.step in action.steps]
        else:
            offered = list(moves(self.story, [data.draw(st.sampled_from(ACTORS), label="who")]))
        self.attempt(offered, data)

    def attempt(self, offered: list[Move], data: st.DataObject) -> None:
        """Take one of these; the engine may refuse, and then writes nothing."""
        offered.sort(key=str)
        if not offered:
            return
        move: Move = data.draw(st.sampled_from(offered), label="move")
        before = self.recorded()
        try:
            with transaction.atomic():
                move.take(self.story)
        except Refused:
            assert self.recorded() == before, "a refusal left a trace"
            count("refused")
        else:
            assert self.recorded() > before, "a step without an event"
            count("steps")
            count(move.step)
        self.events = self.recorded()

    def time_passes(self, hours: int) -> None:
        begun = local_date(self.story.at)
        self.story.wait(hours=hours)
        if local_date(self.story.at) > begun:
            day = begun + dt.timedelta(days=1)
            as_of = figures.AsOf(day, dt.datetime.combine(day, dt.time(), tzinfo=LOCAL))
            self.frozen[as_of] = self.counted(as_of)
            count("days_frozen")
        automatic.sweep(self.story.at)
        reminders.remind(self.story.at)
        count("days", round(hours / 24))
        self.events = self.recorded()

    def somebody_is_away(self, who: tuple[str, str], days: int, stands_in: bool) -> None:
        on = local_date(self.story.at)
        person, delegate = (self.story.people[name] for name in who)
        away = Absence.objects.overlapping(on, on + dt.timedelta(days=days))
        if away.filter(user=person).exists():
            return
        Absence.objects.create(
            user=person,
            from_on=on,
            to_on=on + dt.timedelta(days=days),
            delegate=delegate if stands_in else None,
            by=delegate,
        )
        count("absences")

    def a_holiday_is_made_known(self, days: int) -> None:
        day = local_date(self.story.at) + dt.timedelta(days=days)
        CalendarDay.objects.get_or_create(date=day, defaults={"kind": "holiday", "name": "临时放假"})
        office_calendar.forget()
        # Days to come decide in which month a case should be closed; those of a month that is over never change.
        self.frozen.clear()
        count("holidays")

    def nobody_is_forgotten(self, case: EnterpriseRequest) -> None:
        self.story.case = EnterpriseRequest.objects.get(pk=case.pk)
        assert_live(self.story)

    @invariant()
    def no_event_is_lost(self) -> None:
        assert self.recorded() >= self.events

    def pick(self, data: st.DataObject) -> None:
        index = data.draw(st.integers(0, len(self.cases) - 1), label="case")
        self.story.case = EnterpriseRequest.objects.get(pk=self.cases[index].pk)

    def recorded(self) -> int:
        return Event.objects.filter(subject__startswith="case:").count()

    def counted(self, as_of: figures.AsOf) -> dict[Month, MonthFigures]:
        first = Month(MONDAY.year, MONDAY.month)
        return {
            month: figures.count_month(month, as_of=as_of, dimensions=figures.DIMENSIONS)
            for month in (first, first.next)
        }

    def days_stay(self) -> None:
        for as_of, before in self.frozen.items():
            assert self.counted(as_of) == before, as_of

    def states_say_what_cases_say(self) -> None:
        lasting = {state.case_id: state for state in CaseState.objects.filter(until_on=FOREVER)}
        for case in EnterpriseRequest.objects.all():
            state = lasting[case.pk]
            assert {name: getattr(state, name) for name in OF_CASE} == {
                name: getattr(case, name) for name in OF_CASE
            }
            lead = case.assignments.current().filter(part="lead").first()
            assert state.lead_id == (lead.department_id if lead else None)

    def figures_add_up(self) -> None:
        on = local_date(self.story.at)
        for month in {Month(MONDAY.year, MONDAY.month), Month(on.year, on.month)}:
            counted = figures.of_month(month, as_of=figures.AsOf(on))
            for figure in figures.RATES:
                parts = [
                    set(
                        figures.cohort(figure, part, month, as_of=figures.AsOf(on)).values_list(
                            "pk", flat=True
                        )
                    )
                    for part in ("numerator", "rest", "excluded", "all")
                ]
                assert parts[0] | parts[1] | parts[2] == parts[3], figure.name
                rate = counted.rates.get(figure.name)
                assert rate is None or 0 <= rate.numerator <= rate.denominator
            sums: Any = counted.sums
            assert sums.received == (sums.settled + sums.ended + sums.going + sums.overdue + sums.left_out)


def count(what: str, more: int = 1) -> None:
    totals[what] = totals.get(what, 0) + more


def test_in_random_lives_no_request_is_forgotten(story: Story) -> None:
    totals.clear()
    machine = type("LivesOfThisTown", (Lives,), {"story": story})
    run_state_machine_as_test(
        machine,
        settings=settings(max_examples=SIZE.stateful_runs, stateful_step_count=SIZE.stateful_steps),
    )
    print("Lives:", dict(sorted(totals.items())))
    assert totals["lives"] >= SIZE.stateful_runs
    assert totals["steps"] > totals["lives"]
