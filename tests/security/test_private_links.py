"""A link that was sent to one person: no terminal that strangers share opens it, no browser keeps what it shows."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import get_resolver

from tests.security.links import links_to
from tests.stations.receptions.rows import a_reception, booked, slots
from tests.stories import Story

pytestmark = pytest.mark.django_db
# Behind these a token leads to what everybody may read, or to the receipt of this very turn (public/devices.py).
NOT_PRIVATE = {
    "requests:receipt", "requests:receipt_qr", "requests:receipt_leave", "requests:receipt_proof",
    "requests:receipt_file", "requests:receipt_part", "requests:receipt_proof_part", "requests:receipt_file_part",
    "requests:receipt_step_part", "requests:receipt_step", "stations:reception_detail",
    "policies:information_file", "suggestions:mechanism_detail", "suggestions:file", "account_reset_password_from_key",
    ":first_password",
}  # fmt: skip


def public_links() -> Iterator[tuple[str, Callable[..., Any]]]:
    """Every address with a token that opens without an account, by its name."""

    def walk(patterns: Any, space: str) -> Iterator[tuple[str, Callable[..., Any]]]:
        for each in patterns:
            if hasattr(each, "url_patterns"):
                yield from walk(each.url_patterns, each.namespace or space)
            elif {"token", "ticket"} & set(each.pattern.converters) and not getattr(
                each.callback, "login_required", True
            ):
                yield f"{space}:{each.name}", each.callback

    return walk(get_resolver().url_patterns, "")


def test_every_private_link_is_kept_off_terminals() -> None:
    found = dict(public_links())
    shut = {name for name, view in found.items() if getattr(view, "is_private_link", False)}
    assert len(shut) >= 12
    assert set(found) - shut == NOT_PRIVATE & set(found)


@pytest.mark.parametrize("kind", ["phone", "booking"])
def test_a_private_link_does_not_open_on_a_terminal(kind: str, story: Story, on_the_day: Any) -> None:
    on_the_day(story.submit().take("correct", "clerk", field="phone", value="13811112222", reason="换号"))
    path = next(path for path in links_to("19900020011") if path.startswith("/phone/"))
    if kind == "booking":
        reception = a_reception(story.station, story.people["representative"], at=story.at)
        path = booked(slots(reception)[0], at=story.at).ticket.path
    own, terminal = Client().get(path), Client()
    terminal.get("/counter/gyllzx/")
    assert own.status_code == 200
    assert own.headers["Cache-Control"] == "private, no-store"
    assert "noindex" in own.headers["X-Robots-Tag"]
    assert terminal.get(path).status_code == 404
    assert terminal.post(path, {"answer": "agree"}).status_code in (404, 405)
