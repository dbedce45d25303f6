from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("requests_app", "0018_grade_keys_and_addresses"),
    ]

    operations = [
        migrations.AddConstraint(
            model_name="accesskey",
            constraint=models.CheckConstraint(
                condition=models.Q(("grade__in", ["own", "checked", "desk", "slip", "none"])),
                name="access_key_grade_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="enterpriserequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("phone_grade", "none"), ("phone_index", "")),
                    models.Q(
                        models.Q(("phone_index", ""), _negated=True),
                        ("phone_grade__in", ("own", "checked", "desk")),
                    ),
                    _connector="OR",
                ),
                name="case_phone_has_its_grade",
            ),
        ),
    ]
