"""Forms that are refused on purpose, again and again, with files: they do not fill the disk, and a request gets in."""

import datetime as dt
import shutil
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from office import throttle, upload_quota
from office.examination import process
from office.models import StoredFile
from requests_app.intake import form_files
from requests_app.models import Attachment, DraftFile
from stations.models import Station
from tests.office.uploads import docx, with_part
from tests.requests_app.public.pages import PAGE, TEXT, filled, jpeg, stamp_in

pytestmark = pytest.mark.django_db


class Usage(NamedTuple):
    total: int
    used: int
    free: int


@pytest.fixture
def short_of_space(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda place: Usage(10**12, 10**12, 10**6))


def refused_form(visitor: Client, clock: Any, name: str = "厂房.jpg") -> str:
    page = visitor.post(PAGE, filled(visitor, clock, phone="", files=[jpeg(name)]))
    assert page.status_code == 422
    html: str = page.content.decode()
    assert TEXT in html
    return html


def test_an_address_has_a_quota_of_bytes_and_the_form_is_kept(
    visitor: Client, open_station: Station, clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(upload_quota, "MEGABYTE", 1)
    html = refused_form(visitor, clock)
    assert "这个网络一小时内上传的文件太多" in html
    assert not StoredFile.objects.exists()
    assert visitor.post(PAGE, filled(visitor, stamp=stamp_in(html))).status_code == 303


def test_bytes_over_the_quota_are_not_even_examined(
    visitor: Client, open_station: Station, clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def run(*given: Any) -> Any:
        raise AssertionError("examined")

    monkeypatch.setattr(upload_quota, "MEGABYTE", 1)
    monkeypatch.setattr(process, "_run", run)
    refused_form(visitor, clock)


def test_the_quota_counts_bytes_once_each_and_begins_anew_with_the_hour(now: dt.datetime) -> None:
    def spend(amount: int, at: dt.datetime = now) -> bool:
        return throttle.spend([throttle.Hit("test", "a", 100, 3600)], amount, at=at)

    assert [spend(60), spend(60), spend(40), spend(1)] == [True, False, True, False]
    assert spend(100, now + dt.timedelta(hours=1))


@pytest.mark.parametrize(
    ("addresses", "kept"),
    [
        ([f"2001:db8:1:1::{number:x}" for number in range(1, 9)], 1),
        ([f"2001:db8:1:{number:x}::1" for number in range(1, 9)], 2),
        ([f"2001:db8:1:{number:x}00::1" for number in range(1, 9)], 4),
        ([f"203.0.113.{number}" for number in range(1, 9)], 2),
    ],
    ids=["a /64", "a /56", "a /48", "a /24"],
)
def test_rotating_addresses_of_a_network_gains_little(
    addresses: list[str], kept: int, now: dt.datetime
) -> None:
    whole = 300 * upload_quota.MEGABYTE
    assert [upload_quota.spend(each, whole, at=now) for each in addresses].count(True) == kept
    # What the network refused is not counted for the address.
    assert upload_quota.spend(addresses[-1], 0, at=now)


def test_files_made_to_cost_much_use_up_the_time_of_their_network(
    visitor: Client, open_station: Station, clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Few bytes that each cost two seconds, all refused."""
    monkeypatch.setattr(upload_quota, "MILLISECONDS_AT_MOST", 0)
    costly = SimpleUploadedFile("a.docx", with_part(docx(), "word/_rels/x.rels", b"<R " + b"a" * 10**6))
    first = visitor.post(PAGE, filled(visitor, clock, files=[costly])).content.decode()
    assert "这个网络一小时内上传的文件太多" not in first
    monkeypatch.setattr(process, "_run", lambda *given: pytest.fail("examined"))
    html = refused_form(visitor, clock)
    assert "这个网络一小时内上传的文件太多" in html
    assert visitor.post(PAGE, filled(visitor, stamp=stamp_in(html))).status_code == 303


@pytest.mark.parametrize("held_back", ["twin", "doubtful"])
def test_a_complete_form_that_is_held_back_fills_no_disk_either(
    visitor: Client, open_station: Station, clock: Any, short_of_space: None, held_back: str
) -> None:
    if held_back == "twin":
        visitor.post(PAGE, filled(visitor, clock))
    trap = {} if held_back == "twin" else {"website": "http://a.example"}
    given = filled(visitor, clock if held_back == "twin" else None, files=[jpeg("厂房.jpg")], **trap)
    page = visitor.post(PAGE, given)
    assert page.status_code == 422
    assert "「厂房.jpg」没有保留" in page.content.decode()
    assert TEXT in page.content.decode()
    assert not StoredFile.objects.exists()


def test_where_space_is_short_drafts_stop_and_requests_do_not(
    visitor: Client, open_station: Station, clock: Any, short_of_space: None
) -> None:
    html = refused_form(visitor, clock)
    assert "「厂房.jpg」没有保留，请在改好其他内容后重新选择" in html
    assert not DraftFile.objects.exists()
    assert not StoredFile.objects.exists()
    body = filled(visitor, clock, stamp=stamp_in(html), files=[jpeg("厂房.jpg")])
    assert visitor.post(PAGE, body).status_code == 303
    assert Attachment.objects.get().file.name == "厂房.jpg"


def test_drafts_of_all_together_have_a_bound(
    visitor: Client, open_station: Station, clock: Any, now: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    refused_form(visitor, clock)
    monkeypatch.setattr(upload_quota, "_free_bytes", lambda: None)
    monkeypatch.setattr(upload_quota, "MEGABYTE", 0.1)
    assert not upload_quota.drafts_have_room(DraftFile.objects.all(), now.date())
    monkeypatch.setattr(upload_quota, "MEGABYTE", 1024 * 1024)
    assert upload_quota.drafts_have_room(DraftFile.objects.all(), now.date())


def test_a_file_that_is_left_out_leaves_the_disk_at_once(
    visitor: Client, open_station: Station, clock: Any, files_of_this_test: Path
) -> None:
    html = refused_form(visitor, clock)
    body = filled(visitor, clock, stamp=stamp_in(html), phone="", files_shown="1")
    assert visitor.post(PAGE, body).status_code == 422
    assert not StoredFile.objects.exists()
    assert not [path for path in files_of_this_test.rglob("*") if path.is_file()]


def test_an_hour_later_nothing_of_refused_forms_is_left(
    visitor: Client, open_station: Station, clock: Any, now: dt.datetime, files_of_this_test: Path
) -> None:
    for number in range(3):
        refused_form(visitor, clock, f"{number}.jpg")
    assert StoredFile.objects.count() == 3
    assert form_files.purge(now + dt.timedelta(minutes=75)) == 3
    assert not StoredFile.objects.exists()
    assert not [path for path in files_of_this_test.rglob("*") if path.is_file()]


def test_a_file_of_a_request_is_never_taken_away_with_a_draft(
    visitor: Client, open_station: Station, clock: Any, now: dt.datetime
) -> None:
    visitor.post(PAGE, filled(visitor, clock, files=[jpeg("厂房.jpg")]))
    sent = Attachment.objects.get().file
    DraftFile.objects.create(submission_key="x", file=sent, kept_at=now)
    assert form_files.purge(now + dt.timedelta(hours=2)) == 1
    assert StoredFile.objects.get() == sent
