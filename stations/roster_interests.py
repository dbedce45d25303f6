"""Interests (回避) that a roster proposes: whose employer is a registered enterprise (docs/domain.md § 1)."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime

from groups.models import Representative
from groups.roster import Entry, Proposal
from office.actors import Actor
from office.events import JSON, Fact, record
from stations.models import Enterprise, FormerName, Interest
from stations.names import folded_name


class EmployerInterests:
    """A representative's employer as an open Interest of kind 任职, where none is registered."""

    def find(self, entries: Sequence[Entry], *, on: date) -> list[Proposal]:
        employers = {entry.number: folded_name(_employer(entry)) for entry in entries}
        enterprises = employed_by(set(employers.values()) - {""})
        people = [entry.representative for entry in entries if entry.representative is not None]
        registered = open_interests([person.pk for person in people])
        return [
            Proposal(
                f"{entry.certificate_number}:{enterprise.pk}",
                entry.number,
                f"{entry.name}任职于{enterprise.name}，登记利害关系（该企业的诉求须回避）",
            )
            for entry in entries
            if (enterprise := enterprises.get(employers[entry.number])) is not None
            and (entry.representative is None or enterprise.pk not in registered[entry.representative.pk])
        ]

    def apply(
        self,
        keys: Collection[str],
        people: Mapping[str, Representative],
        *,
        on: date,
        by: Actor,
        at: datetime,
    ) -> None:
        for key in sorted(keys):
            certificate, _, enterprise = key.rpartition(":")
            interest, is_new = Interest.objects.get_or_create(
                representative=people[certificate],
                enterprise_id=int(enterprise),
                kind=Interest.Kind.EMPLOYER,
                until=None,
                defaults={"since": on},
            )
            if is_new:
                subject = f"representative:{interest.representative_id}"
                data: dict[str, JSON] = {"enterprise": interest.enterprise_id, "kind": interest.kind}
                record(Fact(subject, "interest_added", data), by=by, at=at)


def employed_by(names: Collection[str]) -> dict[str, Enterprise]:
    """The leading enterprises that bear these folded names, merged rows' and former names included. Two queries."""
    rows = Enterprise.objects.filter(folded_name__in=names).select_related("same_as").order_by("-pk")
    former = FormerName.objects.filter(folded_name__in=names).select_related("enterprise__same_as")
    bore = {row.folded_name: row.enterprise.leading for row in former.order_by("-pk")}
    return bore | {row.folded_name: row.leading for row in rows}


def open_interests(representatives: Collection[int]) -> defaultdict[int, set[int]]:
    """Leading enterprises with an interest that is open, by representative. One query."""
    found: defaultdict[int, set[int]] = defaultdict(set)
    rows = Interest.objects.filter(until__isnull=True, representative_id__in=representatives)
    for interest in rows.select_related("enterprise"):
        found[interest.representative_id].add(interest.enterprise.same_as_id or interest.enterprise_id)
    return found


def _employer(entry: Entry) -> str:
    known = entry.representative.employer_name if entry.representative is not None else ""
    return str(entry.fields.get("employer_name", known))
