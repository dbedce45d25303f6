"""What is printed is read back by a reader that shares no code with what wrote it (OpenCV)."""

import datetime as dt
from pathlib import Path

import cv2
import numpy
import pytest
import typst

from groups.models import Representative
from office.actors import Actor
from office.documents import qr_png, qr_svg
from office.models import User
from stations import qr
from stations.models import Station
from stations.posters import STEPS, poster, poster_data

pytestmark = pytest.mark.django_db

BY = Actor.system("test")


def read_back(png: bytes) -> str:
    picture = cv2.imdecode(numpy.frombuffer(png, numpy.uint8), cv2.IMREAD_GRAYSCALE)
    text, _, _ = cv2.QRCodeDetector().detectAndDecode(picture)
    return text


def page_with(folder: Path, name: str, content: bytes) -> bytes:
    """A file on a white page, as pixels."""
    (folder / name).write_bytes(content)
    page = folder / "page.typ"
    page.write_text(f'#set page(width: 80mm, height: 80mm, margin: 5mm)\n#image("{name}", width: 70mm)')
    return typst.compile(str(page), root=str(folder), format="png", ppi=300)


@pytest.fixture
def person(representative: User) -> Representative:
    return representative.representative


def test_a_png_is_read_back(station: Station) -> None:
    address = qr.address(qr.path_of(station))
    assert address.endswith("/s/gyllzx/")
    assert read_back(qr_png(address)) == address


def test_an_svg_is_read_back(station: Station, tmp_path: Path) -> None:
    address = qr.address(qr.path_of(station))
    assert read_back(page_with(tmp_path, "code.svg", qr_svg(address).encode())) == address


def test_a_station_poster_is_read_back(station: Station, today: dt.date, tmp_path: Path) -> None:
    pdf = poster(station, on=today)
    assert pdf.startswith(b"%PDF")
    assert read_back(page_with(tmp_path, "poster.pdf", pdf)) == qr.address("/s/gyllzx/")


def test_a_representatives_poster_is_read_back(
    person: Representative, today: dt.date, tmp_path: Path
) -> None:
    assert read_back(page_with(tmp_path, "poster.pdf", poster(person, on=today))) == qr.address(
        "/r/shanxiong/"
    )


def test_a_poster_of_a_replaced_code_carries_the_new_one(
    station: Station, today: dt.date, now: dt.datetime, tmp_path: Path
) -> None:
    new = qr.replace(qr.issue(station, by=BY, at=now), by=BY, at=now)
    read = read_back(page_with(tmp_path, "poster.pdf", poster(station, on=today)))
    assert read == qr.address(f"/s/{new.code}/")


def test_a_poster_says_whose_it_is_and_how_to_use_it(station: Station, today: dt.date) -> None:
    station.address, station.hours = "工业邻里中心一楼", "工作日 9:00–17:00"
    data = poster_data(station, on=today)
    assert data["title"] == "工业邻里中心代表服务站"
    assert data["lines"] == ["地址：工业邻里中心一楼", "开放：工作日 9:00–17:00"]
    assert data["steps"] == list(STEPS)
    assert len(STEPS) == 3


def test_a_representatives_poster_tells_no_telephone(person: Representative, today: dt.date) -> None:
    person.phone = "19900000001"
    person.save()
    data = poster_data(person, on=today)
    assert data["title"] == "单雄代表"
    assert data["lines"] == ["财政经济专业代表小组", "进站：工业邻里中心代表服务站"]
    assert "19900000001" not in str(data)


@pytest.mark.parametrize("name", ["𬭎㛃䶮", "古丽娜尔·艾合买提", "第" * 30])
def test_any_name_fits_one_page(station: Station, name: str, today: dt.date, tmp_path: Path) -> None:
    station.name = name
    (tmp_path / "poster.pdf").write_bytes(poster(station, on=today))
    (tmp_path / "second.typ").write_text('#image("poster.pdf", page: 2)')
    with pytest.raises(typst.TypstError, match="page 2"):
        typst.compile(str(tmp_path / "second.typ"), root=str(tmp_path), format="png")
