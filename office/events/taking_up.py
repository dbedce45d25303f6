"""What an earlier release stored is taken up once, by `migrate`: numbers for its events, digests for its rows.

From then on it is proven like everything else. A column that a later migration adds or fills is taken up likewise, so
`verify_audit` is run before an upgrade (docs/operators.md): what was changed unseen before it would be taken for true.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import migrations
from django.db.migrations import Migration
from django.db.models import Model
from django.utils import timezone

from office.actors import Actor
from office.database import installation, written
from office.database.written import Columns
from office.events.chains import with_privates
from office.events.facts import Fact
from office.events.proven import ProvenRows, of_kinds
from office.events.record import record
from office.events.sequence import number
from office.models import Event
from office.verbs import verb

TAKEN_UP = "rows_taken_up"
# The migration from which on events hold digests of rows.
BEGIN = ("office", "0008_sequence")
AT_ONCE = 200
# None: every column of the model.
ByModel = Mapping[type[Model], Columns]
FILLING = (migrations.RunPython, migrations.RunSQL)


def after_migrate(*, using: str, plan: Sequence[tuple[Migration, bool]] = (), **kwargs: Any) -> None:
    """Receiver of `post_migrate`, for one app only: by then all apps are migrated."""
    done = [migration for migration, is_backwards in plan if not is_backwards]
    if not done or not installation.is_newest(using) or not Event.objects.exists():
        return
    at = timezone.now()
    if BEGIN in {(migration.app_label, migration.name) for migration in done}:
        number_earlier()
        take_up(dict.fromkeys(written.watched), at=at)
    else:
        take_up(_changed_by(done), at=at)


def number_earlier() -> int:
    """Number the events that have no number, the oldest first; how many."""
    numbered = 0
    while events := list(Event.objects.filter(number__isnull=True).defer("payload").order_by("pk")[:2000]):
        _number(events)
        numbered += len(events)
    return numbered


def take_up(columns: ByModel, *, at: datetime) -> int:
    """Record these columns of every row as they are stored, one event for each chain; how many chains."""
    chains = 0
    for kind, tables in of_kinds().items():
        concerned = [table for table in tables if table.model in columns]
        keys = _chain_keys(concerned)
        for start in range(0, len(keys), AT_ONCE):
            _record_chains(kind, keys[start : start + AT_ONCE], concerned, columns, at)
        chains += len(keys)
    return chains


@verb
def _number(events: list[Event]) -> None:
    number(events)


@verb
def _record_chains(
    kind: str, keys: list[Any], tables: list[ProvenRows], columns: ByModel, at: datetime
) -> None:
    notes = written.current()
    if notes is None:
        raise RuntimeError("A verb notes its rows.")
    for table in tables:
        rows = table.model._base_manager.filter(**{f"{table.key}__in": keys}).values_list(*table.identity)
        found = [row if len(row) > 1 else row[0] for row in rows]
        notes.add(table.model, found, columns[table.model])
    subjects = [f"{kind}:{key}" for key in keys]
    erased = set(_erased(subjects))
    facts = [Fact(each, TAKEN_UP, {"erased": True} if each in erased else {}) for each in subjects]
    record(*facts, by=Actor.system("upgrade"), at=at)


def _erased(subjects: list[str]) -> Iterator[str]:
    """Chains whose private values were purged before their chain said so."""
    for event, privates in with_privates(Event.objects.filter(subject__in=subjects)):
        if event.content["private"].keys() - {private.name for private in privates}:
            yield event.subject


def _chain_keys(tables: list[ProvenRows]) -> list[Any]:
    keys: set[Any] = set()
    for table in tables:
        keys.update(table.model._base_manager.order_by().values_list(table.key, flat=True).distinct())
    return sorted(keys)


def _changed_by(done: list[Migration]) -> dict[type[Model], Columns]:
    """The columns that these migrations added or may have filled.

    A migration that fills models of another app names them in the hints of its operation: `fills`.
    """
    changed: dict[type[Model], Columns] = {}
    for migration in done:
        for operation in migration.operations:
            if isinstance(operation, FILLING):
                models = [*apps.get_app_config(migration.app_label).get_models(include_auto_created=True)]
                models += map(apps.get_model, operation.hints.get("fills", ()))
                changed |= {model: None for model in models if model in written.watched}
            elif isinstance(operation, migrations.AddField | migrations.AlterField | migrations.RenameField):
                _add_column(changed, migration.app_label, operation)
    return changed


def _add_column(changed: dict[type[Model], Columns], app: str, operation: Any) -> None:
    name = operation.new_name if isinstance(operation, migrations.RenameField) else operation.name
    model = next(
        (each for each in written.watched if each._meta.label_lower == f"{app}.{operation.model_name}"), None
    )
    if model is None:
        return
    column = next((each.attname for each in model._meta.concrete_fields if each.name == name), None)
    earlier = changed.get(model, frozenset())
    if column is not None and earlier is not None:
        changed[model] = earlier | {column}
