"""Every list asks the database as often for thirty rows as for three; a list that nobody measures fails here.

A page without parameters in its address stands in MEASURED (with who opens it), or in FIXED, where it says why it
cannot grow or which file measures it. The changelists of the admin are all measured. Lists within one thing's page
(a case's way, its units) are measured beside that page's own tests.
"""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.core.cache import cache
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, reverse

from office.models import User
from tests.growth import multiply
from tests.measured_pages import FIXED, MEASURED, Listed
from tests.prototypes import one_of_everything
from tests.sources import ROOT
from tests.stories import Story
from tests.test_access import addresses

pytestmark = [pytest.mark.django_db, pytest.mark.postgres, pytest.mark.long]

FEW, MANY = 3, 30
SKIPPED = ("mfa_", "admin:")  # the second factor's forms; the admin below


def pages() -> Iterator[str]:
    """Addresses that need no parameter."""
    for name in addresses():
        try:
            reverse(name)
        except NoReverseMatch:
            continue
        if not name.startswith(SKIPPED) or name in FIXED:
            yield name


def changelists() -> Iterator[tuple[str, Listed]]:
    for model in admin.site._registry:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist"
        if name not in FIXED:
            yield name, Listed("auditor", model._meta.label)


def test_every_page_is_measured_or_says_why_not() -> None:
    known = MEASURED.keys() | FIXED.keys()
    assert [name for name in pages() if name not in known] == []
    assert not MEASURED.keys() & FIXED.keys()
    assert known <= set(pages())
    elsewhere = {why for why in FIXED.values() if why.startswith("tests/")}
    counted = ("num_queries", "CaptureQueries")
    assert [
        file for file in elsewhere if not any(word in Path(ROOT, file).read_text() for word in counted)
    ] == []


def test_every_list_asks_as_often_for_thirty_rows_as_for_three(
    story: Story, sign_in: Callable[[User], Client], visitor: Client, clock: Any
) -> None:
    clock.move_to(one_of_everything(story))
    clients = {who: sign_in(user) for who, user in story.people.items()} | {"visitor": visitor}
    listed = MEASURED | dict(changelists())
    grow(listed, 1, FEW)
    few = {name: cost(clients[page.who], reverse(name)) for name, page in listed.items()}
    grow(listed, FEW, MANY)
    many = {name: cost(clients[page.who], reverse(name)) for name, page in listed.items()}
    slower = {name: (few[name][0], many[name][0]) for name in few if many[name][0] > few[name][0]}
    assert slower == {}
    flat = [
        name
        for name in few
        if many[name][1] <= few[name][1] and not name.endswith(("_export", ":export", "_xlsx"))
    ]
    assert flat == []


def test_a_page_that_asks_for_each_row_is_caught(story: Story) -> None:
    """Seen to fail: a list whose rows each ask for their station."""
    one_of_everything(story)
    model = apps.get_model("stations.StationClerk")
    costs = []
    for first, last in ((1, FEW), (FEW, MANY)):
        multiply(model, first, last)
        with CaptureQueriesContext(connection) as captured:
            [str(row.station) for row in model.objects.all()]
        costs.append(len(captured))
    assert costs[1] > costs[0]


def grow(listed: Mapping[str, Listed], first: int, last: int) -> None:
    """Numbers apart for each model: a copy brings copies of its relatives."""
    sorts = {(page.model, page.keep): page for page in listed.values()}
    for place, page in enumerate(sorts.values(), start=1):
        model = apps.get_model(page.model)
        multiply(model, place * 100 + first, place * 100 + last, keep=page.keep, of=page.of)


def cost(client: Client, url: str) -> tuple[int, int]:
    """Queries and bytes of the page; asked once before, so that what lasts for a while is known both times."""
    _open(client, url)
    cache.clear()
    with CaptureQueriesContext(connection) as captured:
        answer = _open(client, url)
    return len(captured), len(answer.content)


def _open(client: Client, url: str) -> HttpResponse:
    answer = client.get(url)
    assert answer.status_code == 200, f"{url}: {answer.status_code}"
    return answer
