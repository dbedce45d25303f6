"""Uploads: decided by content, bounded, without metadata; kept under random names and served so that nothing runs."""

import datetime as dt
import hashlib
import os
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from office import files
from office.examination import pictures
from office.examination.reasons import WORDS, Unacceptable
from office.files import examine, file_response, open_file, pages_response, purge_orphans, store
from office.models import StoredFile, User
from office.refusals import Refused
from tests.conftest import NOW
from tests.office import uploads
from tests.office.uploads import refused

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def upload(content: bytes, name: str = "照片.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="application/x-lie")


def kept(content: bytes, name: str = "照片.jpg", by: User | None = None) -> StoredFile:
    return store(upload(content, name), by=by, at=NOW)


@pytest.mark.django_db
class TestStore:
    def test_the_bytes_are_on_disk_under_a_name_of_our_own(
        self, files_of_this_test: Path, staff: User
    ) -> None:
        stored = kept(uploads.docx(), "C:\\Users\\张三\\情况说明.docx", by=staff)
        assert (stored.content_type, stored.created_at, stored.created_by) == (DOCX, NOW, staff)
        assert stored.name == "情况说明.docx"
        on_disk = files_of_this_test / stored.path
        assert on_disk.read_bytes() == content_of(stored)
        assert "情况" not in stored.path
        assert stored.token not in stored.path
        assert on_disk.stat().st_mode & 0o777 == 0o640

    def test_the_bytes_are_synced_before_the_row(self, monkeypatch: pytest.MonkeyPatch) -> None:
        synced: list[int] = []

        def fsync(descriptor: int) -> None:
            synced.append(StoredFile.objects.count())

        monkeypatch.setattr(os, "fsync", fsync)
        kept(uploads.photo())
        assert synced == [0, 0, 0]

    def test_the_name_is_encrypted_and_fits_the_content(self) -> None:
        stored = kept(uploads.photo(), "../../etc/张三\u202e身份证\x00.exe.pdf")
        assert stored.name == "张三身份证.exe.jpg"
        with connection.cursor() as cursor:
            cursor.execute("SELECT name FROM office_storedfile")
            assert "张三" not in cursor.fetchone()[0]

    @pytest.mark.parametrize(
        ("given", "shown"),
        [
            ("", "文件.jpg"),
            ("...", "文件.jpg"),
            (".jpg", "jpg.jpg"),
            ("a\nb.png", "a b.jpg"),
            ("长" * 300, None),
        ],
    )
    def test_any_name_becomes_a_usable_one(self, given: str, shown: str | None) -> None:
        name = files._clean_name(given, "jpg")
        assert name == (shown or "长" * files.NAME_AT_MOST + ".jpg")

    def test_a_refusal_names_the_file_and_keeps_nothing(self, files_of_this_test: Path) -> None:
        with pytest.raises(Refused, match=r"^坏图\.jpg：") as refusal:
            kept(uploads.photo()[:200], "坏图.jpg")
        assert (refusal.value.code, refusal.value.field) == ("broken", "file")
        assert not StoredFile.objects.exists()
        assert not files_of_this_test.exists()

    def test_twenty_megabytes_are_refused_by_their_size(self) -> None:
        with pytest.raises(Refused, match="10 MB") as refusal:
            kept(b"\xff\xd8\xff" + bytes(20 * 1024 * 1024))
        assert refusal.value.code == "too_large"

    def test_a_size_that_lies_is_refused_by_reading(self) -> None:
        file = upload(b"%PDF-" + bytes(files.BYTES_AT_MOST))
        file.size = 10
        with pytest.raises(Refused, match="10 MB"):
            store(file, by=None, at=NOW)


def content_of(stored: StoredFile) -> bytes:
    with open_file(stored) as file:
        content = bytes(file.read())
    assert len(content) == stored.size
    assert hashlib.sha256(content).hexdigest() == stored.sha256
    return content


class TestPictures:
    def test_place_and_camera_are_gone(self) -> None:
        content, content_type = examine(uploads.photo())
        assert content_type == "image/jpeg"
        assert uploads.SECRET.encode() not in content
        assert b"Exif" not in content
        assert not Image.open(BytesIO(content)).getexif()

    @pytest.mark.parametrize("format_name", ["JPEG", "PNG", "WEBP"])
    def test_no_format_keeps_metadata(self, format_name: str) -> None:
        original = uploads.photo(format_name=format_name)
        assert uploads.SECRET.encode() in original
        assert uploads.SECRET.encode() not in examine(original)[0]

    def test_comments_and_text_chunks_are_gone(self) -> None:
        chunks = PngInfo()
        chunks.add_text("Author", uploads.SECRET)
        picture = Image.new("RGB", (9, 9))
        for original in (
            uploads.saved(picture, "PNG", pnginfo=chunks),
            uploads.saved(picture, "JPEG", comment=uploads.SECRET.encode()),
        ):
            assert uploads.SECRET.encode() in original
            assert uploads.SECRET.encode() not in examine(original)[0]

    def test_a_picture_taken_sideways_stands_upright(self) -> None:
        content, _ = examine(uploads.photo(orientation=uploads.UPSIDE_RIGHT))
        picture = Image.open(BytesIO(content)).convert("RGB")
        assert picture.size == (40, 80)
        top, bottom = picture.getpixel((20, 5)), picture.getpixel((20, 75))
        assert top[0] > 200 > 60 > top[2]  # type: ignore[index]
        assert bottom[2] > 200 > 60 > bottom[0]  # type: ignore[index]

    def test_a_telephone_photo_in_heic_becomes_a_jpeg(self) -> None:
        content, content_type = examine(uploads.heic())
        assert content_type == "image/jpeg"
        assert uploads.SECRET.encode() not in content

    def test_heic_is_refused_in_clear_words_where_it_cannot_be_read(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        original = uploads.heic()
        monkeypatch.setattr(pictures, "reads_heic", lambda: False)
        with pytest.raises(Unacceptable) as refusal:
            pictures.rewrite(original, "image/heic", pixels=1000)
        assert "兼容性最佳" in WORDS[refusal.value.reason][1]

    def test_a_screenshot_stays_sharp_and_transparent(self) -> None:
        content, content_type = examine(uploads.saved(Image.new("RGBA", (20, 20), (255, 0, 0, 0)), "PNG"))
        assert content_type == "image/png"
        assert Image.open(BytesIO(content)).mode == "RGBA"

    @pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "I;16", "RGBA"])
    def test_every_kind_of_png_is_read(self, mode: str) -> None:
        assert examine(uploads.saved(Image.new(mode, (8, 8)), "PNG"))[1] == "image/png"

    def test_a_print_shop_jpeg_is_read(self) -> None:
        assert examine(uploads.saved(Image.new("CMYK", (8, 8)), "JPEG"))[1] == "image/jpeg"

    def test_a_large_picture_is_made_smaller(self) -> None:
        content, _ = examine(uploads.saved(Image.new("RGB", (9000, 900)), "JPEG"))
        assert Image.open(BytesIO(content)).size == (4096, 410)

    @pytest.mark.parametrize("kept_bytes", [20, 100, 400, -30])
    def test_a_truncated_picture_is_refused(self, kept_bytes: int) -> None:
        assert refused(uploads.photo((800, 600))[:kept_bytes]) == "broken"

    @pytest.mark.parametrize("side", [8_000, 12_000, 50_000, 2**31 - 1])
    def test_a_bomb_is_refused_before_it_is_decoded(self, side: int, monkeypatch: pytest.MonkeyPatch) -> None:
        def decode(self: Image.Image) -> None:
            raise AssertionError("decoded")

        monkeypatch.setattr(Image.Image, "load", decode)
        with pytest.raises(Unacceptable) as refusal:
            pictures.rewrite(uploads.png_bomb(side, side), "image/png", pixels=10**9)
        assert WORDS[refusal.value.reason][0] in {"too_large", "broken"}


