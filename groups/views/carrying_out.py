"""How a desk form calls a verb: a refusal stands beside the field, and what was typed stays."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django import forms

from office.form_fields import refuse
from office.refusals import Refused

Across = Callable[[Mapping[str, Any]], Iterable[Refused]]


def carried_out(form: forms.Form, verb: Callable[[], object], *, across: Across = lambda values: ()) -> bool:
    """Whether the bound form was valid and the verb did it; otherwise the form says all that is wrong.

    `across` is what the verb would refuse of the sound values of a form that has mistakes in others.
    """
    if not form.is_valid():
        wrong = frozenset(form.errors)
        for refused in across(form.cleaned_data):
            if refused.field not in wrong:
                refuse(form, refused)
        return False
    try:
        verb()
    except Refused as refused:
        refuse(form, refused)
        return False
    return True
