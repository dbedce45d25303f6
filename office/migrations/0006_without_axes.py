"""Takes away the tables of django-axes, which held typed names and addresses; office_throttlecounter counts now.

What was applied of it is forgotten too, so that an earlier release would create the tables again.
"""

from django.db import migrations

TABLES = ("axes_accessattemptexpiration", "axes_accessattempt", "axes_accessfailurelog", "axes_accesslog")
STATEMENTS = [
    *(f"DROP TABLE IF EXISTS {table}" for table in TABLES),
    "DELETE FROM django_migrations WHERE app = 'axes'",
]


class Migration(migrations.Migration):
    dependencies = [("office", "0005_one_beat")]

    operations = [migrations.RunSQL(STATEMENTS, migrations.RunSQL.noop)]
