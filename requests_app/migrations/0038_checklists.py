"""Questions per category that help when they are answered. Sites that have categories already get the usual ones."""

from collections.abc import Iterator
from typing import Any

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from portal.reference_data.files import read


def _with_questions(rows: list[dict[str, Any]]) -> Iterator[tuple[str, list[str]]]:
    for row in rows:
        if row.get("checklist"):
            yield row["code"], row["checklist"]
        yield from _with_questions(row.get("children", []))


def fill_in(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Nobody can have written into a column that is new."""
    categories = apps.get_model("requests_app", "Category")
    if categories.objects.exists():
        for code, questions in _with_questions(read("categories.json")):
            categories.objects.filter(code=code).update(checklist=questions)


class Migration(migrations.Migration):

    dependencies = [
        ('requests_app', '0037_presets'),
    ]

    operations = [
        migrations.AddField(
            model_name='category',
            name='checklist',
            field=models.JSONField(blank=True, default=list, verbose_name='补充要点'),
        ),
        migrations.RunPython(fill_in, migrations.RunPython.noop, elidable=True),
    ]
