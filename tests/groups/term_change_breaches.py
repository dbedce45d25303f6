"""A row that breaks each constraint of a change of term, by the constraint's name."""

import datetime as dt
from collections.abc import Callable
from itertools import count
from typing import Any

from groups.models import Succession, Term, TermChange
from office.calendar import LOCAL
from tests.groups.rows import SINCE, a_representative, a_user

AT = dt.datetime(2026, 11, 23, 10, tzinfo=LOCAL)
_numbers = count(1)


def a_term() -> Term:
    name = f"第{next(_numbers)}届"
    return Term.objects.create(level="township", name=name, elected_on=SINCE, takes_office_on=SINCE)


def a_change(**options: Any) -> TermChange:
    values = {"changes_on": AT.date(), "document": "公告", "prepared_at": AT} | options
    for name, make in (("old_term", a_term), ("new_term", a_term), ("prepared_by", a_user)):
        values.setdefault(name, make())
    return TermChange.objects.create(**values)


def of_one_term_twice() -> None:
    term = a_term()
    a_change(old_term=term)
    a_change(old_term=term)


def within_one_term() -> None:
    term = a_term()
    a_change(old_term=term, new_term=term)


def by_one_person() -> None:
    user = a_user()
    a_change(prepared_by=user, carried_out_by=user, carried_out_at=AT)


def carried_out_and_dropped() -> None:
    user = a_user()
    a_change(carried_out_by=user, carried_out_at=AT, dropped_by=user, dropped_at=AT)


def a_succession(**options: Any) -> Succession:
    values = {"change": None, "representative": None, "successor": None} | options
    values["change"] = values["change"] or a_change()
    for name in ("representative", "successor"):
        values[name] = values[name] or a_representative()
    return Succession.objects.create(**values)


def two_successors() -> None:
    shared = {"change": a_change(), "representative": a_representative()}
    a_succession(**shared)
    a_succession(**shared)


def of_oneself() -> None:
    person = a_representative()
    a_succession(representative=person, successor=person)


TERM_CHANGE_BREACHES: dict[str, Callable[[], object]] = {
    "term_change_is_between_two_terms": within_one_term,
    "term_change_has_its_document": lambda: a_change(document=""),
    "term_change_second_person": by_one_person,
    "term_change_carried_out_whole": lambda: a_change(carried_out_at=AT),
    "term_change_dropped_whole": lambda: a_change(dropped_at=AT),
    "term_change_ends_once": carried_out_and_dropped,
    "term_change_once_a_term": of_one_term_twice,
    "succession_once_a_person": two_successors,
    "succession_is_between_two": of_oneself,
}
