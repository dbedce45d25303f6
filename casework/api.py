"""The body of a step, built on the same dataclass as the desk's form and cleaned by that form's fields."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from rest_framework.exceptions import ValidationError

from casework.engine import Step
from casework.forms.steps import form_for
from casework.inputs import input_fields
from office.actors import Actor
from office.calendar import local_date

MANY = ("departments",)
WITHOUT = ("files",)


def inputs_from_body(step: Step, subject: Any, body: Any) -> Any:
    """The step's dataclass from a JSON object, as the desk's form for `subject` cleans it today.

    Raises `ValidationError` by field; a name the step does not know is named too, and files cannot be sent
    this way.
    """
    if not isinstance(body, dict):
        raise ValidationError({"body": ["应为 JSON 对象"]})
    declared = input_fields(step.inputs)
    unknown = sorted(
        str(name) for name in body if name not in declared or declared[str(name)].kind in WITHOUT
    )
    if unknown:
        raise ValidationError({name: ["这个步骤没有这一项"] for name in unknown})
    data: MultiValueDict[str, str] = MultiValueDict()
    for name, value in body.items():
        data.setlist(name, _texts(name, value, many=declared[name].kind in MANY))
    now = timezone.now()
    form = form_for(step, subject, on=local_date(now), data=data)
    if not form.is_valid():
        raise ValidationError({name: [str(text) for text in texts] for name, texts in form.errors.items()})
    return form.inputs(by=Actor.system("api"), at=now)


def _texts(name: str, value: Any, *, many: bool) -> list[str]:
    if value is None:
        return []
    values = value if many and isinstance(value, list) else [value]
    if not all(isinstance(each, str | int | bool) for each in values):
        raise ValidationError({name: ["应为文字" + ("的列表" if many else "")]})
    return [_text(each) for each in values]


def _text(value: str | int | bool) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)
