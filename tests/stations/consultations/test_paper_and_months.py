"""Numbered paper forms and what is entered late, the sums of a month, and what is emptied in the end."""

import datetime as dt
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook

from office import options
from office.actors import Actor
from office.models import Event, User
from office.months import Month
from office.refusals import Refused
from stations.consultations import register, retention, sheets, sums
from stations.models import Consultation, Station
from tests.policies.rows import a_kind
from tests.proof import verify
from tests.requests_app.public.pages import jpeg
from tests.stations.consultations.rows import a_consultation, said, typed
from tests.stations.receptions.rows import text
from tests.stations.rows import a_station

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
PAGE = "/desk/consultations/"


def test_a_line_of_paper_is_entered_once_and_marked_late(
    station: Station, clerk: User, sign_in: SignIn, now: dt.datetime
) -> None:
    a_kind("bllc")
    desk = sign_in(clerk)
    printed = desk.post(f"{PAGE}sheets/", {"station": "gyllzx"}, follow=True)
    assert "Z2026001-12" in text(printed)
    given = {"line": "ｚ2026001-05", "consulted_at": "2026-11-19T09:30"}
    assert desk.post(PAGE, typed(**given)).status_code == 303
    row = Consultation.objects.get()
    assert (row.sheet_line, row.is_late, row.consulted_on) == (5, True, dt.date(2026, 11, 19))
    again = desk.post(PAGE, typed(**given))
    assert again.status_code == 409
    assert f"已补录为 {row.number}" in text(again)
    # Friday's paper on Monday: within one working day.
    a_consultation(station, clerk, at=now, consulted_at=now - dt.timedelta(days=3))
    assert not Consultation.objects.latest("pk").is_late
    assert "补录" in text(desk.get(f"{PAGE}?day=2026-11-19"))


def test_a_form_is_of_its_station(station: Station, clerk: User, sign_in: SignIn, now: dt.datetime) -> None:
    sheet = sheets.print_sheet(a_station("bieren"), by=clerk, at=now)
    desk = sign_in(clerk)
    assert desk.get(f"{PAGE}sheets/{sheet.code}/").status_code == 404
    assert desk.post(f"{PAGE}sheets/", {"station": "bieren"}).status_code == 404
    assert "没有这个表号和行号" in text(desk.post(PAGE, typed(line=f"{sheet.code}-01")))


def test_the_photographed_form_stays_with_its_lines_as_long_as_they_do(
    station: Station, clerk: User, auditor: User, stranger: User, sign_in: SignIn, now: dt.datetime
) -> None:
    a_kind("bllc")
    sheet = sheets.print_sheet(station, by=clerk, at=now)
    desk, page = sign_in(clerk), f"{PAGE}sheets/{sheet.code}/pages/"
    desk.post(PAGE, typed(line=f"{sheet.code}-05", consulted_at="2026-11-19T09:30"))
    row = Consultation.objects.get()
    assert page in text(desk.get(f"{PAGE}{row.number}/"))
    assert row.number in text(desk.get(page))
    assert desk.post(page, {"file": SimpleUploadedFile("表.jpg", b"not a picture")}).status_code == 422
    for side in range(sheets.PAGES_AT_MOST):
        assert desk.post(page, {"file": jpeg(f"表{side}.jpg")}).status_code == 303
    # A second tap is no page more.
    assert desk.post(page, {"file": jpeg("表0.jpg")}).status_code == 303
    assert sheet.pages.count() == sheets.PAGES_AT_MOST
    assert desk.post(page, {"file": jpeg("表.jpg")}).status_code == 422
    way = f"{page}{sheet.pages.first().pk}/"
    shown = desk.get(way)
    assert b"".join(shown.streaming_content).startswith(b"\xff\xd8")  # type: ignore[attr-defined]
    assert sign_in(stranger).get(way).status_code == 404
    reader = sign_in(auditor)
    assert reader.get(page).status_code == 200
    assert reader.post(page, {"file": jpeg("表.jpg")}).status_code == 404
    years = int(options.value("keep_contact_years", now.date()))
    assert retention.purge_pages(now + dt.timedelta(days=365 * years - 5)) == 0
    assert retention.purge_pages(now + dt.timedelta(days=367 * years)) == sheets.PAGES_AT_MOST
    assert verify().faults == []


