"""What a step must be given: frozen dataclasses whose fields carry what a form and a serializer need.

`ask(...)` declares a field once; the desk's form, the API's serializer and the engine's own check are
built from it, so that a step cannot be easier to take through one door than through another.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any

from django.db.models import TextChoices

from office.refusals import Refused, together

Kind = str  # line, text, choice, date, datetime, flag, phone, files, file_ticks (tokens of those files that somebody
# has looked at), category, group, representative, department, departments, user, case
# Many values: units (the second of any body that works, courts and procuratorates too), files that are kept already.
MANY_UNITS = ("departments", "any_departments", "attachments")


@dataclasses.dataclass(frozen=True)
class InputField:
    """Words and limits of one field."""

    kind: Kind
    label: str
    required: bool
    hint: str = ""
    max_length: int | None = None
    min_length: int = 0
    choices: tuple[tuple[str, str], ...] = ()
    refusal: str = ""

    @property
    def message(self) -> str:
        """What to say when a required value is missing."""
        if self.refusal:
            return self.refusal
        picks = (
            "choice",
            "category",
            "group",
            "representative",
            "department",
            "departments",
            "any_department",
            "any_departments",
            "user",
            "date",
        )
        return f"请{'选择' if self.kind in picks else '填写'}{self.label}"


def input_field(
    kind: Kind,
    label: str,
    *,
    required: bool = True,
    hint: str = "",
    max_length: int | None = None,
    min_length: int = 0,
    choices: type[TextChoices] | Sequence[tuple[str, str]] = (),
    refusal: str = "",
    default: Any = None,
) -> Any:
    """A dataclass field with its words and limits; lengths are in characters.

    Its default is None, an empty string for text and choices, an empty tuple for many values. `choices` are
    values with labels; `refusal` replaces the words for a missing value.
    """
    if isinstance(choices, type):
        choices = [(str(value), str(text)) for value, text in choices.choices]
    if default is None and kind in ("files", "file_ticks", *MANY_UNITS):
        default = ()
    if default is None and kind in ("line", "text", "phone", "choice"):
        default = ""
    declared = InputField(kind, label, required, hint, max_length, min_length, tuple(choices), refusal)
    return dataclasses.field(default=default, metadata={"asked": declared})


def input_fields(inputs: type) -> dict[str, InputField]:
    """The declared fields of a step's dataclass, in order."""
    return {field.name: field.metadata["asked"] for field in dataclasses.fields(inputs)}


@dataclasses.dataclass(frozen=True)
class NoInputs:
    """A step that needs nothing but the decision itself."""


class Unsound(Exception):
    """A check asked for a field that has no sound value; of what it needs that for it says nothing."""


class PartialInputs:
    """The sound values of a form that has mistakes elsewhere, read as the step's dataclass would be.

    A field with a mistake raises `Unsound`; one that the form does not have is as the dataclass leaves it.
    """

    def __init__(self, inputs: type, values: Mapping[str, Any], unsound: Sequence[str]) -> None:
        defaults = {field.name: field.default for field in dataclasses.fields(inputs)}
        self._values = {**defaults, **values}
        self._unsound = frozenset(unsound)

    def __getattr__(self, name: str) -> Any:
        if name in self._unsound:
            raise Unsound(name)
        try:
            return self._values[name]
        except KeyError:
            raise AttributeError(name) from None


def gaps(context: Any) -> list[Refused]:
    """All that the checks of a step find, for its `StepContext`; one that asks for an unsound field finds nothing."""
    found = []
    for each in context.step.checks:
        with suppress(Unsound):
            try:
                each(context)
            except Refused as refused:
                found.append(refused)
    return found


def refuse_gaps(context: Any) -> None:
    """Raises what `gaps` finds, together."""
    if found := gaps(context):
        raise together(found)


def check(inputs: Any) -> None:
    """Check a step's inputs once more, whichever way they came; the form has usually said so before.

    Raises `Refused` with the field's name, all that is wrong together: `missing`, `invalid` (not on the list),
    `too_long`, `too_short`.
    """
    if found := list(_faults(inputs)):
        raise together(found)


def _faults(inputs: Any) -> Iterator[Refused]:
    for name, declared in input_fields(type(inputs)).items():
        yield from faults_of(declared, name, getattr(inputs, name))


def faults_of(declared: InputField, name: str, value: Any) -> Iterator[Refused]:
    """What `check` refuses of one input, under the field's name."""
    empty = value is None or value == "" or value == ()
    if declared.required and (empty or (isinstance(value, str) and not value.strip())):
        yield Refused("missing", declared.message, field=name)
    elif isinstance(value, str) and value:
        yield from _faults_of_text(name, declared, value)


def _faults_of_text(name: str, declared: InputField, value: str) -> Iterator[Refused]:
    if declared.choices and value not in {key for key, _ in declared.choices}:
        yield Refused("invalid", f"{declared.label}不在可选范围内", field=name)
    elif declared.max_length and len(value) > declared.max_length:
        excess = len(value) - declared.max_length
        words = f"{declared.label}超过 {declared.max_length} 字，请删减 {excess} 个字"
        yield Refused("too_long", words, field=name)
    elif len(value.strip()) < declared.min_length:
        yield Refused("too_short", f"{declared.label}至少 {declared.min_length} 个字", field=name)
