"""Gives every appeal the grade of the key that it was made with, as its event tells.

Until the keys had grades, a link or code of the requester's was `full`; where no event tells, the appeal counts as
the requester's own, as it did.
"""

import json

from django.db import migrations, models
from django.db.models import Q

GRADES = ["own", "checked", "desk", "slip", "none"]


def fill(apps, schema_editor):
    events = apps.get_model("office", "Event").objects.filter(action="appeal")
    for disposal in apps.get_model("requests_app", "Disposal").objects.filter(appealed_at__isnull=False):
        event = events.filter(subject=f"case:{disposal.case_id}", at=disposal.appealed_at).last()
        basis = json.loads(bytes(event.payload))["by"].get("basis") if event is not None else None
        disposal.appeal_grade = basis if basis in GRADES else "own"
        disposal.save(update_fields=["appeal_grade"])


class Migration(migrations.Migration):
    dependencies = [
        ("office", "0009_names_as_before"),
        ("requests_app", "0028_form_drafts"),
    ]

    operations = [
        migrations.AddField(
            model_name="disposal",
            name="appeal_grade",
            field=models.CharField(
                blank=True,
                choices=[
                    ("own", "本人提供"),
                    ("checked", "已核实"),
                    ("desk", "柜台登记"),
                    ("slip", "回执单"),
                    ("none", "未留"),
                ],
                default="",
                max_length=8,
                verbose_name="申诉人凭证来源",
            ),
            preserve_default=False,
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="disposal",
            constraint=models.CheckConstraint(
                condition=Q(appeal_grade="", appealed_at__isnull=True)
                | Q(appeal_grade__in=GRADES, appealed_at__isnull=False),
                name="disposal_appeal_has_its_grade",
            ),
        ),
    ]
