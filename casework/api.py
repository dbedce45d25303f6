"""The body of a step, built on the same dataclass as the desk's form and cleaned by that form's fields."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from typing import Any

from django.utils.datastructures import MultiValueDict
from rest_framework.exceptions import ValidationError

from casework.engine import Step
from casework.forms.steps import form_for
from casework.inputs import MANY_UNITS, input_fields
from office.actors import Actor
from office.calendar import local_date

WITHOUT = ("files", "file_ticks")


def inputs_from_body(step: Step, subject: Any, body: Any, *, by: Actor, at: datetime) -> Any:
    """The step's dataclass from a JSON object, as the desk's form for `subject` cleans it on the local date of `at`.

    Raises `ValidationError` by field, all that is wrong together; a name the step does not know is named too, and
    files cannot be sent this way.
    """
    if not isinstance(body, dict):
        raise ValidationError({"body": ["应为 JSON 对象"]})
    declared = input_fields(step.inputs)
    errors = {
        str(name): ["这个步骤没有这一项"]
        for name in sorted(body, key=str)
        if name not in declared or declared[str(name)].kind in WITHOUT
    }
    data: MultiValueDict[str, str] = MultiValueDict()
    for name, value in body.items():
        if name not in errors:
            texts = _texts(value, many=declared[name].kind in MANY_UNITS)
            if texts is None:
                errors[name] = ["应为文字" + ("的列表" if declared[name].kind in MANY_UNITS else "")]
            else:
                data.setlist(name, texts)
    form = form_for(step, subject, on=local_date(at), data=data)
    if errors or not form.is_valid():
        form.full_clean()
        form.add_gaps(subject, by=by, at=at)
        found = {name: [str(text) for text in texts] for name, texts in form.errors.items()}
        raise ValidationError(found | errors)
    return form.inputs(by=Actor.system("api"), at=at)


def fingerprint(step: Step, body: object) -> str:
    """SHA-256 in hexadecimal over the step and the JSON of its body: what an `Idempotency-Key` stands for."""
    return hashlib.sha256(json.dumps([step.name, body], sort_keys=True).encode()).hexdigest()


def _texts(value: Any, *, many: bool) -> list[str] | None:
    """The values as a form receives them; None for what is no text."""
    if value is None:
        return []
    values = value if many and isinstance(value, list) else [value]
    if not all(isinstance(each, str | int | bool) for each in values):
        return None
    return [_text(each) for each in values]


def _text(value: str | int | bool) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)