def test_a_month_that_is_over_stays_as_it_was_on_record(
    station: Station, clerk: User, now: dt.datetime
) -> None:
    october, by = dt.datetime(2026, 10, 12, 10, tzinfo=now.tzinfo), Actor.of(clerk)
    first = a_consultation(station, clerk, at=october, how="phone")
    a_consultation(station, clerk, at=october, requester_kind="voter")
    found = sums.of_month(Month(2026, 10), None, at=now)
    assert found.total == 2
    by_title = {table.title: dict(table.lines) for table in found.tables}
    assert by_title["按方式"] == {"到站": 1, "电话": 1}
    register.correct(first, said(how="visit"), reason="其实到站", by=by, at=now)
    a_consultation(station, clerk, at=now, consulted_at=october)
    later = sums.of_month(Month(2026, 10), None, at=now)
    assert later.tables == found.tables
    assert (later.total, later.late) == (2, 1)
    assert sums.of_month(Month(2026, 10), [a_station().pk], at=now).total == 0


def test_the_page_and_the_workbook_of_a_month(
    station: Station, clerk: User, sign_in: SignIn, now: dt.datetime
) -> None:
    a_kind("bllc", name="办理流程")
    elsewhere = a_station("bieren")
    a_consultation(elsewhere, clerk, at=now, words="别站的咨询")
    a_consultation(station, clerk, at=now, phone="19900020003", enterprise_name="湖北甲有限公司")
    desk = sign_in(clerk)
    page = text(desk.get(f"{PAGE}months/"))
    assert "共 1 人次" in page
    assert "办理流程" in page
    book = load_workbook(BytesIO(desk.get(f"{PAGE}consultations.xlsx").content))
    cells = [str(cell) for row in book["明细"].values for cell in row]
    assert "gyllzx-2026-0001" in cells
    assert "别站的咨询" not in cells
    assert not any("19900020003" in cell for cell in cells)
    assert Event.objects.filter(action="export").count() == 1


def test_after_its_years_the_person_is_gone_and_the_count_stays(
    station: Station, clerk: User, now: dt.datetime
) -> None:
    row = a_consultation(station, clerk, at=now, contact="邹厂长", phone="19900020003", enterprise_name="甲")
    assert retention.purge_consultations(now) == 0
    later = now + dt.timedelta(days=366 * 12)
    assert retention.purge_consultations(later) == 1
    row.refresh_from_db()
    assert (row.words, row.contact, row.phone, row.enterprise_name) == ("", "", "", "")
    assert sums.of_month(Month(2026, 11), None, at=later).total == 1
    assert verify().faults == []


def test_numbers_begin_anew_each_year_and_have_no_gap(
    station: Station, clerk: User, now: dt.datetime
) -> None:
    with pytest.raises(Refused):
        a_consultation(station, clerk, at=now, ending="answered")
    rows = [a_consultation(station, clerk, at=now + dt.timedelta(days=days)) for days in (0, 1, 60)]
    assert [row.number for row in rows] == ["gyllzx-2026-0001", "gyllzx-2026-0002", "gyllzx-2027-0001"]


def test_the_copy_of_ones_data_names_what_one_wrote_down(
    station: Station, clerk: User, staff: User, now: dt.datetime
) -> None:
    row = a_consultation(station, clerk, at=now)
    found: dict[str, Any] = retention.personal_data(clerk)
    assert found == {"接待咨询": {"登记": [row.number]}}
    assert retention.personal_data(staff) == {}
