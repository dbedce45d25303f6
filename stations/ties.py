"""Who is tied to an enterprise and stands aside (回避): by row, by code and by name, always all three (docs/domain.md
§ 1)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from functools import lru_cache, reduce
from operator import or_
from typing import Any

from django.db import models
from django.db.models import Q, QuerySet

from groups.models import Representative
from office.database.statements import Select
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

FIELDS: dict[str, models.Field[Any, Any]] = {
    "pk": models.BigIntegerField(),
    "folded_name": models.CharField(),
    "uscc": models.CharField(),
}


@lru_cache
def _near(*names: str) -> Select[Enterprise]:
    """Keys, folded names and former ones of the rows that one of these columns tells, and of all that are merged with them."""

    def near(**values: object) -> QuerySet[Enterprise, Any]:
        known = reduce(or_, (Q(**{name: value}) for name, value in values.items()))
        if folded := values.get("folded_name"):
            former = FormerName.objects.filter(folded_name=folded).order_by().values("enterprise")
            known |= Q(pk__in=former)
        found = Enterprise.objects.filter(known)
        # Mergers are one level deep, so a row's lead, and what stands for either of them, is all there is.
        leads = found.filter(same_as__isnull=False).values("same_as")
        all_of_them = Enterprise.objects.filter(
            Q(pk__in=found.values("pk"))
            | Q(pk__in=leads)
            | Q(same_as__in=found.values("pk"))
            | Q(same_as__in=leads)
        )
        return all_of_them.values_list("pk", "folded_name", "former_names__folded_name")

    return Select(near, **{name: FIELDS[name] for name in names})


@dataclass(frozen=True)
class Identity:
    """One enterprise, however it is written: keys of its rows, merged ones too, and its folded names."""

    rows: frozenset[int] = frozenset()
    names: frozenset[str] = frozenset()

    @classmethod
    def of(cls, enterprise_id: int | None = None, *, name: str = "", uscc: str = "") -> Identity:
        """By its row, its code and its name, whichever of them are known. At most one query."""
        folded, code = folded_name(name), credit_codes.spelled(uscc)
        given = {"pk": enterprise_id, "folded_name": folded, "uscc": code}
        known = {name: value for name, value in given.items() if value not in (None, "")}
        if not known:
            return cls()
        rows = _near(*known).rows(**known)
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
