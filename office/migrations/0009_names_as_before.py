from datetime import date

from django.db import migrations
from django.utils import timezone

# What stood on every page of a site that had entered no names of its own, as they were the defaults until now.
NAMES = {
    "county_name": "麻城市",
    "office_name": "麻城市人大常委会",
    "office_short_name": "市人大常委会",
    "working_body_name": "市人大常委会代表工作委员会",
    "government_office_name": "市政府办公室",
}
# Before any value that an office has entered since.
FROM = date(2020, 1, 1)


def keep_the_names(apps, schema_editor):
    """Only where somebody works already: a new site is no particular county's."""
    if not apps.get_model("office", "User").objects.exists():
        return
    settings = apps.get_model("office", "Setting").objects
    settings.bulk_create(
        settings.model(key=key, value=value, effective_on=FROM, by=None, created_at=timezone.now())
        for key, value in NAMES.items()
    )


class Migration(migrations.Migration):
    dependencies = [("office", "0008_sequence")]

    operations = [migrations.RunPython(keep_the_names, migrations.RunPython.noop)]
