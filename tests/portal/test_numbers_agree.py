"""A number that means the same is the same wherever it stands, and opens the list that it counts."""

import datetime as dt
import re

import pytest
from django.test import Client

from requests_app.models import EnterpriseRequest
from tests.people import SignIn
from tests.requests_app import stages
from tests.stories import MONDAY, SHANGHAI, Story

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
NOW = dt.datetime(2026, 11, 23, 10, tzinfo=SHANGHAI)
PLACES = ("/desk/", "/desk/supervision/", "/admin/")
# A number, its label and its link: a tile of the desk, of 督办, or a line of the admin's start page.
NUMBER = re.compile(r'<li[^>]*><a href="([^"]+)"><span>([^<]+)</span><b[^>]*>(\d+)</b>')
# Notions that stand in more than one place; each must have been met, so that a renamed label is noticed.
SHARED = {"临期", "答复超期", "超期环节", "待评价"}


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
    story.submit(phone="").submit(phone="").accept()
    EnterpriseRequest.objects.filter(pk=story.case.pk).update(answer_due_on=NOW.date())
    return story


def numbers(page: str) -> list[tuple[str, str, int]]:
    """(label, address, number) of every number of the page."""
    return [
        (label.strip().removeprefix("督办："), address.replace("&amp;", "&"), int(count))
        for address, label, count in NUMBER.findall(page)
    ]


def listed(client: Client, address: str) -> int:
    """How many rows the address lists, page by page."""
    path, _, anchor = address.partition("#")
    rows = 0
    while path:
        page = client.get(path).content.decode()
        if anchor:
            page = page.split(f'id="{anchor}"')[1]
        rows += page.count('<a class="title" href="/desk/requests/')
        following = re.search(r'rel="next" href="([^"]+)"', page)
        path = following[1].replace("&amp;", "&") if following else ""
    return rows


@pytest.mark.parametrize("who", ["staff", "second_staff", "approver", "auditor", "liaison"])
def test_every_place_says_the_same_number_and_opens_its_list(
    ledger: Story, sign_in: SignIn, who: str
) -> None:
    client = sign_in(ledger.people[who])
    met: dict[str, dict[str, int]] = {}
    for place in PLACES:
        answer = client.get(place)
        if answer.status_code != 200:
            continue
        for label, address, count in numbers(answer.content.decode()):
            met.setdefault(label, {})[place] = count
            if address.startswith("/desk/requests/") or "supervision" in address:
                assert listed(client, address) == count, f"{place}: {label} {address}"
    for label, counts in met.items():
        assert len(set(counts.values())) == 1, f"{label}: {counts}"
    if who != "liaison":
        assert {label for label, counts in met.items() if len(counts) > 1} >= SHARED
