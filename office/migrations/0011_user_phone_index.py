"""A telephone of an account is found by its index, as a requester's is."""

from django.db import migrations, models

from office.crypto import blind_index
from office.typed import phones


def fill(apps, schema_editor):
    User = apps.get_model("office", "User")
    for user in User.objects.exclude(phone="").only("pk", "phone"):
        user.phone_index = blind_index(phones.stored(user.phone).number)
        user.save(update_fields=["phone_index"])


class Migration(migrations.Migration):
    dependencies = [("office", "0010_form_drafts")]

    operations = [
        migrations.AddField(
            model_name="user",
            name="phone_index",
            field=models.CharField(blank=True, db_index=True, default="", editable=False, max_length=64),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
