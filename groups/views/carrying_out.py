"""How a desk form calls a verb: a refusal stands beside the field, and what was typed stays."""

from collections.abc import Callable

from django import forms

from office.refusals import Refused


def carried_out(form: forms.Form, verb: Callable[[], object]) -> bool:
    """Whether the bound form was valid and the verb did it; otherwise the form says what is wrong."""
    if not form.is_valid():
        return False
    try:
        verb()
    except Refused as refused:
        form.add_error(refused.field if refused.field in form.fields else None, refused.message)
        return False
    return True
