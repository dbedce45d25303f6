"""Everything with a beginning and an end is a half-open span of local dates: [since, until).

A row ended today is no longer in force today; a row with an empty `until` is open.
"""

from datetime import date
from typing import Self, TypeVar

from django.db import models
from django.db.models import F, Q


def in_force(on: date, prefix: str = "") -> Q:
    """The condition that a span is in force on that local date; `prefix` is a lookup path ending in `__`."""
    begun = Q(**{f"{prefix}since__lte": on})
    not_ended = Q(**{f"{prefix}until__isnull": True}) | Q(**{f"{prefix}until__gt": on})
    return begun & not_ended


def ordered_span(name: str) -> models.CheckConstraint:
    """No row ends before it begins; one that ends on its first day was never in force."""
    return models.CheckConstraint(
        condition=Q(until__isnull=True) | Q(until__gte=F("since")),
        name=name,
        violation_error_message="结束日期不能早于开始日期。",
    )


def known_values(field: str, *values: str, name: str) -> models.CheckConstraint:
    """The column holds one of the declared choices."""
    return models.CheckConstraint(condition=Q(**{f"{field}__in": values}), name=name)


M = TypeVar("M", bound=models.Model)


class SpanQuerySet(models.QuerySet[M]):
    """Rows with `since` and `until`."""

    def in_force(self, on: date) -> Self:
        return self.filter(in_force(on))

    def open(self) -> Self:
        """Not ended, though perhaps not yet begun."""
        return self.filter(until__isnull=True)
