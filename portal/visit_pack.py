"""走访包: what a representative should know before a visit, on one page of a telephone, within the reader's sight.

Joins requests, promises, visits and policies of one enterprise. What the reader does not see on the desk is not here
either: sealed cases, confidential complaints, what a clerk's post alone shows (docs/domain.md § 1 and § 12).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from fieldwork.models import Pairing, Visit
from fieldwork.pairings import desk
from fieldwork.pairings.pairing import identity_of
from fieldwork.reach import Reach
from office.models import User
from policies.audience import Sector, Size
from policies.fitting import Answers, Fitting, fit
from requests_app.access.case_access import read_in_full
from requests_app.models import EnterpriseRequest, Promise
from stations.models import Enterprise
from stations.ties import Identity

SHOWN = 5
SIZES = {"large": Size.LARGE, "medium": Size.MEDIUM, "small": Size.SMALL, "micro": Size.SMALL}


@dataclass(frozen=True)
class Pack:
    """`expiring` are policies that fit and run out soon; they are not among `policies` again."""

    enterprise: Enterprise
    pairings: Sequence[Pairing]
    cases: Sequence[EnterpriseRequest]
    closed_count: int
    promises: Sequence[Promise]
    visits: Sequence[Visit]
    policies: Sequence[Fitting]
    expiring: Sequence[Fitting]


def enterprises_for(reach: Reach) -> QuerySet[Enterprise]:
    """All to staff and auditors; else those that a person of the reader's is paired with or has visited."""
    if reach.sees_all:
        return Enterprise.objects.all()
    paired = Pairing.objects.standing().filter(representative__in=reach.people)
    visited = desk.visits_for(reach)
    return Enterprise.objects.filter(
        Q(pk__in=paired.values("enterprise")) | Q(pk__in=visited.values("enterprise"))
    )


def pack_of(enterprise: Enterprise, user: User, reach: Reach, *, on: date) -> Pack:
    enterprise = enterprise.leading
    identity = identity_of(enterprise)
    cases = _cases(enterprise, identity, user, on)
    running = [case for case in cases if case.closed_at is None]
    promises = Promise.objects.awaited().filter(case__in=[case.pk for case in cases])
    fitting = _fitting(enterprise, on)
    return Pack(
        enterprise=enterprise,
        pairings=list(
            desk.pairings_for(reach)
            .open()
            .filter(enterprise__in=identity.rows)
            .select_related("representative")
        ),
        cases=running[:SHOWN],
        closed_count=len(cases) - len(running),
        promises=list(promises.select_related("case").order_by("due_on")[:SHOWN]),
        visits=list(
            desk.visits_for(reach)
            .standing()
            .filter(enterprise__in=identity.rows)
            .for_list()
            .latest_first()[:3]
        ),
        policies=[each for each in fitting if each.validity.state != "expiring"][:SHOWN],
        expiring=[each for each in fitting if each.validity.state == "expiring"][:SHOWN],
    )


def _cases(enterprise: Enterprise, identity: Identity, user: User, on: date) -> list[EnterpriseRequest]:
    """The enterprise's requests that the reader reads in full, newest first."""
    rows = (
        EnterpriseRequest.objects.visible_to(user, on)
        .filter(
            Q(enterprise__in=identity.rows) | Q(enterprise=None, enterprise_name=enterprise.name),
            requester_kind="enterprise",
        )
        .order_by("-received_on", "-pk")
    )
    found = list(rows[:50])
    readable = read_in_full(found, user, on)
    return [case for case in found if case.pk in readable]


def _fitting(enterprise: Enterprise, on: date) -> Sequence[Fitting]:
    """By size and trade as far as the enterprise's row tells them."""
    answers = Answers(size=SIZES.get(enterprise.size, ""), sector=_sector(enterprise.industry))
    return fit(answers, on=on).fits


def _sector(industry: str) -> str:
    """The trade whose label shares a word with the row's 行业; "" where none does."""
    for sector in Sector:
        words = (word.removesuffix("业") for word in str(sector.label).split("、"))
        if sector != Sector.OTHER and any(word in industry for word in words):
            return sector.value
    return ""
