"""What a saved form changed, as a fact: codes, dates and keys for the chain, texts beside it."""

import json
from collections.abc import Mapping
from datetime import date, time
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import Model, QuerySet

from office.crypto import EncryptedTextField
from office.events import Fact
from office.events.facts import plain

PRIVATE_AT_MOST = 4000


def fact_of(subject: str, action: str, form: forms.ModelForm[Any]) -> Fact:
    """Before and after of every changed field; of a new object only what it became."""
    data: dict[str, Any] = {}
    private: dict[str, str] = {}
    for name in form.changed_data:
        sides = {"after": form.cleaned_data.get(name)}
        if action != "added":
            sides["before"] = form.get_initial_for_field(form.fields[name], name)
        data[name] = {} if _is_text(form, name) else _codes(sides)
        if not data[name]:
            private |= {f"{name}.{side}": _text(value) for side, value in sides.items()}
    return Fact(subject, action, data, private)


def _is_text(form: forms.ModelForm[Any], name: str) -> bool:
    """Typed text may hold anything, so it stays beside the chain; a chosen value, a date or a number is a code."""
    field = form.fields[name]
    if isinstance(field, forms.CharField) and not isinstance(field, forms.SlugField):
        return True
    columns = {column.name: column for column in form._meta.model._meta.get_fields()}
    return isinstance(columns.get(name), EncryptedTextField)


def _codes(sides: Mapping[str, Any]) -> dict[str, object]:
    """The values as the chain may hold them; empty where one of them turns out to be free text."""
    try:
        return {side: plain(_key(value)) for side, value in sides.items()}
    except (TypeError, ValueError):
        return {}


def _key(value: Any) -> Any:
    match value:
        case Model():
            return value.pk
        case QuerySet():
            return sorted(value.values_list("pk", flat=True))
        case list() | tuple():
            return [_key(item) for item in value]
        case Decimal() | time():
            return str(value)
        case _:
            return value


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()
    text = value if isinstance(value, str) else json.dumps(_key(value), ensure_ascii=False, default=str)
    return text[:PRIVATE_AT_MOST]
