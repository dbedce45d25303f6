"""The desk's list of months: by pages, narrowed by station and state."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client

from evaluation.models import Disclosure
from office.models import User
from stations.models import Station
from tests.stories import Story

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
