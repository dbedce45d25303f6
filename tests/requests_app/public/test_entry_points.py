"""What a code opens: the form, or a page that helps on."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from groups.models import Mandate, Representative
from office.models import User
from requests_app.models import EnterpriseRequest
from stations.models import QRCode, Station
from tests.requests_app.public.pages import filled


@pytest.mark.parametrize("code", ["nothing", "ABC", "%00", "😀", "a" * 300, "代码", "nan"])
def test_an_unknown_code_leads_to_the_stations(visitor: Client, open_station: Station, code: str) -> None:
    for kind in "sr":
        page = visitor.get(f"/{kind}/{code}/")
        assert page.status_code == 404
        assert "二维码已失效" in page.content.decode()
        assert open_station.name in page.content.decode()


def test_a_replaced_code_leads_on_and_says_so(
    visitor: Client, open_station: Station, today: dt.date, clock: Any
) -> None:
    new = QRCode.objects.create(code="new8code", kind="station", station=open_station, since=today)
    QRCode.objects.create(
        code="old",
        kind="station",
        station=open_station,
        since=today - dt.timedelta(9),
        until=today,
        replaced_by=new,
    )
    html = visitor.get("/s/old/").content.decode()
    assert "您扫的二维码已经更换" in html
    assert visitor.post("/s/old/", filled(visitor, clock)).status_code == 303


def test_a_closed_station_says_so_and_names_the_open_ones(
    visitor: Client, open_station: Station, today: dt.date
) -> None:
    Station.objects.create(
        code="shut", name="旧联络站", opened_on=today - dt.timedelta(90), closed_on=today - dt.timedelta(3)
    )
    page = visitor.get("/s/shut/")
    html = page.content.decode()
    assert page.status_code == 410
    assert "旧联络站已停用" in html
    assert open_station.name in html
    assert 'name="text"' not in html
    assert visitor.post("/s/shut/", filled(visitor)).status_code == 410
    assert not EnterpriseRequest.objects.exists()


@pytest.mark.parametrize("status", ["suspended", "ended"])
def test_a_representative_out_of_office_is_not_named_and_the_station_listens(
    visitor: Client, open_station: Station, representative: User, today: dt.date, status: str, clock: Any
) -> None:
    row = Representative.objects.get(user=representative)
    Mandate.objects.filter(representative=row).update(status=status, reason_kind="resigned")
    html = visitor.get("/r/shanxiong/").content.decode()
    assert "该代表已不在任，您可以向服务站留言" in html
    assert "单雄" not in html
    assert "辞职" not in html
    assert visitor.post("/r/shanxiong/", filled(visitor, clock)).status_code == 303
    case = EnterpriseRequest.objects.get()
    assert (case.scanned_representative, case.station) == (None, open_station)


def test_before_any_station_exists_the_page_says_so(visitor: Client) -> None:
    assert visitor.get("/new/").status_code == 404
