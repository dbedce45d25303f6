"""How a constraint is shown to hold: a row that breaks it, refused by the database under the constraint's name."""

from collections.abc import Callable, Iterable

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction


def constraints_of(app: str) -> set[str]:
    return {each.name for model in apps.get_app_config(app).get_models() for each in model._meta.constraints}


def choices_without_constraint(app: str) -> Iterable[str]:
    """Columns with choices whose constraint is missing or names other values."""
    for model in apps.get_app_config(app).get_models():
        conditions = [
            each.condition for each in model._meta.constraints if isinstance(each, models.CheckConstraint)
        ]
        known = {
            child[0].removesuffix("__in"): set(child[1])
            for condition in conditions
            for child in condition.children
            if isinstance(child, tuple) and child[0].endswith("__in")
        }
        for field in model._meta.fields:
            if field.choices and known.get(field.name) != allowed(field):
                yield f"{model._meta.label}.{field.name}"


def allowed(field: models.Field) -> set[str]:
    return {value for value, _ in field.choices or ()} | ({""} if field.blank and not field.null else set())


# No row breaks the first alone: the second says what goes with each value, and PostgreSQL checks in the order of names.
GOES_WITH = {
    "evaluation_status_known": "evaluation_status_has_its_times",
    "duty_entry_way_known": "duty_entry_account_is_named",
    "duty_objection_way_known": "duty_objection_account_is_named",
    "score_objection_way_known": "score_objection_account_is_named",
    "report_scope_known": "report_of_one_owner",
    "shift_status_known": "shift_cancelled_has_reason",
    "swap_status_known": "swap_decided_has_its_time",
    "group_officer_place_is_known": "group_officer_deputies_are_three",
    "group_officer_post_is_known": "group_officer_post_fits_its_group",
}


def assert_refused(name: str, break_it: Callable[[], object]) -> None:
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        break_it()
    accepted = [name, columns_of(name)]
    if connection.vendor == "postgresql" and name in GOES_WITH:
        accepted.append(GOES_WITH[name])
    assert any(words in str(refusal.value) for words in accepted), (name, str(refusal.value))


def columns_of(name: str) -> str:
    """SQLite names a unique constraint by its columns."""
    for model in apps.get_models():
        for each in model._meta.constraints:
            if each.name == name and isinstance(each, models.UniqueConstraint):
                columns = [model._meta.get_field(field).column for field in each.fields]
                return "UNIQUE constraint failed: " + ", ".join(
                    f"{model._meta.db_table}.{c}" for c in columns
                )
    return name
