"""From now on no finding is without its activity."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("requests_app", "0032_finding_occasions")]

    operations = [
        migrations.AlterField(
            model_name="finding",
            name="occasion",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="findings",
                to="fieldwork.activity",
                verbose_name="代表活动",
            ),
        ),
    ]
