"""On the pages of a second county nothing says the name of the first, whose data come with the product."""

import datetime as dt
import json
import re
from io import BytesIO

import pytest
from django.conf import settings
from django.test import Client

from groups.models import Representative
from office.models import User
from office.sheets import read_workbook
from portal.counties import loading, template
from portal.counties.reading import read_folder
from stations import posters
from stations.models import Station
from tests.crawling import crawl
from tests.people import SignIn
from tests.portal import packs
from tests.portal.packs import BY, YUNLING

pytestmark = pytest.mark.django_db

STARTS = ("/", "/desk/", "/admin/", "/s/fwz/", "/board/fwz/", "/counter/fwz/", "/policies/", "/api/schema/")
PEOPLE = ("guanli", "gongzuo", "shenqian", "shenji", "lianluo", "jingban", "fuze", "zhanwu", "daibiao")
MACHENG = settings.BASE_DIR / "data" / "macheng"


def words_of_macheng() -> re.Pattern[str]:
    """Names that stand in its pack and in no other's: bodies, towns, stations."""
    names = {"麻城", "邻里中心", "湖北", "黄冈", "市人大常委会", "市政府办公室"}
    for file, columns in (("groups", (1, 3)), ("stations", (1, 3)), ("units", (1,))):
        names |= {row[column] for row in packs.read(MACHENG / f"{file}.csv")[1:] for column in columns}
    return re.compile("|".join(sorted(map(re.escape, names), key=len, reverse=True)))


@pytest.fixture
def county(now: dt.datetime) -> None:
    loading.load(read_folder(YUNLING), by=BY, at=now)


def test_no_page_says_a_word_of_another_county(county: None, sign_in: SignIn) -> None:
    pattern = words_of_macheng()
    clients = {name: sign_in(User.objects.get(username=name)) for name in PEOPLE} | {"visitor": Client()}
    found, opened = {}, {}
    for who, client in clients.items():
        pages = dict(crawl(client, STARTS))
        opened[who] = len(pages)
        found |= {(who, url): hit.group() for url, body in pages.items() if (hit := pattern.search(body))}
    assert found == {}
    # The crawl would find nothing either if it went nowhere.
    assert opened["visitor"] > 15
    assert opened["gongzuo"] > 40


def test_the_pages_name_the_own_bodies(county: None) -> None:
    home = Client().get("/").content.decode()
    assert "云岭县人大常委会" in home
    assert "云岭工业园代表服务站" in Client().get("/s/fwz/").content.decode()


def test_no_paper_says_a_word_of_another_county(county: None, now: dt.datetime) -> None:
    """What the documents are made from, and the workbook that the office fills in."""
    told = [
        json.dumps(posters.poster_data(owner, on=now.date()), ensure_ascii=False, default=str)
        for owner in (*Station.objects.all(), *Representative.objects.all())
    ]
    assert not any(words_of_macheng().search(each) for each in told)
    assert "云岭县人大常委会" in told[0]
    for _, rows in read_workbook(BytesIO(template.workbook(at=now)), template.FILE_NAME):
        assert not any(words_of_macheng().search(cell) for row in rows for cell in row)


def test_a_word_of_another_county_is_found(county: None) -> None:
    """Seen to fail: a station that is called as one of Macheng's."""
    Station.objects.filter(code="fwz").update(name="工业邻里中心代表服务站")
    pages = dict(crawl(Client(), ("/s/fwz/",)))
    assert any(words_of_macheng().search(body) for body in pages.values())
