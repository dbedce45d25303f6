"""All pages that somebody comes upon: links followed from a few addresses."""

import re
from collections import deque
from collections.abc import Iterable, Iterator
from html import unescape
from urllib.parse import urljoin, urlsplit

from django.test import Client

PAGES_AT_MOST = 400
LINK = re.compile(r'(?:href|action|src|hx-get|data-poll)="([^"]+)"')
# A deed, another's site, or the same page once more.
LEFT_OUT = re.compile(r"^/(static|accounts/logout|admin/jsi18n|large)")


def crawl(client: Client, starts: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Every page that links lead to from the start, each path once; address and text."""
    waiting, known = deque(starts), set(starts)
    while waiting and len(known) <= PAGES_AT_MOST * 2:
        url = waiting.popleft()
        answer = client.get(url, follow=True)
        kind = answer.headers.get("Content-Type", "")
        if answer.status_code != 200 or not kind.startswith(
            ("text/", "application/json", "application/vnd.oai")
        ):
            continue
        body = answer.content.decode()
        yield url, body
        for link in LINK.findall(body):
            path = urlsplit(urljoin(url, unescape(link))).path
            if path.startswith("/") and path not in known and not LEFT_OUT.match(path):
                known.add(path)
                waiting.append(path)
