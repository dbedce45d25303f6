"""What somebody who attacks has in hand: the links and codes that were sent to a number, and the pages they open."""

import re
from typing import Any

from django.test import Client

from office.models import Message
from tests.requests_app.public.pages import stamp_in
from tests.stories import Story

LINK = re.compile(r"https?://[^/\s]+(/(?:receipt|phone)/\S+)")


def links_to(address: str) -> list[str]:
    """Paths of all private links that were sent there, the oldest first."""
    sent = [row for row in Message.objects.order_by("pk") if row.address == address]
    return [path for row in sent for path in LINK.findall(row.secret)]


def codes_to(address: str) -> list[str]:
    """Every 查询码 that was sent there."""
    sent = [row for row in Message.objects.order_by("pk") if row.address == address]
    return [code.replace(" ", "") for row in sent for code in re.findall(r"\d{4} \d{4} \d{4}", row.secret)]


def own_way(story: Story) -> str:
    """The private link that the requester was shown."""
    return f"/receipt/{story.receipt.token}/"


def rated(client: Client, path: str, **given: Any) -> int:
    """Opens the page of rating behind a link and sends it: the status of the answer."""
    page = client.get(f"{path}rate/")
    if page.status_code != 200:
        return page.status_code
    stamp = stamp_in(page.content.decode())
    body = {"stamp": stamp, "satisfaction": "satisfied", "agreed": "yes", "reason": ""} | given
    return client.post(f"{path}rate/", body).status_code


def corrected(client: Client, path: str, number: str) -> int:
    """Opens the page of correcting and changes the telephone: the status of the answer."""
    page = client.get(f"{path}correct/")
    if page.status_code != 200:
        return page.status_code
    body = {"stamp": stamp_in(page.content.decode()), "field": "phone", "value": number, "reason": "换号"}
    return client.post(f"{path}correct/", body).status_code
