"""By which names an enterprise is searched for: today's, former ones, and those of rows that were merged into it."""

from __future__ import annotations

from collections import defaultdict

from django.db.models import Q

from office.search.analyser import holds, spoken
from stations.models import Enterprise

# Whoever has one name alone is found by what stands in the matter itself.
SEVERAL = Q(former_names__isnull=False) | Q(same_as__isnull=False) | Q(duplicates__isnull=False)


def known_as(query: str) -> list[int]:
    """Keys of the enterprises of several names, merged rows among them, one of whose names holds every word of the
    query; in any width, traditional or simplified, by pinyin and initials. One query."""
    rows = (
        Enterprise.objects.filter(SEVERAL)
        .order_by()
        .values_list("pk", "same_as", "name", "former_names__name")
    )
    keys: defaultdict[int, set[int]] = defaultdict(set)
    names: defaultdict[int, set[str]] = defaultdict(set)
    for key, same_as, *written in rows.distinct():
        keys[same_as or key].add(key)
        names[same_as or key].update(filter(None, written))
    found = (lead for lead in keys if any(holds(name, query, spoken(name)) for name in names[lead]))
    return sorted(key for lead in found for key in keys[lead])
