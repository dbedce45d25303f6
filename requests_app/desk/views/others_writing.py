"""Who else is filling in a step of a case just now: what is kept of their typing says it, nobody is asked."""

from __future__ import annotations

from datetime import timedelta

from django.db import models
from django.utils import timezone

from office.database.statements import Select
from office.templatetags.wording import hour
from requests_app.desk.views.opening import Opened
from requests_app.models import StepDraft
from requests_app.steps.table import STEPS

# What was kept longer ago was laid aside.
LATELY = timedelta(minutes=10)
SHOWN = 3
KEPT = Select(
    lambda case, user, since: (
        StepDraft.objects.filter(case_id=case, saved_at__gte=since)
        .exclude(user_id=user)
        .order_by("-saved_at")
        .values_list("user__name", "step", "saved_at")[:SHOWN]
    ),
    case=models.BigIntegerField(),
    user=models.BigIntegerField(),
    since=models.DateTimeField(),
)


def others_writing(opened: Opened) -> list[str]:
    """Of the steps that this reader of the office may take as well: who wrote in which form, and when last."""
    access = opened.access
    if not access.reads or access.is_unit or access.is_restricted or not opened.file.has_drafts:
        return []
    rows = KEPT.rows(case=opened.case.pk, user=opened.user.pk, since=opened.at - LATELY)
    return [
        f"{name}正在填写“{STEPS[step].label}”，{hour(timezone.localtime(at))}"
        for name, step, at in rows
        if step in STEPS and opened.access.parties & STEPS[step].who
    ]
