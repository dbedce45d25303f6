"""A number that means the same is the same wherever it stands, and opens the list that it counts."""

import datetime as dt
import re
from collections.abc import Iterator
from html import unescape
from urllib.parse import urljoin

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from requests_app.models import Clock, EnterpriseRequest, Promise
from requests_app.models.clocks import ClockKind
from tests.people import SignIn
from tests.requests_app import ends, stages
from tests.stories import MONDAY, SHANGHAI, Story

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
NOW = dt.datetime(2026, 11, 23, 10, tzinfo=SHANGHAI)
PLACES = ("/desk/", "/desk/supervision/", "/admin/")
# A number, its label and its link: a tile of the desk, of 督办, or a line of the admin's start page.
NUMBER = re.compile(r'<li[^>]*><a href="([^"]+)"><span>([^<]+)</span><b[^>]*>(\d+)</b>')
# Notions that stand in more than one place; each must have been met, so that a renamed label is noticed.
SHARED = {"临期", "答复超期", "超期环节", "待评价"}
# A link whose words are a number of things: in a tile, at a tab, in a cell of a table (the unit is read out).
LINK = re.compile(r'<a\b[^>]*?href="([^"]+)"[^>]*>(.*?)</a>', re.DOTALL)
OF_THINGS = re.compile(
    r'<b[^>]*>(\d+)</b>|<span class="(?:num|count)">(\d+)</span>|^(\d+)<span class="vh">[件次]'
)
# A row of any list that a number opens: its title, a card of its own, a member of a group.
ROW = re.compile(
    r'<a class="title"|<td class="title"|<article class="card" id="|<li><a href="/representatives/[^"]+"><b>'
)
# Who looks whether places agree, and who walks, with how many numbers that are links each meets at least.
AGREEING = ("staff", "second_staff", "approver", "auditor", "liaison")
WALKING = {"staff": 50, "representative": 15, "handler": 12, "visitor": 2}
# What a number opens that is no list of rows alike, and why its number cannot differ.
NO_LISTS = {
    "/desk/analysis/list/": "cases one by one, of which the analysis counts several as one; the page says so",
    "/desk/messages/": "one line for each message that the number counts, as undelivered.py reads it for both",
    "/desk/notices/": "notices of one fact are one line there",
    "/admin/": "one form that is asked for",
}


@pytest.fixture
def ledger(story: Story) -> Story:
    """Late before and after a question, late at a unit, soon, answered, sealed, merged, supervised, settled."""
    story.answered().work(1).rate()
    for stage in (stages.handling, stages.replied, stages.answered, stages.promised):
        story.at = MONDAY
        stage(story)
    story.at = MONDAY
    story.handled(difficulty="simple").work(6).take("ask", "liaison", text="请补充合同。")
    story.at = MONDAY
    story.handled(difficulty="simple").take("ask", "liaison", text="请补充合同。")
    story.at = MONDAY
    story.handled(difficulty="simple").take(
        "supervise", "approver", reason="企业多次反映，久拖未决", until_on=dt.date(2026, 12, 1)
    )
    story.at = MONDAY
    story.handled(difficulty="simple").take("seal", "staff")
    story.at = NOW
    story.at = MONDAY
    ends.promised(story)
    past = NOW.date() - dt.timedelta(days=5)
    Promise.objects.filter(case=story.case).update(due_on=past)
    Clock.objects.filter(case=story.case, kind=ClockKind.PROMISE).update(due_on=past, first_due_on=past)
    story.at = NOW
    story.submit(phone="").submit(phone="").accept()
    EnterpriseRequest.objects.filter(pk=story.case.pk).update(answer_due_on=NOW.date())
    return story


def numbers(page: str) -> list[tuple[str, str, int]]:
    """(label, address, number) of every number of the page."""
    return [
        (label.strip().removeprefix("督办："), address.replace("&amp;", "&"), int(count))
        for address, label, count in NUMBER.findall(page)
    ]


