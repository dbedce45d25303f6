"""Each finding points to the activity on which it was found; until now only its name was kept."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("fieldwork", "0002_activities"),
        ("requests_app", "0030_form_drafts_moved"),
    ]

    operations = [
        migrations.AddField(
            model_name="finding",
            name="occasion",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="findings",
                to="fieldwork.activity",
                verbose_name="代表活动",
            ),
        ),
        migrations.AlterField(
            model_name="finding",
            name="activity",
            field=models.CharField(max_length=80, verbose_name="活动名称"),
        ),
    ]
