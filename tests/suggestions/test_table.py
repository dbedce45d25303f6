"""The table of docs/domain.md § 4 is the table of steps; nobody takes a step from a state or part that it lacks."""

import re

import pytest

from casework.inputs import input_fields
from demo.suggestion_scenario import SuggestionScenario
from office.refusals import Refused
from suggestions.models import SuggestionClock, UnsuitableKind
from suggestions.models.suggestions import Status
from suggestions.steps.table import MODULES, STEPS
from tests.sources import ROOT

ROW = re.compile(r"^\| `(\w+)` ([^|]+) \| ([^|]*) \| ([^|]*) \| ([^|]*) \| ([^|]*) \|", re.MULTILINE)


def in_order(statuses: frozenset[str]) -> str:
    return ", ".join(status for status in Status.values if status in statuses)


def test_the_document_tells_every_step_as_it_is() -> None:
    text = (ROOT / "docs" / "domain.md").read_text()
    section = text[text.index("## 4. ") : text.index("## 5. ")]
    told = {name: tuple(map(str.strip, rest)) for name, *rest in ROW.findall(section) if name in STEPS}
    assert told.keys() == STEPS.keys()
    for name, step in STEPS.items():
        fields = input_fields(step.inputs).items()
        inputs = ", ".join(key + ("" if asked.required else "?") for key, asked in fields) or "—"
        who = ", ".join(sorted(step.who)).replace("_", " ")
        assert told[name] == (
            step.label, in_order(step.sources), in_order(step.targets) or "same", who, inputs,
        ), name  # fmt: skip


def test_no_step_is_named_twice() -> None:
    assert len(STEPS) == sum(len(module.STEPS) for module in MODULES)


def reach(scenario: SuggestionScenario, status: str, unsuitable: UnsuitableKind) -> SuggestionScenario:
    if status == "drafting":
        return scenario.draft()
    if status == "signing":
        return scenario.draft().take("ask_signatures", "author")
    if status == "submitted":
        return scenario.submit()
    if status == "returned":
        scenario.submit().take("propose_return", "staff", to="author", unsuitable=unsuitable, advice="请改")
        return scenario.take("confirm_return", "second_staff")
    if status == "withdrawn":
        return scenario.submit().take("withdraw", "author", why="other", text="不提了")
    if status in ("registered", "assigned"):
        scenario.submit().register()
        return scenario.assign() if status == "assigned" else scenario
    if status == "handling":
        return scenario.handled()
    return scenario.answered() if status == "answered" else scenario.answered().opinion()


@pytest.mark.django_db
@pytest.mark.parametrize("status", ["drafting", "submitted", "handling", "answered", "closed", "withdrawn"])
def test_every_step_outside_its_states_or_parts_is_refused_and_leaves_nothing(
    scenario: SuggestionScenario, unsuitable: UnsuitableKind, status: str
) -> None:
    """By staff, who hold most parts, and by a stranger: what the table does not open is refused, each step of it."""
    reach(scenario, status, unsuitable)
    assert scenario.row.status == status
    for who in ("staff", "stranger"):
        possible = scenario.possible(who)
        assert all(status in STEPS[name].sources for name in possible)
        for name in STEPS.keys() - possible:
            with pytest.raises(Refused):
                scenario.take(name, who)
    assert scenario.possible("stranger") == set()
    scenario.row.refresh_from_db()
    assert scenario.row.status == status


@pytest.mark.django_db
@pytest.mark.parametrize(
    "status", ["submitted", "returned", "registered", "assigned", "handling", "answered"]
)
def test_somebody_can_always_act_until_it_has_ended(
    scenario: SuggestionScenario, unsuitable: UnsuitableKind, status: str
) -> None:
    """And a clock says by when, but for a text that its author takes up again when they like."""
    reach(scenario, status, unsuitable)
    assert any(scenario.possible(who) for who in scenario.people)
    running = SuggestionClock.objects.running().filter(suggestion=scenario.row)
    assert running.exists() or status == "returned"
