"""All pages that somebody comes upon: links followed from a few addresses."""

import re
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from html import unescape
from urllib.parse import urljoin, urlsplit

from django.test import Client

# Of one kind of address: a list of many rows leads to many pages that are alike.
ALIKE_AT_MOST = 30
PAGES_AT_MOST = 1500
LINK = re.compile(r'(?:href|action|src|hx-get|data-poll)="([^"]+)"')
# A deed, another's site, or the same page once more.
LEFT_OUT = re.compile(r"^/(static|accounts/logout|admin/jsi18n|large)")
# A number, a token, a year: what differs between pages of one kind.
OWN_PART = re.compile(r"(?<=/)(?=[^/]*\d)[^/]+|(?<=/)[\w-]{20,}")


def crawl(client: Client, starts: Iterable[str]) -> Iterator[tuple[str, str]]:
    """The pages that links lead to from the start, each path once, a few of each kind; address and text."""
    waiting, known, kinds = deque(starts), set(starts), Counter[str]()
    while waiting:
        assert sum(kinds.values()) < PAGES_AT_MOST, kinds.most_common(5)
        url = waiting.popleft()
        kind_of_page = OWN_PART.sub("*", url)
        if kinds[kind_of_page] == ALIKE_AT_MOST:
            continue
        kinds[kind_of_page] += 1
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
