"""常用处理 beside a form: which of them fit a case, and what one fills in. Fills in, never decides."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from groups.models import ProfessionalGroup
from requests_app.access.candidates import next_best
from requests_app.models import EnterpriseRequest, Preset
from requests_app.models.category_table import categories

# Steps whose forms one may fill in, and the fields that one is kept for.
FILLED = frozenset({"accept", "assign", "confirm_finding"})
DECIDING = ("category", "difficulty", "group", "lead", "co", "text")


@dataclass(frozen=True)
class Offered:
    """`values`: by the name of the field, as the form takes it. `fits` where its category or unit is proposed too."""

    preset: Preset
    values: dict[str, Any]
    fits: bool


def offered(
    names: Collection[str], case: EnterpriseRequest, proposed: Sequence[str], *, on: date
) -> list[Offered]:
    """Those that fill in something of a form with fields of these names, the fittest first; two queries.

    `proposed`: codes of categories or units as ranked for the case.
    """
    found = [(_place(*each, case, proposed), *each) for each in kept_for(names, on=on)]
    found.sort(key=lambda each: each[0])
    return [Offered(preset, values, place <= len(proposed)) for place, preset, values in found]


def kept_for(names: Collection[str], *, on: date) -> list[tuple[Preset, dict[str, Any]]]:
    """Those that fill in something of a form with fields of these names, with the values; two queries."""
    rows = [(preset, _own_values(preset, on)) for preset in Preset.objects.open(on)]
    found = [
        (preset, {name: own[name] for name in own if name in names and own[name]}) for preset, own in rows
    ]
    return [(preset, values) for preset, values in found if any(name in values for name in DECIDING)]


def whole(values: Mapping[str, Any], case: EnterpriseRequest, on: date) -> dict[str, Any]:
    """Its values with what follows from them: a category's difficulty and group, a group's fittest representative."""
    follows = with_category(case, values["category"], on) if "category" in values else {}
    if "group" in values and values["group"] != follows.get("group"):
        follows |= _with_group(case, ProfessionalGroup.objects.filter(code=values["group"]).first(), on)
    return follows | dict(values)


def with_category(case: EnterpriseRequest, code: str, on: date) -> dict[str, Any]:
    """Group and representative go with the category; the difficulty is its usual one."""
    row = categories().with_code(code)
    if row is None or row not in categories().open(on):
        return {}
    return {
        "category": row.code,
        "difficulty": row.difficulty,
        **_with_group(case, row.professional_group, on),
    }


def _with_group(case: EnterpriseRequest, group: ProfessionalGroup | None, on: date) -> dict[str, Any]:
    if group is None:
        return {}
    fit = next_best(case, group, on=on)
    return {"group": group.code, "representative": fit.representative.code if fit else ""}


def _own_values(preset: Preset, on: date) -> dict[str, Any]:
    """A category that is closed and a unit that takes no cases are left out."""
    lead, co = preset.lead_and_co
    category = preset.category
    return {
        "category": category.code if category is not None and category in categories().open(on) else "",
        "difficulty": preset.difficulty,
        "group": preset.group.code if preset.group else "",
        "lead": lead.code if lead else "",
        "co": [unit.code for unit in co],
        "expected_outcome": preset.expected_outcome,
        "text": preset.text,
    }


def _place(
    preset: Preset, values: Mapping[str, Any], case: EnterpriseRequest, proposed: Sequence[str]
) -> int:
    """Lower fits better: of the category that was decided, then of what is proposed, in its order."""
    if case.accepted_at and preset.category_id and preset.category_id == case.category_id:
        return 0
    named = (values.get("category"), values.get("lead"))
    return min((proposed.index(code) + 1 for code in named if code in proposed), default=len(proposed) + 1)
