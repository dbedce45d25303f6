"""Indexes that hold all columns which the start page and a month's figures count by, so that no row is read for them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("requests_app", "0013_words_of_decisions"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="clock",
            name="clock_running_due",
        ),
        migrations.RemoveIndex(
            model_name="clock",
            name="clock_kind_first_due",
        ),
        migrations.RemoveIndex(
            model_name="enterpriserequest",
            name="case_station_received",
        ),
        migrations.RemoveIndex(
            model_name="enterpriserequest",
            name="case_first_due",
        ),
        migrations.RemoveIndex(
            model_name="enterpriserequest",
            name="case_unended_tally",
        ),
        migrations.RemoveIndex(
            model_name="verdict",
            name="verdict_given_on",
        ),
        migrations.AddIndex(
            model_name="clock",
            index=models.Index(
                condition=models.Q(("stopped_at__isnull", True)),
                fields=["due_on", "kind", "case", "paused_on", "stopped_at"],
                name="clock_running_due",
            ),
        ),
        migrations.AddIndex(
            model_name="clock",
            index=models.Index(
                fields=[
                    "kind",
                    "first_due_on",
                    "round",
                    "stop_reason",
                    "stopped_on",
                    "due_on",
                    "case",
                    "assignment",
                ],
                name="clock_kind_first_due",
            ),
        ),
        migrations.AddIndex(
            model_name="enterpriserequest",
            index=models.Index(
                condition=models.Q(("closed_at__isnull", True)),
                fields=["status", "sealed", "sealed_for", "waiting_since", "answer_due_on", "closed_at"],
                name="case_unended_tally",
            ),
        ),
        migrations.AddIndex(
            model_name="enterpriserequest",
            index=models.Index(
                fields=[
                    "received_on",
                    "station",
                    "sealed",
                    "status",
                    "outcome",
                    "waiting_since",
                    "answer_due_on",
                ],
                name="case_received",
            ),
        ),
        migrations.AddIndex(
            model_name="enterpriserequest",
            index=models.Index(
                fields=["first_due_on", "sealed", "status", "outcome", "anonymous", "parts_count"],
                name="case_first_due",
            ),
        ),
        migrations.AddIndex(
            model_name="verdict",
            index=models.Index(
                fields=["given_on", "overridden_at", "case", "satisfaction", "given_by"],
                name="verdict_given_on",
            ),
        ),
    ]
