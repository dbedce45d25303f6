"""Forms that are refused on purpose, again and again, with files: they do not fill the disk, and a request gets in."""

import datetime as dt
import shutil
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from django.test import Client

from office import throttle, upload_quota
from office.examination import process
from office.models import StoredFile
from requests_app.intake import form_files
from requests_app.models import Attachment, DraftFile
from stations.models import Station
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
        return throttle.spend("test", "a", amount, limit=100, seconds=3600, at=at)

    assert [spend(60), spend(60), spend(40), spend(1)] == [True, False, True, False]
    assert spend(100, now + dt.timedelta(hours=1))


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
