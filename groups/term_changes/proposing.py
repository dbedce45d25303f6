"""Who could take over from whom: proposed, decided by whoever prepares the change."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from groups.models import ProfessionalMembership, RegionalMembership, Representative
from groups.term_changes.parts import Leaving


def successors(leaving: Leaving, holders: Mapping[int, int]) -> dict[int, Representative]:
    """A successor for each who leaves something to be handed over: a colleague of the professional group, the one in
    the same regional group first, then who takes over least. Three queries, however many.
    """
    stays = Representative.objects.in_office(leaving.on).exclude(pk__in=leaving.people).by_name()
    people = {person.pk: person for person in stays}
    professional = dict(
        ProfessionalMembership.objects.in_force(leaving.on).values_list("representative", "group")
    )
    regional = dict(RegionalMembership.objects.in_force(leaving.on).values_list("representative", "group"))
    load: Counter[int] = Counter()
    found: dict[int, Representative] = {}
    for key, number in sorted(holders.items(), key=lambda pair: (-pair[1], pair[0])):
        group, place = professional.get(key), regional.get(key)
        fitting = [each for each in people if group is not None and professional.get(each) == group]
        if not fitting:
            continue
        best = min(fitting, key=lambda each: (load[each], regional.get(each) != place))
        load[best] += number
        found[key] = people[best]
    return found
