from django.db import migrations, models


def keep_the_latest_beat(apps, schema_editor):
    """Two queues that started together left two rows, which then moved to the same slot and refused each other."""
    runs = apps.get_model("office", "RecurringRun").objects.filter(name="tick").order_by("-slot")
    runs.exclude(pk__in=list(runs.values_list("pk", flat=True)[:1])).delete()


class Migration(migrations.Migration):
    dependencies = [("office", "0004_notice_choices")]

    operations = [
        migrations.RunPython(keep_the_latest_beat, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="recurringrun",
            constraint=models.UniqueConstraint(
                condition=models.Q(("name", "tick")), fields=("name",), name="recurringrun_one_beat"
            ),
        ),
    ]
