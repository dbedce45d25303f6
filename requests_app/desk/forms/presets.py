"""常用处理 above a form: pressing one fills the form in, and takes no step. What somebody has typed stays, unless asked."""

from __future__ import annotations

from datetime import date
from typing import Any

from casework.engine import Step
from casework.forms.steps import StepForm, form_for
from requests_app.models import EnterpriseRequest
from requests_app.triage.presets import FILLED, Offered, offered, whole

# The button's name, its value the key of one; `PRESET_BEFORE` says which was pressed last in this form.
PRESET, PRESET_BEFORE = "preset", "preset_before"
# After the key: what was typed gives way as well.
ALL = ":all"


def offer(form: StepForm, case: EnterpriseRequest, *, on: date) -> None:
    """Put what is kept for such forms to the form, the fittest first."""
    if form.step.name in FILLED:
        rows = _offered(form, case, on)
        form.presets = rows  # type: ignore[attr-defined]
        form.fitting = [each.preset for each in rows if each.fits]  # type: ignore[attr-defined]
        form.others = [each.preset for each in rows if not each.fits]  # type: ignore[attr-defined]


def filled(
    step: Step,
    case: EnterpriseRequest,
    typed: dict[str, Any],
    press: str,
    *,
    known: dict[str, Any],
    before: str,
    on: date,
) -> StepForm:
    """The form with the pressed one filled in beside everything that was typed.

    `known` is what the form opened with: what still stands there, or was put there by `before`, nobody has typed.
    """
    form = form_for(step, case, on=on, initial=typed)
    every = {str(each.preset.pk): each for each in _offered(form, case, on)} if step.name in FILLED else {}
    chosen = every.get(press.removesuffix(ALL))
    if chosen is None:
        return form
    # What was agreed for the case before is no proposal.
    known = known | {"expected_outcome": ""}
    values = {name: value for name, value in whole(chosen.values, case, on).items() if name in form.fields}
    earlier = whole(every[before].values, case, on) if before in every else {}
    kept = (
        []
        if press.endswith(ALL)
        else [name for name in values if _is_typed(typed, name, known, earlier, values)]
    )
    form.initial.update({name: value for name, value in values.items() if name not in kept})
    form.preset = chosen.preset  # type: ignore[attr-defined]
    form.preset_kept = [form.fields[name].label for name in kept]  # type: ignore[attr-defined]
    return form


def _offered(form: StepForm, case: EnterpriseRequest, on: date) -> list[Offered]:
    proposed = [
        one.choice.value
        for name in ("category", "lead")
        for one in getattr(form.fields.get(name), "proposed", ())
    ]
    return offered(form.fields, case, proposed, on=on)


def _is_typed(typed: dict[str, Any], name: str, *others: dict[str, Any]) -> bool:
    """Whether somebody wrote what stands there: it is something, and none of the `others` has put it there."""
    now = _plain(typed.get(name))
    return bool(now) and all(now != _plain(each.get(name)) for each in others)


def _plain(value: Any) -> list[str]:
    """As a form sends it: codes, in no order."""
    values = value if isinstance(value, list | tuple) else [value]
    return sorted(str(getattr(one, "code", one)).strip() for one in values if one not in (None, ""))
