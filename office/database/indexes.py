"""Indexes of models that need SQL of one vendor and must be known to Django, which restores them after a rebuild."""

from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.backends.ddl_references import Statement
from django.db.models import Index, Model
from django.db.models.expressions import OrderBy


class NullsFirstIndex(Index):
    """An index whose expressions say `nulls_first`, on SQLite too.

    SQLite puts rows without a value first by itself, and refuses an index that says so (`unsupported use of NULLS
    FIRST`); there the words are left out.
    """

    def create_sql(
        self, model: type[Model], schema_editor: BaseDatabaseSchemaEditor, using: str = "", **kwargs: Any
    ) -> Statement:
        if not schema_editor.connection.features.order_by_nulls_first:
            return super().create_sql(model, schema_editor, using, **kwargs)
        plain = Index(*map(_without_nulls_first, self.expressions), name=self.name, condition=self.condition)
        return plain.create_sql(model, schema_editor, using, **kwargs)


def _without_nulls_first(expression: Any) -> Any:
    if isinstance(expression, OrderBy) and expression.nulls_first and not expression.descending:
        return OrderBy(expression.expression)
    return expression
