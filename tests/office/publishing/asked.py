"""Publishing by its page: the question is read, then answered."""

from typing import Any

from django.test import Client


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
