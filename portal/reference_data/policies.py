"""Policies, kinds of information and synonyms that come with the product; facts carry their source and confidence.

Nobody has compared them with the official texts: `high` and `medium` are published as 待复核, `low` waits for staff.
"""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from groups.models import Department
from policies.models import InformationItem, InformationKind, Policy, PolicyVersion, Synonym
from portal.reference_data.files import read

DATES = ("published_on", "effective_from", "expires_on")
OF_POLICY = ("slug", "category", "department")


def add_policies(*, at: datetime) -> int:
    """Those whose code is not there yet, each with its first version."""
    units = {unit.code: unit for unit in Department.objects.all()}
    known = set(Policy.objects.values_list("slug", flat=True))
    found = [values for values in read("policies.json") if values["slug"] not in known]
    policies = Policy.objects.bulk_create(
        Policy(
            slug=values["slug"],
            category=values["category"],
            department=units.get(values["department"]),
            created_at=at,
        )
        for values in found
    )
    PolicyVersion.objects.bulk_create(
        _first_version(policy, values, at) for policy, values in zip(policies, found, strict=True)
    )
    return len(policies)


def _first_version(policy: Policy, values: dict[str, Any], at: datetime) -> PolicyVersion:
    fields = {name: value for name, value in values.items() if name not in OF_POLICY}
    fields |= {name: date.fromisoformat(fields[name]) if fields.get(name) else None for name in DATES}
    is_low = fields["confidence"] == PolicyVersion.Confidence.LOW
    state = PolicyVersion.State.SUBMITTED if is_low else PolicyVersion.State.PUBLISHED
    return PolicyVersion(
        policy=policy,
        number=1,
        state=state,
        written_at=at,
        submitted_at=at,
        released_at=None if is_low else at,
        **fields,
    )


def add_information_kinds() -> int:
    known = set(InformationKind.objects.values_list("code", flat=True))
    return len(
        InformationKind.objects.bulk_create(
            InformationKind(**{name: values[name] for name in ("code", "name", "order", "description")})
            for values in read("information-kinds.json")
            if values["code"] not in known
        )
    )


def add_information(*, at: datetime) -> int:
    known = set(InformationItem.objects.values_list("slug", flat=True))
    return len(InformationItem.objects.bulk_create(item for item in _items(at) if item.slug not in known))


def _items(at: datetime) -> Iterator[InformationItem]:
    units = {unit.code: unit for unit in Department.objects.all()}
    kinds = {kind.code: kind for kind in InformationKind.objects.all()}
    for values in read("information-kinds.json"):
        for fields in values["items"]:
            ends = fields["valid_until"]
            yield InformationItem(
                **(fields | {"department": units.get(fields["department"])})
                | {"valid_until": date.fromisoformat(ends) if ends else None},
                kind=kinds[values["code"]],
                state=InformationItem.State.PUBLISHED,
                written_at=at,
                released_at=at,
            )


def add_synonyms(*, at: datetime) -> int:
    known = set(Synonym.objects.values_list("word", flat=True))
    return len(
        Synonym.objects.bulk_create(
            Synonym(**values, changed_at=at)
            for values in read("synonyms.json")
            if values["word"] not in known
        )
    )
