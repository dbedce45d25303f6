"""Constraint shapes that several models share: known values, paired who/when."""

from typing import Any

from django.db.models import CheckConstraint, F, Q, TextChoices


def known(field: str, choices: type[TextChoices], name: str, *, blank: bool = False) -> CheckConstraint:
    """Refuse any value of `field` outside `choices` (the empty string too, unless `blank`)."""
    values: list[Any] = list(choices.values)
    if blank:
        values.append("")
    return CheckConstraint(condition=Q(**{f"{field}__in": values}), name=name)


def paired(first: str, second: str, name: str) -> CheckConstraint:
    """Both columns are set or neither is: an instant and its local date, a time and a person."""
    both = Q(**{f"{first}__isnull": False, f"{second}__isnull": False})
    neither = Q(**{f"{first}__isnull": True, f"{second}__isnull": True})
    return CheckConstraint(condition=both | neither, name=name)


def another_person(decided: str, asked: str, name: str) -> CheckConstraint:
    """Not the same account in both columns; either may be empty."""
    someone_else = ~Q(**{decided: F(asked)})
    return CheckConstraint(
        condition=Q(**{f"{decided}__isnull": True}) | Q(**{f"{asked}__isnull": True}) | someone_else,
        name=name,
    )


def decided_whole(name: str) -> CheckConstraint:
    """`granted` with who and when, or none of the three."""
    whole = Q(granted__isnull=False, decided_at__isnull=False, decided_by__isnull=False)
    none = Q(granted__isnull=True, decided_at__isnull=True, decided_by__isnull=True)
    return CheckConstraint(condition=whole | none, name=name)
