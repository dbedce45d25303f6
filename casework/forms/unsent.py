"""What the inputs of a step are called, for a form that was refused before its view read it."""

from collections.abc import Mapping

from django.http import HttpRequest
from django.urls import ResolverMatch

from casework.engine import Step
from casework.inputs import input_fields
from office.ports import FindUnsentForm, Named, UnsentForm


def of_steps(namespace: str, steps: Mapping[str, Step]) -> FindUnsentForm:
    """For the port: pages of one app whose address names a step of its table."""

    def find(request: HttpRequest, match: ResolverMatch) -> UnsentForm | None:
        step = steps.get(match.kwargs.get("step", "")) if match.namespace == namespace else None
        if step is None:
            return None
        asked = input_fields(step.inputs)
        return UnsentForm({name: Named(each.label, each.choices) for name, each in asked.items()})

    return find
