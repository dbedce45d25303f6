"""Every address by every part: who gets through, who gets 404, and that nobody has forgotten an address.

The tables are in tests/permissions.py. A visitor is sent to sign in; whoever has no business with an address gets
the 404 of what does not exist.
"""

from collections.abc import Callable, Collection, Iterator
from typing import Any

import pytest
from django.contrib import admin
from django.db import connection
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from office.models import User
from tests.people import person
from tests.permissions import NUMBER, OTHER_BODIES, OWN_TABLES, POSTED, STEPS, TABLE
from tests.policies.rows import a_kind, a_version, an_item
from tests.stories import Story


def addresses(resolver: Any = None, namespace: str = "") -> Iterator[str]:
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from addresses(pattern, inner)
        elif isinstance(pattern, URLPattern) and pattern.name:
            yield f"{namespace}{pattern.name}"


def gets_through(status: int, location: str) -> bool:
    to_login = status == 302 and location.startswith(("/accounts/login/", "/admin/login/"))
    return status not in (401, 403, 404) and not to_login


@pytest.fixture
def everyone(
    story: Story, sign_in: Callable[[User], Client], editor: User, administrator: User
) -> dict[str, Client]:
    story.submit().accept().contact().assign().sign().reply()
    a_version(policy_options={"slug": "xudai"})
    an_item(kind=a_kind("bllc"), slug="paiwu")
    people = story.people | {"editor": editor, "administrator": administrator}
    return {name: sign_in(user) for name, user in people.items()} | {"visitor": Client()}


def test_every_address_is_in_the_table() -> None:
    known = TABLE.keys() | OTHER_BODIES.keys()
    missing = [
        name for name in addresses() if name not in known and not name.startswith(("admin:", *OWN_TABLES))
    ]
    assert missing == []
    assert set(known) <= set(addresses())


@pytest.mark.postgres
@pytest.mark.long
def test_every_part_by_every_address(story: Story, everyone: dict[str, Client]) -> None:
    wrong = []
    for name, (address, allowed) in TABLE.items():
        url = address.replace(NUMBER, story.case.ledger_number)
        for who, client in _asked(everyone, allowed).items():
            if who != "visitor" and name.startswith("account_log"):
                continue
            client.raise_request_exception = False
            answer = client.post(url) if name in POSTED else client.get(url)
            through = gets_through(answer.status_code, answer.headers.get("Location", ""))
            if through != (who in allowed) or answer.status_code == 500:
                wrong.append(f"{name} {who}: {answer.status_code}")
    assert wrong == [], "\n".join(wrong)


def _asked(everyone: dict[str, Client], allowed: Collection[str]) -> dict[str, Client]:
    """Everyone; on PostgreSQL one who may and one who may not: that what an address asks the database runs there too."""
    if connection.vendor != "postgresql":
        return everyone
    return dict({who in allowed: (who, client) for who, client in reversed(everyone.items())}.values())


def test_every_part_by_every_step_now_possible(story: Story, everyone: dict[str, Client]) -> None:
    wrong = []
    for step, allowed in STEPS.items():
        for who, client in everyone.items():
            if who == "visitor":
                continue
            status = client.get(f"/desk/requests/{story.case.ledger_number}/steps/{step}/").status_code
            if (status == 200) != (who in allowed):
                wrong.append(f"{step} {who}: {status}")
    assert wrong == [], "\n".join(wrong)


def test_a_strangers_404_is_that_of_what_does_not_exist(story: Story, everyone: dict[str, Client]) -> None:
    stranger = everyone["stranger"]
    hidden = stranger.get(f"/desk/requests/{story.case.ledger_number}/")
    absent = stranger.get("/desk/requests/2026-99999/")
    assert hidden.status_code == absent.status_code == 404
    assert hidden.content.replace(story.case.ledger_number.encode(), b"") == absent.content.replace(
        b"2026-99999", b""
    )


@pytest.mark.parametrize(
    "who", ["liaison", "representative", "handler", "head", "clerk", "stranger", "visitor"]
)
def test_the_admin_is_closed_to_all_but_the_office(everyone: dict[str, Client], who: str) -> None:
    answer = everyone[who].get("/admin/")
    assert not gets_through(answer.status_code, answer.headers.get("Location", ""))


def test_every_table_of_the_admin_opens_for_those_it_is_for_and_nobody_else(
    story: Story, everyone: dict[str, Client], sign_in: Callable[[User], Client]
) -> None:
    """Staff read the office's tables, administrators accounts and settings; nothing is deleted anywhere."""
    plain = sign_in(person("plain", "无角色"))
    broken = []
    for model in admin.site._registry:
        url = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
        for who in ("staff", "auditor", "administrator"):
            status = everyone[who].get(url).status_code
            if status not in (200, 403):
                broken.append(f"{url} {who}: {status}")
        if plain.get(url).status_code != 404:
            broken.append(f"{url} plain")
        if everyone["staff"].get(f"{url}1/delete/").status_code == 200:
            broken.append(f"{url} can be deleted from")
    assert broken == []


def test_a_sealed_case_is_its_keepers_and_the_auditors(story: Story, everyone: dict[str, Client]) -> None:
    story.take("seal", "staff")
    url = f"/desk/requests/{story.case.ledger_number}/"
    seen = {who for who, client in everyone.items() if client.get(url).status_code == 200}
    assert seen == {"staff", "auditor"}
