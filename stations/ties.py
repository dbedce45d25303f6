"""Who is tied to an enterprise and stands aside (回避): by row, by code and by name, always all three (docs/domain.md
§ 1)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from groups.models import Representative
from office.typed import credit_codes
from stations.models import Enterprise, FormerName, Interest
from stations.names import folded_name

EMPLOYED = "任职于该企业"
HOW = {
    Interest.Kind.EMPLOYER: EMPLOYED,
    Interest.Kind.SHAREHOLDER: "持有该企业股份",
    Interest.Kind.RELATIVE: "有近亲属与该企业有关",
    Interest.Kind.OTHER: "与该企业有利害关系",
}


@dataclass(frozen=True)
class Identity:
    """One enterprise, however it is written: keys of its rows, merged ones too, and its folded names."""

    rows: frozenset[int] = frozenset()
    names: frozenset[str] = frozenset()

    @classmethod
    def of(cls, enterprise_id: int | None = None, *, name: str = "", uscc: str = "") -> Identity:
        """By its row, its code and its name, whichever of them are known. At most one query."""
        folded, code = folded_name(name), credit_codes.spelled(uscc)
        known = Q(pk=None)
        if enterprise_id is not None:
            known |= Q(pk=enterprise_id)
        if folded:
            former = FormerName.objects.filter(folded_name=folded).order_by().values("enterprise")
            known |= Q(folded_name=folded) | Q(pk__in=former)
        if code:
            known |= Q(uscc=code)
        if known == Q(pk=None):
            return cls()
        found = Enterprise.objects.filter(known)
        # Mergers are one level deep, so a row's lead, and what stands for either of them, is all there is.
        leads = found.filter(same_as__isnull=False).values("same_as")
        near = Enterprise.objects.filter(
            Q(pk__in=found.values("pk"))
            | Q(pk__in=leads)
            | Q(same_as__in=found.values("pk"))
            | Q(same_as__in=leads)
        )
        rows = list(near.values_list("pk", "folded_name", "former_names__folded_name"))
        names = (folded, *(name for _, *both in rows for name in both))
        return cls(frozenset(key for key, *_ in rows), frozenset(name for name in names if name))


class Ties:
    """The open interests and the employers of some people on a local day, read with one query."""

    def __init__(self, people: Collection[Representative], *, on: date) -> None:
        self._employers = {person.pk: folded_name(person.employer_name) for person in people}
        self._interests: defaultdict[int, list[Interest]] = defaultdict(list)
        rows = Interest.objects.in_force(on).filter(representative_id__in=list(self._employers))
        for row in rows.select_related("enterprise").order_by("since", "pk"):
            self._interests[row.representative_id].append(row)

    def of(self, person: Representative, identity: Identity) -> str:
        """How the person is tied to the enterprise: 任职于该企业; empty where nothing ties them."""
        for interest in self._interests[person.pk]:
            row = interest.enterprise
            if row.pk in identity.rows or row.folded_name in identity.names:
                return HOW[Interest.Kind(interest.kind)]
        return EMPLOYED if self._employers[person.pk] in identity.names else ""


class EnterpriseIndex:
    """Identities of any number of enterprises from one query: for checks that look at all open matters."""

    def __init__(self) -> None:
        self._leads: dict[int, int] = {}
        self._members: defaultdict[int, set[tuple[int, str]]] = defaultdict(set)
        self._by_text: defaultdict[str, set[int]] = defaultdict(set)
        for key, same_as, name, uscc, former in Enterprise.objects.values_list(
            "pk", "same_as", "folded_name", "uscc", "former_names__folded_name"
        ):
            lead = self._leads[key] = same_as or key
            for text in filter(None, (name, former)):
                self._members[lead].add((key, text))
            for text in filter(None, (name, uscc, former)):
                self._by_text[text].add(lead)

    def identity(self, enterprise_id: int | None, *, name: str = "", uscc: str = "") -> Identity:
        """As `Identity.of`, without a query."""
        folded = folded_name(name)
        leads = self._by_text[folded] | self._by_text[credit_codes.spelled(uscc)]
        if enterprise_id is not None:
            leads = leads | {self._leads[enterprise_id]}
        members = {member for lead in leads for member in self._members[lead]}
        return Identity(
            frozenset(key for key, _ in members),
            frozenset(text for text in (folded, *(text for _, text in members)) if text),
        )