class Reader:
    """A browser that asks for each page once: nothing changes while it reads."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self._pages: dict[str, str] = {}

    def page(self, address: str) -> str:
        """The text of an HTML page; "" where there is none for this reader."""
        if address not in self._pages:
            answer = self.client.get(address)
            is_page = answer.status_code == 200 and answer["Content-Type"].startswith("text/html")
            self._pages[address] = answer.content.decode() if is_page else ""
        return self._pages[address]


def listed(reader: Reader, address: str) -> int:
    """How many rows the address lists, page by page."""
    path, _, anchor = address.partition("#")
    place, rows = path.partition("?")[0], 0
    while path:
        page = reader.page(path)
        if anchor:
            page = page.split(f'id="{anchor}"')[1]
        rows += page.count('<a class="title" href="/desk/requests/')
        following = re.search(r'rel="next" href="([^"]+)"', page)
        more = following[1].replace("&amp;", "&") if following else ""
        path = f"{place}{more}" if more.startswith("?") else more
    return rows


def test_a_number_is_the_same_everywhere_and_opens_its_list(ledger: Story, sign_in: SignIn) -> None:
    for who in dict.fromkeys((*AGREEING, *WALKING)):
        reader = Reader(sign_in(ledger.people[who]) if who != "visitor" else Client())
        if who in AGREEING:
            places_agree(reader, who)
        if who in WALKING:
            seen, wrong = walked(reader)
            assert wrong == [], who
            assert len(seen) >= WALKING[who], who


def places_agree(reader: Reader, who: str) -> None:
    met: dict[str, dict[str, int]] = {}
    for place in PLACES:
        for label, address, count in numbers(reader.page(place)):
            met.setdefault(label, {})[place] = count
            if address.startswith("/desk/requests/") or "supervision" in address:
                assert listed(reader, address) == count, f"{who} {place}: {label} {address}"
    for label, counts in met.items():
        assert len(set(counts.values())) == 1, f"{who} {label}: {counts}"
    if who != "liaison":
        assert {label for label, counts in met.items() if len(counts) > 1} >= SHARED, who


def pages_of(resolver: URLResolver | None = None, prefix: str = "/") -> Iterator[str]:
    """Every page that needs no key in its address; a file has no links."""
    for each in (resolver or get_resolver()).url_patterns:
        path = prefix + str(each.pattern).lstrip("^").rstrip("$")
        if isinstance(each, URLResolver):
            yield from pages_of(each, path)
        elif isinstance(each, URLPattern) and not re.search(r"[<(\\?]|\.\w+$", path):
            yield path


def opened(reader: Reader, address: str) -> int:
    """How many rows of any kind the address opens, page by page."""
    path, _, anchor = address.partition("#")
    rows, following = 0, path
    while following:
        page = reader.page(following)
        if anchor:
            page = page.split(f'id="{anchor}"')[1].split("</section>")[0]
        rows += len(ROW.findall(page))
        more = re.search(r'<a[^>]*rel="next"[^>]*href="([^"]+)"|href="([^"]+)"[^>]*rel="next"', page)
        following = urljoin(following, unescape(more[1] or more[2])) if more else ""
    return rows


def walked(reader: Reader) -> tuple[set[tuple[str, int]], list[str]]:
    """Every number that is a link on the pages of this reader, and those that open another number of rows."""
    seen, wrong = set[tuple[str, int]](), []
    for place in sorted(set(pages_of())):
        if place not in (*PLACES, "/promises/", "/groups/") and (
            not place.startswith("/desk/") or place.count("/") > 3
        ):
            continue
        for href, words in LINK.findall(reader.page(place)):
            found = OF_THINGS.search(" ".join(words.split()))
            address, count = (
                urljoin(place, unescape(href)),
                int(next(filter(None, found.groups()))) if found else 0,
            )
            if found is None or (address, count) in seen or address.startswith(tuple(NO_LISTS)):
                continue
            seen.add((address, count))
            if (rows := opened(reader, address)) != count:
                wrong.append(f"{place}: {re.sub('<[^>]+>', ' ', words)} opens {rows} at {address}")
    return seen, wrong
