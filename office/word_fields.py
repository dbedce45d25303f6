"""Form fields for short lists: words on one line, sentences one a line."""

import re
from typing import Any

from django import forms

from office.numbers import clean_text

BETWEEN = re.compile(r"[、，,;；\s]+")


class WordsField(forms.CharField):
    """Words parted by 、, commas or spaces: a list without repeats."""

    def prepare_value(self, value: Any) -> Any:
        return "、".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        return list(dict.fromkeys(word for word in BETWEEN.split(_cleaned(value)) if word))

    def validate(self, value: Any) -> None:
        if self.required and not value:
            raise forms.ValidationError(self.error_messages["required"], code="required")

    def run_validators(self, value: Any) -> None:
        super().run_validators("、".join(value))

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return bool((initial or []) != self.to_python(data))
        except forms.ValidationError:
            return True


class LinesField(WordsField):
    """Sentences, one a line; numbers and dots that were typed before them are taken off."""

    widget = forms.Textarea
    numbering = re.compile(r"^(?:[（(]?\d{1,2}[)）.、．]|[-*•·●])\s*")

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        lines = (self.numbering.sub("", line.strip()) for line in _cleaned(value).splitlines())
        return [line for line in lines if line]

    def run_validators(self, value: Any) -> None:
        forms.CharField.run_validators(self, "\n".join(value))


def _cleaned(value: Any) -> str:
    try:
        return clean_text(value or "")
    except ValueError as error:
        raise forms.ValidationError(str(error)) from error
