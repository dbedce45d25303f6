"""Ranked choices under a field, each with its reason and 采用; pressing it fills the field in and takes no step."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from casework.engine import Step
from casework.forms.steps import StepForm, form_for
from requests_app.models import EnterpriseRequest
from requests_app.triage import advice
from requests_app.triage.advice import Choice
from requests_app.triage.presets import with_category

# The button's name; its value is `field:value`.
ADOPT = "adopt"
PROPOSING = frozenset({"accept", "assign", "propose_assignment", "confirm_finding"})


@dataclass(frozen=True)
class Proposed:
    """A choice under its field; the one that stands in the field is marked instead of offered."""

    choice: Choice
    press: str
    is_taken: bool


def propose(form: StepForm, case: EnterpriseRequest, *, on: date) -> None:
    """Put ranked choices and reasons to the fields that can have them."""
    name = next((name for name in _CHOICES if name in form.fields), "")
    if not name or form.step.name not in PROPOSING:
        return
    choices, reasons = _CHOICES[name](case, on)
    scopes = _value_in_force(form, name)
    field: Any = form.fields[name]
    field.proposed = [Proposed(one, f"{name}:{one.value}", one.value == scopes) for one in choices]
    for other, because in reasons.items():
        if because and other in form.fields:
            form.fields[other].because = because  # type: ignore[attr-defined]


def adopted(step: Step, case: EnterpriseRequest, typed: dict[str, Any], press: str, *, on: date) -> StepForm:
    """The form with everything that was typed, and the pressed choice with what follows from it."""
    name, _, value = press.partition(":")
    form = form_for(step, case, on=on, initial=typed)
    if name in form.fields and name in _FOLLOWS:
        form.initial.update(_FOLLOWS[name](case, value, on))
    return form


def _value_in_force(form: StepForm, name: str) -> str:
    value = form[name].value()
    return str(getattr(value, "code", value) or "")


def _of_category(case: EnterpriseRequest, on: date) -> tuple[tuple[Choice, ...], dict[str, str]]:
    found = advice.advise(case, on=on)
    return found.categories, {"difficulty": found.difficulty_because, "group": found.group_because}


def _of_lead(case: EnterpriseRequest, on: date) -> tuple[tuple[Choice, ...], dict[str, str]]:
    return advice.units_for(case).ranked, {}


def _with_lead(case: EnterpriseRequest, code: str, on: date) -> dict[str, Any]:
    return {"lead": code}


def _with_representative(case: EnterpriseRequest, code: str, on: date) -> dict[str, Any]:
    return {"representative": code}


Choices = Callable[[EnterpriseRequest, date], tuple[tuple[Choice, ...], dict[str, str]]]
_CHOICES: dict[str, Choices] = {"category": _of_category, "lead": _of_lead}
_FOLLOWS: dict[str, Callable[[EnterpriseRequest, str, date], dict[str, Any]]] = {
    "category": with_category,
    "lead": _with_lead,
    "representative": _with_representative,
}
