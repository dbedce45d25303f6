"""Random lives with reopenings, returns and merges: after each step what is shown is what the events say."""

import pytest
from django.db import transaction
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, run_state_machine_as_test

from evaluation import figures
from evaluation.periods import Month
from evaluation.results import MonthFigures
from office import calendar as office_calendar
from requests_app.access import access_log
from requests_app.models import EnterpriseRequest
from requests_app.models.case_file import CaseFile
from tests.liveness.facts import assert_facts
from tests.liveness.moves import moves
from tests.liveness.test_lives import Lives, count, totals
from tests.sizes import SIZE
from tests.stories import Story

pytestmark = [pytest.mark.django_db, pytest.mark.generated, pytest.mark.long]
MINUTE = 1 / 60
TURNS = frozenset(
    {"return", "record_return", "transfer", "merge", "unmerge", "follow", "send_back", "hand_back", "answer"}
    | {"rate", "record_verdict", "settle", "reopen", "break_promise", "withdraw", "resume"}
    | {"propose_decline", "decline", "terminate", "refer", "appeal", "decide_appeal"}
)


class Facts(Lives):
    """Cases arrive at several points of their life, so that ways back and merges come early."""

    def teardown(self) -> None:
        """Chains and figures are looked at by the lives of test_lives.py."""
        transaction.set_rollback(True)
        self.block.__exit__(None, None, None)
        office_calendar.forget()
        count("lives")

    @initialize(is_merged=st.sampled_from((True, False)))
    def first(self, is_merged: bool) -> None:
        """One that units must sign, one that is answered, one that has just come, or is merged with the first."""
        self.arrives()
        leading = self.story.case
        self.story.accept().contact().assign().wait(hours=1)
        self.arrives()
        self.story.accept().contact().assign().sign().work(1).reply().wait(hours=1).answer()
        self.arrives()
        if is_merged:
            self.story.take("merge", "staff", leading=leading, reason="同一处管网")
            count("merge")
        self.events = self.recorded()

    def somebody_acts(self, what: str, data: st.DataObject) -> None:
        self.story.wait(hours=MINUTE)
        if what == "any":
            self.somebody_turns_it(data)
        else:
            super().somebody_acts(what, data)
        self.somebody_looks()

    def somebody_turns_it(self, data: st.DataObject) -> None:
        """A step after which other facts hold, by whoever may take it: of each kind one as often as another."""
        offered = list(moves(self.story))
        turning = sorted({move.step for move in offered} & TURNS)
        name = data.draw(st.sampled_from(turning), label="step") if turning else ""
        self.attempt([move for move in offered if move.step == name] or offered, data)

    def counted(self, as_of: figures.AsOf) -> dict[Month, MonthFigures]:
        """None: the lives of test_lives.py look whether figures stay."""
        return {}

    def a_holiday_is_made_known(self, days: int) -> None:
        """None: a date keeps the calendar that it was counted by, the reading knows the one of today."""

    def somebody_looks(self) -> None:
        """Every other time the unit's officer opens the case."""
        self.story.wait(hours=MINUTE)
        case = EnterpriseRequest.objects.get(pk=self.story.case.pk)
        if self.recorded() % 2:
            access_log.view(CaseFile(case), self.story.people["handler"], at=self.story.at)

    def nobody_is_forgotten(self, case: EnterpriseRequest) -> None:
        super().nobody_is_forgotten(case)
        assert_facts(self.story)


def test_in_random_lives_what_is_shown_is_what_the_events_say(story: Story) -> None:
    totals.clear()
    machine = type("FactsOfThisTown", (Facts,), {"story": story})
    run_state_machine_as_test(
        machine,
        settings=settings(max_examples=SIZE.stateful_runs // 4, stateful_step_count=SIZE.stateful_steps),
    )
    print("Facts:", dict(sorted(totals.items())))
    lived = totals.keys()
    assert lived & {"rate", "reopen"}, "no life began a second round"
    assert lived & {"return"}, "no life had a return"
    assert lived & {"merge"}, "no life had a merge"
