import groups.models.derived
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from groups.pinyin import sort_key


def sort_names(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Rows of before get the pinyin by which lists show them."""
    departments = apps.get_model("groups", "Department").objects
    rows = list(departments.filter(sort_key="").only("pk", "name"))
    for row in rows:
        row.sort_key = sort_key(row.name)
    departments.bulk_update(rows, ["sort_key"], batch_size=500)


class Migration(migrations.Migration):

    dependencies = [
        ('groups', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='department',
            name='sort_key',
            field=groups.models.derived.SortKeyField(default='', editable=False, max_length=600, source='name', verbose_name='排序拼音'),
        ),
        migrations.RunPython(sort_names, migrations.RunPython.noop, elidable=True),
    ]
