from django.db import migrations


def copy(apps, schema_editor):
    """What was typed within the hour before the update opens after it."""
    old = apps.get_model("requests_app", "FormDraft").objects.order_by("pk")
    new = apps.get_model("office", "FormDraft")
    new.objects.bulk_create(new(key=row.key, data=row.data, saved_at=row.saved_at) for row in old.iterator())


class Migration(migrations.Migration):
    dependencies = [
        ("office", "0010_form_drafts"),
        ("requests_app", "0029_grade_of_appeals"),
    ]

    operations = [
        migrations.RunPython(copy, migrations.RunPython.noop, elidable=True),
        migrations.DeleteModel(name="FormDraft"),
    ]
