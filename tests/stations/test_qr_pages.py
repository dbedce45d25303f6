import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from groups.models import Representative, Term
from office.models import User
from stations.models import Posting, QRCode, Station
from tests.groups.rows import SINCE, in_office
from tests.people import SignIn
from tests.stations.rows import a_station
from tests.stations.test_qr_printing import read_back

pytestmark = pytest.mark.django_db

STATION = "/desk/qr/station/gyllzx/"
PERSON = "/desk/qr/representative/shanxiong/"


@pytest.fixture
def person(representative: User) -> Representative:
    return representative.representative


@pytest.mark.parametrize("who", ["staff", "approver", "clerk"])
def test_who_prints_finds_codes_and_posters(
    who: str, person: Representative, sign_in: SignIn, request: pytest.FixtureRequest
) -> None:
    client = sign_in(request.getfixturevalue(who))
    text = client.get("/desk/qr/").content.decode()
    assert "工业邻里中心代表服务站" in text
    assert "单雄" in text
    for owner, path in ((STATION, "/s/gyllzx/"), (PERSON, "/r/shanxiong/")):
        assert path in client.get(owner).content.decode()
        assert read_back(client.get(f"{owner}qr.png").content).endswith(path)
        svg = client.get(f"{owner}qr.svg")
        assert svg["Content-Disposition"].startswith("attachment")
        assert b"<svg" in svg.content
        pdf = client.get(f"{owner}qr.pdf")
        assert (pdf["Content-Type"], pdf.content[:4]) == ("application/pdf", b"%PDF")


@pytest.mark.parametrize("who", ["liaison", "colleague", "handler", "auditor", "administrator", "editor"])
def test_others_do_not(
    who: str, person: Representative, sign_in: SignIn, request: pytest.FixtureRequest
) -> None:
    client = sign_in(request.getfixturevalue(who))
    for url in ("/desk/qr/", STATION, f"{STATION}qr.pdf", PERSON, f"{PERSON}replace/"):
        assert client.get(url).status_code == 404


def test_a_visitor_is_asked_to_sign_in(visitor: Client, station: Station) -> None:
    assert visitor.get(STATION).status_code == 302


def test_a_clerk_prints_for_the_own_station_only(
    clerk: User, person: Representative, term: Term, sign_in: SignIn
) -> None:
    other = a_station("other")
    elsewhere = in_office(term, "别站", code="elsewhere")
    Posting.objects.create(representative=elsewhere, station=other, since=SINCE)
    client = sign_in(clerk)
    assert "别站" not in client.get("/desk/qr/").content.decode()
    assert client.get("/desk/qr/station/other/").status_code == 404
    assert client.get("/desk/qr/representative/elsewhere/").status_code == 404


def test_staff_replace_a_code_with_a_reason(staff: User, station: Station, sign_in: SignIn) -> None:
    client = sign_in(staff)
    answer = client.post(f"{STATION}replace/", {"reason": " "})
    assert answer.status_code == 422
    assert "请写明更换原因" in answer.content.decode()
    assert client.post(f"{STATION}replace/", {"reason": "海报被覆盖"}).status_code == 302
    old, new = QRCode.objects.order_by("pk")
    assert (old.code, old.replaced_by) == ("gyllzx", new)
    text = client.get(STATION).content.decode()
    assert f"/s/{new.code}/" in text
    assert "海报被覆盖" not in text


def test_a_clerk_replaces_nothing(clerk: User, sign_in: SignIn) -> None:
    client = sign_in(clerk)
    assert client.post(f"{STATION}replace/", {"reason": "x"}).status_code == 404
    assert "更换</a>" not in client.get(STATION).content.decode()


def test_the_list_costs_the_same_for_3_and_for_30(
    staff: User, term: Term, station: Station, sign_in: SignIn
) -> None:
    client = sign_in(staff)

    def queries(count: int) -> int:
        for number in range(count):
            person = in_office(term, f"代表{number}")
            Posting.objects.create(representative=person, station=station, since=SINCE)
        with CaptureQueriesContext(connection) as captured:
            assert client.get("/desk/qr/").status_code == 200
        return len(captured)

    queries(3)
    assert queries(0) == queries(27)


def test_pages_follow_one_another(staff: User, term: Term, station: Station, sign_in: SignIn) -> None:
    for number in range(31):
        Posting.objects.create(representative=in_office(term, f"代表{number}"), station=station, since=SINCE)
    client = sign_in(staff)
    assert "?page=2" in client.get("/desk/qr/").content.decode()
    assert "上一页" in client.get("/desk/qr/?page=2").content.decode()
    assert client.get("/desk/qr/?page=nonsense").status_code == 200
