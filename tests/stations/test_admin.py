import datetime as dt
import re

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from groups.models import Term
from office import events
from office.actors import Actor
from office.models import Notice, User
from stations import qr
from stations.models import Enterprise, Interest, Posting, PostingFunction, Station
from tests.groups.rows import SINCE, in_office
from tests.groups.test_admin import inline
from tests.people import SignIn
from tests.proof import take_up_fixtures
from tests.stations.rows import an_enterprise

pytestmark = pytest.mark.django_db

MODELS = ["station", "stationclerk", "posting", "postingfunction", "qrcode", "enterprise", "interest"]


@pytest.mark.parametrize("model", MODELS)
def test_every_list_opens_searches_and_reads_as_chinese(
    model: str, admin: Client, representative: User
) -> None:
    page = admin.get(f"/admin/stations/{model}/?q=单")
    assert page.status_code == 200
    text = re.sub(r"<[^>]*>|\{[^}]*\}", " ", page.content.decode())
    assert not re.search(r"\b(Select|Search|Filter|Add|Home|None)\b", text)


@pytest.mark.parametrize("model", MODELS)
def test_an_auditor_reads_and_adds_nothing(model: str, auditor: User, sign_in: SignIn) -> None:
    client = sign_in(auditor)
    assert client.get(f"/admin/stations/{model}/").status_code == 200
    assert client.get(f"/admin/stations/{model}/add/").status_code == 403


@pytest.mark.parametrize("who", ["staff", "auditor"])
def test_every_page_of_an_object_opens(
    who: str,
    representative: User,
    clerk: User,
    now: dt.datetime,
    sign_in: SignIn,
    request: pytest.FixtureRequest,
) -> None:
    PostingFunction.objects.create(code="finance", name="金融服务")
    qr.issue(representative.representative, by=Actor.system("test"), at=now)
    Interest.objects.create(
        representative=representative.representative, enterprise=an_enterprise(), kind="employer", since=SINCE
    )
    client = sign_in(request.getfixturevalue(who))
    for model in MODELS:
        row = apps.get_model("stations", model)._default_manager.first()
        for page in ("change", "history"):
            assert client.get(f"/admin/stations/{model}/{row.pk}/{page}/").status_code == 200, model


def test_the_list_of_postings_costs_the_same_for_3_and_for_30(
    admin: Client, term: Term, station: Station
) -> None:
    function = PostingFunction.objects.create(code="finance", name="金融服务")

    def queries(count: int) -> int:
        for number in range(count):
            person = in_office(term, f"代表{number}")
            Posting.objects.create(representative=person, station=station, since=SINCE).functions.add(
                function
            )
        with CaptureQueriesContext(connection) as captured:
            assert admin.get("/admin/stations/posting/").status_code == 200
        return len(captured)

    queries(3)
    assert queries(0) == queries(27)


def test_another_default_station_takes_the_mark_in_one_step(admin: Client, station: Station) -> None:
    take_up_fixtures()
    given = {
        "code": "new",
        "name": "新站",
        "kind": "home",
        "is_default": "on",
        "opened_on": "2026-11-23",
        "board_theme": "light",
        **inline("clerks"),
    }
    wrong = {**given, "code": "NEW"}
    assert "只能用小写字母和数字" in admin.post("/admin/stations/station/add/", wrong).content.decode()
    closed = {**given, "closed_on": "2026-11-24"}
    assert "默认站不能停用" in admin.post("/admin/stations/station/add/", closed).content.decode()
    assert Station.objects.get(is_default=True) == station
    assert admin.post("/admin/stations/station/add/", given).status_code == 302
    new = Station.objects.get(is_default=True)
    assert new.code == "new"
    assert "is_default" in events.timeline(f"station:{station.pk}").last().data  # type: ignore[union-attr]
    assert events.verify().faults == []
    page = f"/admin/stations/station/{new.pk}/change/"
    without = {**given, "is_default": ""}
    assert "须有一个默认站" in admin.post(page, without).content.decode()
    assert Station.objects.get(is_default=True) == new


def test_a_stations_page_leads_to_its_code(admin: Client, station: Station) -> None:
    page = admin.get(f"/admin/stations/station/{station.pk}/change/").content.decode()
    assert "/desk/qr/station/gyllzx/" in page
    assert 'name="code"' not in page


def test_functions_change_while_a_posting_lasts_and_its_place_does_not(
    admin: Client, representative: User
) -> None:
    posting = Posting.objects.get()
    function = PostingFunction.objects.create(code="finance", name="金融服务")
    url = f"/admin/stations/posting/{posting.pk}/change/"
    assert (
        admin.post(url, {"functions": [function.pk], "since": "2020-01-01", "until": ""}).status_code == 302
    )
    posting.refresh_from_db()
    assert (posting.since, list(posting.functions.all())) == (SINCE, [function])
    history = admin.get(url.replace("change", "history")).content.decode()
    assert "职能" in history
    assert "金融服务" in history
    assert admin.post(url, {"functions": [function.pk], "until": "2026-11-23"}).status_code == 302
    posting.refresh_from_db()
    assert posting.until == dt.date(2026, 11, 23)
    told = Notice.objects.filter(recipient=representative, key__startswith=f"posting:{posting.pk}:")
    assert [row.title.partition("：")[0] for row in told.order_by("pk")] == ["进站职能有变动", "进站结束"]
    assert "2026年11月23日（周一）起不再进站" in told.latest("pk").body


def test_an_enterprise_has_a_valid_code_or_none(admin: Client) -> None:
    url = "/admin/stations/enterprise/add/"
    assert (
        "统一社会信用代码只有数字和大写字母"
        in admin.post(url, {"name": "甲", "uscc": "123"}).content.decode()
    )
    none = inline("former_names")
    assert admin.post(url, {"name": "甲", "uscc": "91421181mab3q58a80"} | none).status_code == 302
    assert admin.post(url, {"name": "乙", "uscc": ""} | none).status_code == 302
    assert admin.post(url, {"name": "丙", "uscc": ""} | none).status_code == 302
    assert list(Enterprise.objects.order_by("pk").values_list("uscc", flat=True)) == [
        "91421181MAB3Q58A80",
        None,
        None,
    ]


def test_a_merged_enterprise_leads_to_the_undoing(admin: Client) -> None:
    enterprise = an_enterprise()
    url = f"/admin/stations/enterprise/{enterprise.pk}/change/"
    assert f"/desk/enterprises/{enterprise.pk}/merge/" in admin.get(url).content.decode()
    enterprise.same_as = an_enterprise("乙")
    enterprise.save()
    assert f"/desk/enterprises/{enterprise.pk}/unmerge/" in admin.get(url).content.decode()


def test_what_is_no_key_is_told_beside_the_field(admin: Client, term: Term) -> None:
    for key in ("off", "9" * 30):
        page = admin.post(
            "/admin/stations/posting/add/", {"representative": key, "station": key, "functions": key}
        )
        assert page.status_code == 200
        assert page.content.decode().count('class="errorlist"') >= 3


def test_an_odd_filter_leads_to_the_whole_list_and_says_so(admin: Client) -> None:
    url = "/admin/stations/posting/"
    for odd in ("?since__year=soon", "?e=1&nothing=1"):
        page = admin.get(url + odd, follow=True)
        assert page.redirect_chain[-1][0] == f"{url}?e=1"
        assert "这个筛选条件看不懂" in page.content.decode()


def test_an_empty_name_of_a_field_in_the_address_changes_nothing(admin: Client, station: Station) -> None:
    assert admin.get(f"/admin/stations/station/{station.pk}/change/?_to_field=").status_code == 200
