"""The desk's list of months: by pages, narrowed by station and state."""

import datetime as dt
import re
from collections.abc import Callable
from html import unescape

import pytest
from django.test import Client

from evaluation.models import Disclosure
from evaluation.monthly import draft_due
from evaluation.results import Rate
from office.models import User
from requests_app.models import EnterpriseRequest
from stations.models import Station
from tests.stories import SHANGHAI, Story

SignIn = Callable[[User], Client]
PAGE = "/desk/disclosures/"


@pytest.fixture
def months(story: Story, now: dt.datetime) -> None:
    """Thirty months of the station, the latest in November 2026."""
    station = Station.objects.get(pk=story.station.pk)
    Disclosure.objects.bulk_create(
        Disclosure(
            station=station,
            year=2024 + number // 12,
            month=number % 12 + 1,
            figures={},
            drafted_at=now,
            objections_until=now.date(),
        )
        for number in range(5, 35)
    )


def read(story: Story, sign_in: SignIn, **query: str) -> str:
    answer = sign_in(story.people["staff"]).get(PAGE, query)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.usefixtures("months")
def test_no_month_is_out_of_reach(story: Story, sign_in: SignIn) -> None:
    first, second = read(story, sign_in), read(story, sign_in, page="2")
    assert first.count('class="title"') == 24
    assert second.count('class="title"') == 6
    assert "2026年11月" in first
    assert "2024年6月" in second
    assert 'rel="next" href="?page=2"' in first


@pytest.mark.usefixtures("months")
def test_station_and_state_narrow_it_and_what_cannot_be_read_is_said(story: Story, sign_in: SignIn) -> None:
    assert "没有符合条件的公示" in read(story, sign_in, status="published")
    narrowed = read(story, sign_in, station=story.station.code, status="shown")
    assert f"?station={story.station.code}&amp;status=shown&amp;page=2" in narrowed
    odd = read(story, sign_in, station="nowhere")
    assert "没有这个服务站，这一项没有用于筛选" in odd
    assert odd.count('class="title"') == 24


def test_each_number_of_a_line_opens_as_many_cases_to_its_owner_and_the_office(
    story: Story, sign_in: SignIn
) -> None:
    """One settled, one going on, one contacted before the month that was handed to a colleague since."""
    for rated in (True, False):
        story.at = dt.datetime(2026, 11, 2, 9, 30, tzinfo=SHANGHAI)
        story.answered().work(1)
        if rated:
            story.rate()
    assert draft_due(dt.datetime(2026, 12, 1, 2, tzinfo=SHANGHAI)) == 1
    row = Disclosure.objects.get()
    line = next(each for each in row.figures["representatives"] if each["taken"])
    assert (line["contacted"], line["taken"], line["solved"]) == (2, 2, 1)
    own, office = sign_in(story.people["representative"]), sign_in(story.people["staff"])
    for client in (own, office):
        page = client.get(f"{PAGE}{row.pk}/").content.decode()
        links = re.findall(r'href="([^"]+/lines/[^"]+)"[^>]*>(?:<b>)?(\d+)', page)
        assert sorted(int(number) for _, number in links) == [1, 2, 2]
        for address, number in links:
            shown = client.get(address).content.decode()
            assert shown.count('class="title"') == int(number)
            assert "不能在这里打开" not in shown
    address = f"{PAGE}{row.pk}/lines/{line['code']}/"
    assert own.get(address, {"what": "odd"}).status_code == 404
    assert sign_in(story.people["colleague"]).get(address, {"what": "taken"}).status_code == 404
    sealed = EnterpriseRequest.objects.order_by("pk").first()
    EnterpriseRequest.objects.filter(pk=sealed.pk).update(
        sealed=True, sealed_for=story.people["second_staff"]
    )  # type: ignore[union-attr]
    page = own.get(address, {"what": "taken"}).content.decode()
    assert "另有 1 件现在不能在这里打开" in page
    assert sealed.ledger_number not in page  # type: ignore[union-attr]


def test_each_sum_rate_and_number_of_a_group_opens_as_many_cases(
    story: Story, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Settled, going on, left out, and of another group; small samples are told, so that every rate has its parts."""
    monkeypatch.setattr(Rate, "is_small", False)
    for rated in (True, False):
        story.at = dt.datetime(2026, 11, 2, 9, 30, tzinfo=SHANGHAI)
        story.answered().work(1)
        if rated:
            story.rate()
    story.submit(phone="").submit().accept()
    story.take_default("withdraw", "requester")
    assert draft_due(dt.datetime(2026, 12, 1, 2, tzinfo=SHANGHAI)) == 1
    row = Disclosure.objects.get()
    office = sign_in(story.people["staff"])
    page = office.get(f"{PAGE}{row.pk}/").content.decode()
    links = re.findall(r'href="([^"]+/cases/\?[^"]+)">(\d+)', page)
    asked = {re.sub(r".*\?what=", "", address) for address, _ in links}
    code = story.group.code
    assert asked >= {
        "received",
        "settled",
        "left_out",
        f"received&amp;group={code}",
        "satisfied&amp;part=numerator",
    }
    assert any("part=excluded" in each for each in asked)
    for address, number in links:
        shown = office.get(unescape(address)).content.decode()
        assert shown.count('class="title"') == int(number), address
        assert f"{number} 件</h1>" in shown, address
    address = f"{PAGE}{row.pk}/cases/"
    for query in ({"what": "odd"}, {"what": "response"}, {"what": "received", "group": "nobody"}, {}):
        assert office.get(address, query).status_code == 404
    own = sign_in(story.people["representative"])
    assert own.get(address, {"what": "received"}).status_code == 404
