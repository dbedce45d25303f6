"""Migrations render what they change, not all models there are: a third of the time for a new database, a quarter for
an upgrade.

Before each operation Django renders the changed model and all that are related to it, to any depth: of a model with a
link to an account, nearly all. What only adds needs nothing of the others but their tables, so there the changed model
alone is rendered; every other operation sees all models rendered anew. The statements are the same.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from copy import copy
from typing import Any

from django.db.migrations import Migration, operations
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

# What Django asks for the models that a change of one concerns.
RELATED = "_find_reload_model"
ADDING = (
    operations.CreateModel,
    operations.AddField,
    operations.AddConstraint,
    operations.AddIndex,
    operations.RemoveConstraint,
    operations.RemoveIndex,
    operations.AlterModelOptions,
    operations.RunPython,
)


@contextmanager
def quick() -> Iterator[None]:
    """`migrate` inside renders as little as it can."""
    apply, related = Migration.apply, getattr(ProjectState, RELATED)

    def applied(self: Migration, state: ProjectState, *given: Any, **named: Any) -> ProjectState:
        for operation in self.operations:
            part = copy(self)
            vars(part)["operations"] = [operation]
            if _concerns_itself(operation):
                setattr(ProjectState, RELATED, _itself)
            else:
                state.clear_delayed_apps_cache()
                state.is_delayed = False
            try:
                state = apply(part, state, *given, **named)
            finally:
                setattr(ProjectState, RELATED, related)
        return state

    setattr(Migration, "apply", applied)  # noqa: B010 - typed as fixed
    try:
        yield
    finally:
        setattr(Migration, "apply", apply)  # noqa: B010


def _concerns_itself(operation: Operation) -> bool:
    if isinstance(operation, operations.AlterField):
        # A key that others point to takes them along.
        return not (operation.field.is_relation or operation.field.unique)
    return isinstance(operation, ADDING)


def _itself(
    state: ProjectState, app_label: str, model_name: str, delay: bool = False
) -> set[tuple[str, str]]:
    # What reads all models (RunPython, the end of migrate) renders a delayed state anew.
    state.is_delayed = True
    return {(app_label, model_name)}
