"""补充要点 on the form of a supplement: a line for each question, put before the requester's own words as they are sent."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from django.http import QueryDict

from casework.forms.steps import StepForm
from office.form_fields import CleanedTextField

LINE_LENGTH = 100
PREFIX = "asked_"


def ask(form: StepForm, questions: list[str]) -> None:
    """Put the questions above the words of a supplement, which are then needed only where no line is filled in.

    A line whose question has gone since the form was opened stays with the words: nothing typed is dropped.
    """
    text = form.fields["text"]
    names = {line_name(question): question for question in questions}
    for name, question in names.items():
        form.fields[name] = CleanedTextField(label=question, required=False, max_length=LINE_LENGTH)
        form.fields[name].error_messages["max_length"] = f"最多 {LINE_LENGTH} 字，写不下的写在下面"
    form.order_fields([*names, "text"])
    if names:
        text.label, text.required = "其他要补充的", False
        form.composed["text"] = lambda values: _in_words(names, values)
    if form.is_bound:
        _keep_lines_without_question(form, names)


def line_name(question: str) -> str:
    """The same for the same words: a list that was changed meanwhile puts no answer under another question."""
    return PREFIX + hashlib.sha256(question.encode()).hexdigest()[:8]


def _in_words(names: Mapping[str, str], values: Mapping[str, Any]) -> str:
    lines = [f"{question}{values[name]}" for name, question in names.items() if values.get(name)]
    return "\n".join(filter(None, [*lines, values.get("text")]))


def _keep_lines_without_question(form: StepForm, names: Mapping[str, str]) -> None:
    left = [form.data[key] for key in form.data if key.startswith(PREFIX) and key not in names]
    if any(left):
        data = QueryDict(mutable=True)
        data.update(form.data)
        data["text"] = "\n".join(filter(None, [*left, form.data.get("text", "")]))
        form.data = data
