"""Who could handle a case: the members of a group by load, with what speaks for and against each. Proposes only."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from groups.models import Department, Mandate, ProfessionalGroup, RegionalMembership, Representative, Term
from groups.namesakes import labels
from office.refusals import Refused
from requests_app.access import conflicts
from requests_app.models import EnterpriseRequest
from requests_app.models.categories import Difficulty
from stations.models import Posting

# Congresses above the county's own: their representatives reach further in hard matters.
HIGHER = (Term.Level.NATIONAL, Term.Level.PROVINCIAL, Term.Level.PREFECTURE)
# 中馆驿镇 and 中馆驿 are one place in an address.
_KINDS_OF_PLACES = ("街道办事处", "街道", "镇", "乡", "管理区", "开发区")


@dataclass(frozen=True)
class Candidate:
    """`because` says why, `conflict` why not (回避); `name` tells namesakes apart."""

    representative: Representative
    load: int
    because: tuple[str, ...]
    conflict: str
    name: str = ""

    @property
    def label(self) -> str:
        return f"{self.name or self.representative.name}（在办 {self.load} 件{'，应回避' if self.conflict else ''}）"


def candidates(
    case: EnterpriseRequest, group: ProfessionalGroup, *, on: date, units: Collection[int] = ()
) -> list[Candidate]:
    """Members in office, the fittest first (docs/domain.md § 10.13): whose code was scanned, posted at the station
    for the matter or at all, from the enterprise's own place, of a higher congress where the matter is hard, then
    fewest cases in hand.

    `units`: departments that would handle it; whoever is employed there must stand aside. A fixed number of queries.
    """
    members = list(Representative.objects.in_office(on).of(group, on).by_name())
    loads = loads_of([member.pk for member in members])
    reasons = _Reasons(case, members, on)
    conflicting = conflicts.conflicts_of(members, case, on=on, units=units)
    named = labels(members, on)
    found = [
        Candidate(
            member, loads[member.pk], reasons.of(member), conflicting.get(member.pk, ""), named[member.pk]
        )
        for member in members
    ]
    return sorted(found, key=lambda one: (bool(one.conflict), -reasons.weight(one.representative), one.load))


def next_best(
    case: EnterpriseRequest, group: ProfessionalGroup | None, *, on: date, units: Collection[int] = ()
) -> Candidate | None:
    """The fittest member of the group whom nothing keeps away; None where there is none."""
    if group is None:
        return None
    return next((one for one in candidates(case, group, on=on, units=units) if not one.conflict), None)


def refuse_conflict(
    representative: Representative,
    case: EnterpriseRequest,
    *,
    group: ProfessionalGroup | None,
    on: date,
    field: str,
    departments: Iterable[Department] | None = None,
) -> None:
    """Raise `Refused("conflict")` beside `field` when the representative must stand aside; it names the conflict and
    the next best member of the group."""
    because = conflicts.conflict(representative, case, on=on, departments=departments)
    if not because:
        return
    units = conflicts.units_of(case) if departments is None else {department.pk for department in departments}
    best = next_best(case, group, on=on, units=units)
    if best is not None:
        why = "，".join((*best.because, f"在办 {best.load} 件"))
        because = f"{because}，可请{best.representative.name}代表承办（{why}）"
    raise Refused("conflict", because, field=field)


def loads_of(representatives: Collection[int]) -> Counter[int]:
    """Open cases in hand, by representative."""
    rows = EnterpriseRequest.objects.filter(
        closed_at__isnull=True, representative_id__in=representatives
    ).values_list("representative_id", flat=True)
    return Counter(key for key in rows if key is not None)


class _Reasons:
    """What speaks for each member, read once for all; an earlier reason outweighs all later ones together."""

    def __init__(self, case: EnterpriseRequest, members: list[Representative], on: date) -> None:
        keys = [member.pk for member in members]
        posted, fitting = _posted(case, keys, on)
        self._sets: list[tuple[str, set[int]]] = [
            ("企业扫的是这位代表的二维码", {case.scanned_representative_id or 0}),
            ("进站职能对口", fitting),
            ("在本站进站", posted),
            ("企业所在地的代表", _of_place(case, keys, on)),
            ("兼任上级人大代表，疑难事项", _of_higher_level(case, keys, on)),
        ]

    def of(self, member: Representative) -> tuple[str, ...]:
        words = [text for text, keys in self._sets if member.pk in keys]
        if "进站职能对口" in words:
            words.remove("在本站进站")
        return tuple(words)

    def weight(self, member: Representative) -> int:
        return sum(
            2 ** (len(self._sets) - at) for at, (_, keys) in enumerate(self._sets) if member.pk in keys
        )


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


def _of_place(case: EnterpriseRequest, keys: list[int], on: date) -> set[int]:
    """Whose regional unit the enterprise's address names."""
    address = case.enterprise.leading.address if case.enterprise is not None else ""
    if not address:
        return set()
    rows = RegionalMembership.objects.in_force(on).filter(representative_id__in=keys)
    return {
        key
        for key, unit in rows.values_list("representative_id", "group__unit__name")
        if unit and _place(unit) in address
    }


def _place(unit: str) -> str:
    for kind in _KINDS_OF_PLACES:
        if unit.endswith(kind) and len(unit) - len(kind) >= 2:
            return unit.removesuffix(kind)
    return unit


def _of_higher_level(case: EnterpriseRequest, keys: list[int], on: date) -> set[int]:
    """Where the matter is hard: who also sits in a congress above the county's."""
    difficulty = case.difficulty or (case.category.difficulty if case.category else "")
    if difficulty != Difficulty.HARD:
        return set()
    rows = Mandate.objects.active(on).filter(representative_id__in=keys, term__level__in=HIGHER)
    return set(rows.values_list("representative_id", flat=True))
