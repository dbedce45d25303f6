"""后来怎样: what came of a professional group's work in a calendar year, in numbers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q
from django.urls import reverse

from evaluation.figures.reasons import LEFT_OUT
from groups.models import ProfessionalGroup
from requests_app.models import Finding
from requests_app.models.states import Outcome as CaseOutcome
from suggestions.models import ExpertOpinion, Suggestion
from suggestions.models.expert_opinions import OpinionStatus
from suggestions.models.suggestions import Outcome

ADOPTED = (OpinionStatus.ADOPTED, OpinionStatus.PARTLY)


@dataclass(frozen=True)
class Came:
    """One kind of work: how many there were, what became of them, and the page that lists them, if there is one."""

    label: str
    count: int
    words: str
    url: str


def outcomes_of(group: ProfessionalGroup, year: int) -> list[Came]:
    """Problems found, suggestions registered and opinions handed in that year; three queries. Sealed cases and those
    that were declined, referred or withdrawn are in no number."""
    since, until = date(year, 1, 1), date(year + 1, 1, 1)
    findings = (
        Finding.objects.filter(
            case__group=group, case__received_on__gte=since, case__received_on__lt=until, case__sealed=False
        )
        .exclude(case__status__in=LEFT_OUT)
        .aggregate(
            n=Count("pk"), settled=Count("pk", filter=Q(settled=True) | Q(case__outcome=CaseOutcome.SETTLED))
        )
    )
    suggested = Suggestion.objects.filter(
        group=group, registered_on__gte=since, registered_on__lt=until
    ).aggregate(
        n=Count("pk"),
        answered=Count("pk", filter=Q(answered_on__isnull=False)),
        done=Count("pk", filter=Q(outcome__in=(Outcome.SETTLED, Outcome.KEPT))),
    )
    opinions = ExpertOpinion.objects.filter(
        asked__group=group, submitted_on__gte=since, submitted_on__lt=until
    ).aggregate(n=Count("pk"), adopted=Count("pk", filter=Q(status__in=ADOPTED)))
    return [
        Came("活动中发现的问题", findings["n"], f"已解决 {findings['settled']} 件", ""),
        Came(
            "代表建议",
            suggested["n"],
            f"已答复 {suggested['answered']} 件，办成 {suggested['done']} 件",
            reverse("suggestions:desk_list"),
        ),
        Came("专业意见", opinions["n"], f"采纳 {opinions['adopted']} 件", reverse("suggestions:agenda")),
    ]
