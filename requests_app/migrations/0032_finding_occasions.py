"""Makes an activity of the name that each finding kept, one for a name and day, and points the finding to it.

Nobody knows more of it than the name and the day on which the case happened: it has no hours and no people, and counts
as held, not reported, so that no month that is over gains an activity.
"""

import secrets
from zoneinfo import ZoneInfo

from django.db import migrations
from django.db.models import Max

SHANGHAI = ZoneInfo("Asia/Shanghai")
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


def fill(apps, schema_editor):
    activities = apps.get_model("fieldwork", "Activity").objects
    groups = apps.get_model("fieldwork", "ActivityGroup").objects
    states = apps.get_model("fieldwork", "ActivityState").objects
    findings = apps.get_model("requests_app", "Finding").objects
    made = {}
    rows = findings.filter(occasion__isnull=True).select_related("case").order_by("pk")
    for finding in rows.iterator(chunk_size=500):
        case = finding.case
        at = case.occurred_at or case.submitted_at
        name, day = " ".join(finding.activity.split()) or "代表活动", at.astimezone(SHANGHAI).date()
        if (name, day) not in made:
            last = activities.filter(year=day.year).aggregate(last=Max("serial"))["last"]
            row = activities.create(
                token=secrets.token_urlsafe(16),
                code="".join(secrets.choice(ALPHABET) for _ in range(8)),
                year=day.year,
                serial=(last or 0) + 1,
                kind="other",
                title=name,
                held_on=day,
                status="held",
                proposed_by_id=finding.noted_by_id,
                proposed_at=case.submitted_at,
                held_at=case.submitted_at,
                is_imported=True,
            )
            states.create(activity=row, status="held", on=case.received_on)
            if case.group_id is not None:
                groups.create(activity=row, professional_group_id=case.group_id, is_host=True)
            made[name, day] = row.pk
        finding.occasion_id = made[name, day]
        finding.save(update_fields=["occasion"])


class Migration(migrations.Migration):
    dependencies = [("requests_app", "0031_finding_occasion")]

    operations = [
        migrations.RunPython(
            fill,
            migrations.RunPython.noop,
            hints={"fills": ["fieldwork.Activity", "fieldwork.ActivityState", "fieldwork.ActivityGroup"]},
        ),
    ]
