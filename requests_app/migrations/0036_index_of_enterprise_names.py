from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("requests_app", "0035_review_of_conditions")]

    operations = [
        migrations.AddIndex(
            model_name="enterpriserequest",
            index=models.Index(fields=["enterprise_name", "-id"], name="case_of_enterprise_name"),
        ),
    ]
