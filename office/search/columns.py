"""How lists of small tables search: the columns that Django looks into, by the one analyser."""

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, TypeVar

from django.db.models import Q, QuerySet

from office.search.analyser import holds, spoken

# A table of reference data; of more rows only what Django finds in their columns is found.
ROWS_AT_MOST = 5000
# What a column holds in whole (a code, a number) is no word.
WHOLE = ("=", "^", "@")

Rows = TypeVar("Rows", bound=QuerySet[Any])


def searched(rows: Rows, query: str, *columns: str, or_else: Q | None = None) -> Rows:
    """The rows of which each word of the query stands in one of the columns: in any width, traditional or simplified,
    with or without brackets, by pinyin and initials. Of a table beyond `ROWS_AT_MOST` what a column holds as typed. `or_else` finds more."""
    written = or_else or Q(pk__in=())
    for column in columns:
        written |= Q(**{f"{column}__icontains": query})
    found: Rows = rows.filter(written | Q(pk__in=holding(rows, columns, query, spoken)))
    return found


def holding(
    rows: QuerySet[Any], columns: Sequence[str], query: str, sounds: Callable[[str], str]
) -> list[Any]:
    """Keys of the rows of which each word of the query stands in one of the columns, as it is written or, by
    `sounds`, spoken. One query; of a larger table none are told."""
    read = [column for column in columns if not column.startswith(WHOLE)]
    if not read or not query.strip():
        return []
    found = list(rows.order_by().values_list("pk", *read)[: ROWS_AT_MOST + 1])
    if len(found) > ROWS_AT_MOST:
        return []
    texts: dict[Any, str] = {}
    for pk, *values in found:
        texts[pk] = " ".join((texts.get(pk, ""), *(str(value) for value in values if value)))
    return [pk for pk, text in texts.items() if holds(text, query, _spoken(sounds, text))]


@lru_cache(maxsize=ROWS_AT_MOST)
def _spoken(sounds: Callable[[str], str], text: str) -> str:
    return sounds(text)
