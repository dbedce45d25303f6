"""惠企政策 on the lobby screen: what is in force, the ending first; nothing unpublished, ended or not begun."""

import datetime as dt

import pytest
from django.test import Client

from stations.models import Station
from tests.policies.rows import a_version

pytestmark = pytest.mark.django_db

TODAY = dt.date(2026, 11, 23)


def scene(visitor: Client) -> str:
    page = visitor.get("/board/gyllzx/").content.decode()
    return "".join(part.split("</section>")[0] for part in page.split('data-scene="policies"')[1:])


def test_only_what_is_in_force_is_on_it_the_ending_first(station: Station, client: Client) -> None:
    a_version(title="无还本续贷")
    a_version(title="快到期的贴息", expires_on=TODAY + dt.timedelta(days=20))
    a_version(title="去年的补贴", effective_from=dt.date(2025, 1, 1), expires_on=dt.date(2025, 12, 31))
    a_version(title="明年的补贴", effective_from=dt.date(2027, 1, 1))
    a_version("draft", title="还没写完的")
    shown = scene(client)
    assert shown.index("快到期的贴息") < shown.index("无还本续贷")
    assert "即将到期" in shown
    for hidden in ("去年的补贴", "明年的补贴", "还没写完的"):
        assert hidden not in shown


def test_at_most_two_pages_of_them(station: Station, client: Client) -> None:
    assert scene(client) == ""
    for number in range(16):
        a_version(title=f"政策 {number}")
    shown = scene(client)
    assert shown.count("<tr>") == 2 + 14
    assert 'data-page="2 / 2 页"' in shown
