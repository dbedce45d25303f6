"""Files of P1: kept over errors, refused by name, nobody else's."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from office.models import StoredFile
from requests_app.intake import form_files
from requests_app.models import Attachment, DraftFile
from stations.models import Station
from tests.requests_app.public.pages import PAGE, TEXT, filled, hidden_in, jpeg, pdf, stamp_in


def test_files_go_with_the_request(visitor: Client, open_station: Station, clock: Any) -> None:
    body = filled(visitor, clock, files=[jpeg("厂房.jpg"), pdf("合同.pdf")])
    assert visitor.post(PAGE, body).status_code == 303
    assert sorted(a.file.name for a in Attachment.objects.all()) == ["厂房.jpg", "合同.pdf"]
    assert all(a.for_enterprise for a in Attachment.objects.all())
    assert not DraftFile.objects.exists()


def test_files_of_a_refused_form_are_kept_and_need_not_be_chosen_again(
    visitor: Client, open_station: Station, clock: Any
) -> None:
    html = visitor.post(PAGE, filled(visitor, clock, phone="", files=[jpeg("厂房.jpg")])).content.decode()
    assert "已上传：厂房.jpg" in html
    token = StoredFile.objects.get().token
    body = filled(visitor, stamp=stamp_in(html), files_kept=[token])
    assert visitor.post(PAGE, body).status_code == 303
    assert Attachment.objects.get().file.token == token
    assert not DraftFile.objects.exists()


def test_a_kept_file_may_be_left_out(visitor: Client, open_station: Station, clock: Any) -> None:
    html = visitor.post(PAGE, filled(visitor, clock, phone="", files=[jpeg("厂房.jpg")])).content.decode()
    assert 'name="files_shown" value="1"' in html
    body = filled(visitor, stamp=stamp_in(html), files_shown="1")
    assert visitor.post(PAGE, body).status_code == 303
    assert not Attachment.objects.exists()
    assert not DraftFile.objects.exists()


def test_a_retry_that_names_kept_files_is_the_same_request(
    visitor: Client, open_station: Station, clock: Any
) -> None:
    html = visitor.post(PAGE, filled(visitor, clock, phone="", files=[jpeg("厂房.jpg")])).content.decode()
    body = filled(visitor, stamp=stamp_in(html), files_kept=[StoredFile.objects.get().token])
    assert visitor.post(PAGE, body)["Location"] == visitor.post(PAGE, body)["Location"]


def test_files_of_forms_that_were_never_sent_go_after_an_hour(
    visitor: Client, open_station: Station, clock: Any, now: dt.datetime, files_of_this_test: Path
) -> None:
    visitor.post(PAGE, filled(visitor, clock, phone="", files=[jpeg("厂房.jpg")]))
    form_files.purge(now + dt.timedelta(minutes=59))
    assert DraftFile.objects.exists()
    form_files.purge(now + dt.timedelta(minutes=62))
    assert not DraftFile.objects.exists()
    assert not StoredFile.objects.exists()
    assert not [path for path in files_of_this_test.rglob("*") if path.is_file()]


def test_a_file_that_is_gone_by_now_is_said_and_nothing_typed_is_lost(
    visitor: Client, open_station: Station, clock: Any, now: dt.datetime
) -> None:
    html = visitor.post(PAGE, filled(visitor, clock, phone="", files=[jpeg("厂房.jpg")])).content.decode()
    token = StoredFile.objects.get().token
    form_files.purge(now + dt.timedelta(hours=2))
    page = visitor.post(PAGE, filled(visitor, stamp=stamp_in(html), files_kept=[token]))
    assert page.status_code == 422
    assert "先前上传的 1 个文件已过保留时间" in page.content.decode()
    assert TEXT in page.content.decode()


def test_nobody_elses_file_can_be_named(visitor: Client, open_station: Station, clock: Any) -> None:
    visitor.post(PAGE, filled(visitor, clock, phone="", files=[jpeg("厂房.jpg")]))
    stolen = StoredFile.objects.get().token
    visitor.post(PAGE, filled(visitor, clock, files_kept=[stolen, "\x00", "x" * 900]))
    assert not Attachment.objects.exists()


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("大.jpg", b"\xff\xd8\xff" + bytes(20 * 1024 * 1024), "「大.jpg」超过 10 MB"),
        ("程序.jpg", b"MZ\x90\x00" + bytes(400), "「程序.jpg」不是图片或文档"),
        ("空.pdf", b" ", "「空.pdf」不是图片或文档"),
        ("半张.jpg", None, "「半张.jpg」图片已损坏或不完整"),
    ],
)
def test_a_bad_file_is_named_and_the_good_ones_are_kept(
    visitor: Client, open_station: Station, name: str, content: bytes | None, message: str
) -> None:
    broken = SimpleUploadedFile(name, content if content is not None else jpeg("x.jpg").read()[:400])
    page = visitor.post(PAGE, filled(visitor, files=[broken, jpeg("好.jpg")]))
    html = page.content.decode()
    assert page.status_code == 422
    assert message in html
    assert "已上传：好.jpg" in html
    assert TEXT in html


@pytest.mark.parametrize("name", ["长" * 1500 + ".jpg", "a" * 4000, "长" * 200])
def test_a_long_name_is_shortened_and_the_request_taken(
    visitor: Client, open_station: Station, clock: Any, name: str
) -> None:
    assert visitor.post(PAGE, filled(visitor, clock, files=[jpeg(name)])).status_code == 303
    assert 0 < len(Attachment.objects.get().file.name) <= 124


def test_a_seventh_file_is_left_out_in_words(visitor: Client, open_station: Station) -> None:
    page = visitor.post(PAGE, filled(visitor, files=[jpeg(f"{n}.jpg") for n in range(7)]))
    html = page.content.decode()
    assert page.status_code == 422
    assert "「6.jpg」没有收下：最多 6 个文件" in html
    assert html.count("已上传：") == 6


def test_a_whole_gallery_of_photographs_loses_no_text(visitor: Client, open_station: Station) -> None:
    page = visitor.post(PAGE, filled(visitor, files=[jpeg(f"{n}.jpg") for n in range(40)]))
    assert page.status_code == 422
    assert TEXT in page.content.decode()


def test_the_files_are_kept_over_the_confirming_page(
    visitor: Client, open_station: Station, clock: Any
) -> None:
    html = visitor.post(PAGE, filled(visitor, website="x", files=[jpeg("厂房.jpg")])).content.decode()
    assert visitor.post(PAGE, hidden_in(html)).status_code == 303
    assert Attachment.objects.get().file.name == "厂房.jpg"
