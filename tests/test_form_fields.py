"""What people type is read by the office's own fields, people are chosen by fields that tell namesakes apart."""

import ast
from collections.abc import Iterator

from django import forms

from casework.inputs import input_fields
from fieldwork.activities.steps.table import STEPS as ACTIVITY_STEPS
from groups.models import Representative
from groups.namesakes import AccountField, RepresentativeField, RepresentativesField
from office.models import User
from requests_app.steps.table import STEPS as REQUEST_STEPS
from suggestions.steps.table import STEPS as SUGGESTION_STEPS
from tests.sources import FLOORS, Module, called_name, modules

# Each reads whatever comes as Django does: no width, no invisible characters, years that no clock reckons with.
PLAIN = {"DateField", "DateTimeField", "TimeField", "CharField", "EmailField"}
# Where they are made, and what is looked up or carried along and never kept.
ALLOWED = {
    "office/form_fields.py",
    "office/word_fields.py",
    "evaluation/analysis/asking.py",
    "requests_app/queues/filters.py",
    "requests_app/desk/forms/desk.py",
    "policies/catalogue.py",
    "stations/directory.py",
    "stations/receptions/forms.py",
    "suggestions/views/lists.py",
    "fieldwork/activities/forms.py",
}


def plain_fields(module: Module) -> Iterator[str]:
    for node in ast.walk(module.tree):
        if not isinstance(node, ast.Call) or called_name(node) not in PLAIN:
            continue
        if isinstance(node.func, ast.Attribute) and ast.unparse(node.func.value) == "forms":
            yield f"{module.name}:{node.lineno} {ast.unparse(node.func)}"


def test_what_is_typed_is_read_by_the_offices_own_fields() -> None:
    found = [
        each for module in modules(*FLOORS) if module.name not in ALLOWED for each in plain_fields(module)
    ]
    assert found == []


def test_people_are_chosen_where_namesakes_are_told_apart() -> None:
    kinds = {Representative: (RepresentativeField, RepresentativesField), User: (AccountField,)}
    wrong = [
        f"{form.__module__}.{form.__qualname__}.{name}"
        for form in _forms(forms.BaseForm)
        for name, field in form.base_fields.items()
        if isinstance(field, forms.ModelChoiceField)
        and field.queryset is not None
        and not isinstance(field, kinds.get(field.queryset.model, (forms.ModelChoiceField,)))
    ]
    assert wrong == []


def test_a_step_reads_a_telephone_as_every_form_does() -> None:
    wrong = [
        f"{step.name}.{name}"
        for table in (REQUEST_STEPS, SUGGESTION_STEPS, ACTIVITY_STEPS)
        for step in table.values()
        if step.inputs is not None
        for name, declared in input_fields(step.inputs).items()
        if declared.label.endswith("电话") and declared.kind != "phone"
    ]
    assert wrong == []


def _forms(of: type) -> Iterator[type]:
    for each in of.__subclasses__():
        if hasattr(each, "base_fields") and each.__module__.partition(".")[0] in FLOORS:
            yield each
        yield from _forms(each)


# Each says of itself how much it takes, or is looked up and never kept.
LIMITED_BY_THEMSELVES = (
    "ReadField",
    "CreditCodeField",
    "MatterField",
    "LongTextField",
    "SlotField",
    "WordsField",
    "RegexField",
)
LOOKED_UP = {
    "stations.receptions.forms.BookingForm.about",
    "evaluation.analysis.asking.AnalysisForm.last",
    "policies.catalogue.CatalogueForm.q",
    "suggestions.views.lists.SuggestionFilter.tab",
}
# Passwords, codes and credentials of the second factor: compared, and kept as a hash or a key at most.
COMPARED = ("config.accounts.", "config.passkeys.")


def test_every_text_that_is_kept_has_a_limit() -> None:
    """Without one the column, the event or a letter refuses what the form took."""
    endless = [
        name
        for form in _forms(forms.BaseForm)
        for field_name, field in form.base_fields.items()
        if isinstance(field, forms.CharField) and field.max_length is None
        if not {kind.__name__ for kind in type(field).__mro__}.intersection(LIMITED_BY_THEMSELVES)
        if (name := f"{form.__module__}.{form.__qualname__}.{field_name}") not in LOOKED_UP
        if not name.startswith(COMPARED)
    ]
    assert endless == []