@pytest.mark.django_db
class TestServing:
    def test_a_document_is_always_a_download(self) -> None:
        response = file_response(kept(uploads.pdf(), "交办函.pdf"), inline=True)
        assert response["Content-Disposition"].startswith("attachment;")
        assert "%E4%BA%A4%E5%8A%9E%E5%87%BD.pdf" in response["Content-Disposition"]
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert response["Cache-Control"] == "private, no-store"
        assert response.getvalue() == uploads.pdf()
        response.close()

    def test_what_is_no_sound_pdf_has_no_pages_to_show(self) -> None:
        # Accepted as whole, yet without a page; and a picture, which is shown itself.
        for content, name in ((uploads.pdf(), "空白.pdf"), (uploads.photo(), "照片.jpg")):
            assert pages_response(kept(content, name)) is None

    def test_a_picture_may_stand_in_the_page(self) -> None:
        stored = kept(uploads.photo())
        for inline, disposition in ((True, "inline"), (False, "attachment")):
            response = file_response(stored, inline=inline)
            assert response["Content-Disposition"].startswith(disposition)
            assert response["Content-Type"] == "image/jpeg"
            response.close()


@pytest.mark.django_db
class TestPurge:
    later = NOW + files.ORPHAN_AFTER + dt.timedelta(minutes=1)

    def test_what_belongs_to_nothing_goes_after_a_week(self, files_of_this_test: Path) -> None:
        stored = kept(uploads.photo())
        assert purge_orphans(NOW + files.ORPHAN_AFTER) == 0
        assert purge_orphans(self.later) == 1
        assert not StoredFile.objects.exists()
        assert not (files_of_this_test / stored.path).exists()

    def test_bytes_without_a_row_go_too(self, files_of_this_test: Path) -> None:
        stored = kept(uploads.photo())
        on_disk = files_of_this_test / stored.path
        StoredFile.objects.all().delete()
        os.utime(on_disk, (NOW.timestamp(), NOW.timestamp()))
        assert purge_orphans(NOW) == 0
        assert purge_orphans(self.later) == 1
        assert not on_disk.exists()

    def test_every_foreign_key_to_a_file_keeps_it(self) -> None:
        owners = {rows.model._meta.label for rows in files._owners()}
        assert "requests_app.Attachment" in owners
        kept(uploads.photo())
        assert purge_orphans(NOW) == 0


@pytest.mark.parametrize(("mode", "top"), [("I;16", 65535), ("I", 65535), ("F", 1.0), ("F", 255.0)])
def test_greys_of_more_than_a_byte_stay_greys(mode: str, top: float) -> None:
    """A scanner's sixteen bits, cut off at 255, were a white page."""
    scan, written = Image.new(mode, (64, 2)), BytesIO()
    for x in range(64):
        scan.putpixel((x, 1), type(top)(x * top / 63))
    turned = Image.Exif()
    turned[0x0112] = 6
    scan.save(written, "TIFF", exif=turned)
    kept, kind, _ = pictures.rewrite(written.getvalue(), "image/tiff", pixels=1000)
    picture = Image.open(BytesIO(kept)).convert("L")
    assert (kind, picture.size) == ("image/jpeg", (2, 64))
    greys = [picture.getpixel((0, y)) for y in (0, 32, 63)]
    assert all(abs(grey - wanted) < 12 for grey, wanted in zip(greys, (0, 129, 255), strict=True)), greys
