"""Telling apart people of one name wherever one is chosen: by group, unit and level, else by certificate number."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from django import forms
from django.db.models import Count
from django.forms.models import ModelChoiceIterator

from groups.models import Mandate, Representative
from groups.models.representatives import RepresentativeQuerySet
from groups.pinyin import sort_key
from office.models import User


def labels(people: Iterable[Representative], on: date) -> dict[int, str]:
    """What a list of choices calls each, by key: the name, and of a name that several in office bear what differs.

    Three queries more where there are namesakes on the local date `on`, else one.
    """
    found = list(people)
    in_office = Representative.objects.in_office(on).order_by()
    shared = set(
        in_office.values_list("name").annotate(bearers=Count("pk")).filter(bearers__gt=1).values_list("name")
    )
    named = {person.pk: person.name for person in found}
    alike = [person.pk for person in found if (person.name,) in shared]
    if not alike:
        return named
    told = _told_apart(alike, on)
    return named | told


def _told_apart(keys: list[int], on: date) -> dict[int, str]:
    rows = list(Representative.objects.filter(pk__in=keys).with_groups(on))
    levels: dict[int, list[str]] = {}
    for span in Mandate.objects.active(on).filter(representative__in=keys).select_related("term"):
        levels.setdefault(span.representative_id, []).append(f"{span.term.get_level_display()}代表")
    parts = {person.pk: "，".join([*_groups(person), *sorted(levels.get(person.pk, []))]) for person in rows}
    same = Counter((person.name, parts[person.pk]) for person in rows)
    for person in rows:
        if not parts[person.pk] or same[person.name, parts[person.pk]] > 1:
            parts[person.pk] = "，".join(filter(None, (parts[person.pk], person.certificate_number)))
    return {person.pk: f"{person.name}（{parts[person.pk]}）" for person in rows}


def _groups(person: Any) -> list[str]:
    """Professional group, then the unit of the regional one."""
    professional = [membership.group.name for membership in person.current_professional]
    regional = [
        membership.group.unit.name if membership.group.unit else membership.group.name
        for membership in person.current_regional
    ]
    return [*professional, *regional]


class _ByName(forms.ModelChoiceField[Representative]):
    """Representatives by the pinyin of their names; `offer` says whom, and on which local date they are told apart."""

    _on: date | None = None

    def offer(self, rows: RepresentativeQuerySet, on: date) -> None:
        """Let these be chosen."""
        self._on, self._labels = on, dict[int, str]()
        self.queryset = rows.by_name()

    def label_from_instance(self, obj: Any) -> str:
        if self._on is None:
            return str(obj)
        if obj.pk not in self._labels:
            self._labels = labels(self.queryset or (), self._on)
        return self._labels.get(obj.pk, str(obj))


class RepresentativeField(_ByName):
    """One of those in office on the local date; give the date with `limit` where the form learns it later."""

    def __init__(self, on: date | None = None, **options: Any) -> None:
        options.setdefault("to_field_name", "code")
        super().__init__(Representative.objects.none(), **options)
        if on is not None:
            self.limit(on)

    def limit(self, on: date) -> None:
        self.offer(Representative.objects.in_office(on), on)


class RepresentativesField(_ByName, forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Several of those that `offer` names."""

    def __init__(self, **options: Any) -> None:
        super().__init__(Representative.objects.none(), **options)


class _SortedAccounts(ModelChoiceIterator):  # type: ignore[type-arg]
    def __iter__(self) -> Iterator[Any]:
        empty = [("", self.field.empty_label)] if self.field.empty_label is not None else []
        accounts = sorted(self.queryset, key=lambda user: (sort_key(user.name), user.pk))
        return iter([*empty, *(self.choice(user) for user in accounts)])


class AccountField(forms.ModelChoiceField[User]):
    """An account, by the pinyin of the name; namesakes are told apart by their user names."""

    iterator = _SortedAccounts

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj}（{obj.username}）"
