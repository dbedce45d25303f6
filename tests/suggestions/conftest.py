"""One suggestion and its people; nothing of it is written before a test asks."""

import datetime as dt

import pytest

from demo.suggestion_scenario import SuggestionScenario
from groups.models import Department
from office.calendar import LOCAL
from office.models import User
from suggestions.models import UnsuitableKind

MONDAY = dt.datetime(2026, 11, 2, 10, tzinfo=LOCAL)


@pytest.fixture
def scenario(
    holidays: None,
    department: Department,
    representative: User,
    colleague: User,
    liaison: User,
    staff: User,
    second_staff: User,
    approver: User,
    handler: User,
    head: User,
    stranger: User,
) -> SuggestionScenario:
    people = {
        "author": representative,
        "cosigner": colleague,
        "liaison": liaison,
        "staff": staff,
        "second_staff": second_staff,
        "approver": approver,
        "handler": handler,
        "head": head,
        "stranger": stranger,
    }
    return SuggestionScenario(people, department, at=MONDAY)


@pytest.fixture
def unsuitable(db: None) -> UnsuitableKind:
    return UnsuitableKind.objects.get_or_create(code="several", defaults={"name": "一件里写了几件事"})[0]
