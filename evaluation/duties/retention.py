"""What is kept of a person's duties (个人信息保护法): a copy for the person, and reasons no longer than needed.

Why somebody was exempted says something of their health.
"""

from __future__ import annotations

from datetime import date, datetime

from evaluation.models import DutyEntry, DutyObjection, Exemption, ScoreObjection
from office import events, options
from office.actors import Actor
from office.calendar import local_date
from office.models import User
from office.verbs import verb

BATCH = 500
# In place of the words: a reason that is to be explained has some.
GONE = "说明已按期删除"


def purge_exemptions(at: datetime) -> int:
    """Words and reason of exemptions that ended longer ago than the setting says; dates and duty stay. How many."""
    on = local_date(at)
    years = int(options.value("keep_contact_years", on))
    before = date(on.year - years, on.month, min(on.day, 28))
    old = Exemption.objects.filter(until__lt=before).exclude(reason=Exemption.Reason.OTHER, note=GONE)
    emptied = 0
    while keys := list(old.values_list("pk", flat=True)[:BATCH]):
        emptied += _empty(keys, at)
    return emptied


def personal_data(user: User) -> dict[str, object]:
    """For `ports.personal_data`: what the person objected to, in the file and of scores, and entered, with answers;
    exemptions."""
    objections = DutyObjection.objects.filter(representative__user=user)
    of_scores = ScoreObjection.objects.filter(evaluation__representative__user=user)
    entries = DutyEntry.objects.filter(representative__user=user)
    exemptions = Exemption.objects.filter(representative__user=user)
    if not (objections or of_scores or entries or exemptions):
        return {}
    return {
        "履职档案": {
            "异议": [
                f"{row.year} 年 {row.line_label}：{row.text} {row.answer}".strip() for row in objections
            ],
            "得分异议": [
                f"{row.evaluation.year} 年 {row.line_label}：{row.text} {row.answer}".strip()
                for row in of_scores.select_related("evaluation")
            ],
            "补记": [
                f"{row.on} {row.get_kind_display()}：{row.words} {row.basis}".strip() for row in entries
            ],
            "免除": [f"{row.since} {row.get_reason_display()} {row.note}".strip() for row in exemptions],
        }
    }


@verb
def _empty(keys: list[int], at: datetime) -> int:
    emptied = Exemption.objects.filter(pk__in=keys).update(reason=Exemption.Reason.OTHER, note=GONE)
    events.erase(*(f"exemption:{key}" for key in keys), by=Actor.system("purge"), at=at)
    return emptied
