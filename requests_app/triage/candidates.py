"""Who could handle a case: the members of a group by load, with what speaks for and against each. Proposes only."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from groups.models import ProfessionalGroup, Representative
from requests_app.models import EnterpriseRequest
from stations.models import Interest, Posting


@dataclass(frozen=True)
class Candidate:
    """`because` says why, `conflict` why not (回避)."""

    representative: Representative
    load: int
    because: tuple[str, ...]
    conflict: str

    @property
    def label(self) -> str:
        return f"{self.representative.name}（在办 {self.load} 件{'，应回避' if self.conflict else ''}）"


def candidates(
    case: EnterpriseRequest, group: ProfessionalGroup, *, on: date, units: Collection[int] = ()
) -> list[Candidate]:
    """Members in office, the fittest first: scanned, posted at the station for the matter, fewest cases.

    `units`: departments that would handle it; whoever is employed there must stand aside. Four queries in all.
    """
    members = list(Representative.objects.in_office(on).of(group, on).by_name())
    keys = [member.pk for member in members]
    loads = loads_of(keys)
    posted, fitting = _posted(case, keys, on)
    tied = _tied(case, keys, on)
    found = []
    for member in members:
        because = []
        if member.pk == case.scanned_representative_id:
            because.append("企业扫的是这位代表的二维码")
        if member.pk in fitting:
            because.append("进站职能对口")
        elif member.pk in posted:
            because.append("在本站进站")
        found.append(
            Candidate(member, loads[member.pk], tuple(because), _conflict(member, case, units, tied))
        )
    return sorted(
        found, key=lambda one: (bool(one.conflict), -_fitness(one, case, fitting, posted), one.load)
    )


def loads_of(representatives: Collection[int]) -> Counter[int]:
    """Open cases in hand, by representative."""
    rows = EnterpriseRequest.objects.filter(
        closed_at__isnull=True, representative_id__in=representatives
    ).values_list("representative_id", flat=True)
    return Counter(key for key in rows if key is not None)


def _fitness(one: Candidate, case: EnterpriseRequest, fitting: set[int], posted: set[int]) -> int:
    key = one.representative.pk
    return 4 * (key == case.scanned_representative_id) + 2 * (key in fitting) + (key in posted)


def _posted(case: EnterpriseRequest, keys: list[int], on: date) -> tuple[set[int], set[int]]:
    """Posted at the case's station; and of those, for the function of its category."""
    wanted = case.category.posting_function_id if case.category else None
    rows = (
        Posting.objects.in_force(on)
        .filter(station_id=case.station_id, representative_id__in=keys)
        .values_list("representative_id", "functions")
    )
    pairs = list(rows)
    posted = {key for key, _ in pairs}
    return posted, {key for key, function in pairs if wanted is not None and function == wanted}


def _tied(case: EnterpriseRequest, keys: list[int], on: date) -> set[int]:
    if case.enterprise_id is None:
        return set()
    open_then = Q(until__isnull=True) | Q(until__gt=on)
    rows = Interest.objects.filter(
        open_then, enterprise_id=case.enterprise_id, representative_id__in=keys, since__lte=on
    )
    return set(rows.values_list("representative_id", flat=True))


def _conflict(member: Representative, case: EnterpriseRequest, units: Collection[int], tied: set[int]) -> str:
    """The same rules as `conflicts.conflict`, over rows that were read once for all."""
    if member.employer_department_id and member.employer_department_id in units:
        return "任职于承办单位"
    if member.pk in tied:
        return "与该企业有利益关系"
    if case.enterprise_id is None and case.enterprise_name and case.enterprise_name == member.employer_name:
        return "任职于该企业"
    return ""
