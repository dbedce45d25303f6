"""Publishing by its page: the question is read, then answered."""

from typing import Any

from django.test import Client

from office.publishing.publication import Stage
from tests.office.publishing.uses import Use


def answered_yes(client: Client, address: str, typed: dict[str, str] | None = None) -> Any:
    """The answer to the second POST, which carries what the question had shown."""
    asked = client.post(address, typed or {})
    assert asked.status_code == 200, asked.content.decode()
    page = asked.content.decode()
    hidden = {
        part.split('"')[0]: part.split('value="')[1].split('"')[0]
        for part in page.split('type="hidden" name="')[1:]
    }
    return client.post(address, {name: value for name, value in hidden.items() if "csrf" not in name})


def stage(use: Use, edition: Any) -> Stage:
    """Of the edition as it is stored."""
    return use.publication.stage(type(edition).objects.get(pk=edition.pk))
