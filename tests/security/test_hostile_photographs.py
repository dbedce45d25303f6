"""Photographs as telephones store them: taken where they can be decoded in time, else refused before they are."""

import re
import struct
from collections.abc import Callable
from io import BytesIO

import pillow_heif
import pytest
from PIL import Image

from office.examination import process
from office.examination.budgets import Budget
from office.files import examine
from office.refusals import Refused
from tests.office import uploads
from tests.security.test_hostile_files import flat, outcome


def enlarged() -> bytes:
    """A small HEIC whose header promises 200 million pixels."""
    pillow_heif.register_heif_opener()
    content = flat(64, 64, "HEIF")
    size = struct.pack(">4sIII", b"ispe", 0, 16_320, 12_240)
    found, count = re.subn(rb"ispe.{12}", size, content, flags=re.DOTALL)
    assert count
    return found


TOO_LARGE: dict[str, Callable[[], bytes]] = {
    "progressive scans": lambda: flat(16_320, 12_240, "JPEG", progressive=True),
    "HEIC": enlarged,
    "WebP": lambda: flat(7200, 7200, "WEBP", lossless=True),
}


def test_a_photograph_of_200_million_pixels_is_shrunk() -> None:
    content, content_type = examine(flat(16_320, 12_240, "JPEG"))
    assert content_type == "image/jpeg"
    assert 4000 < max(Image.open(BytesIO(content)).size) <= 4096


def test_a_photograph_of_48_million_pixels_is_taken_as_a_telephone_stores_it() -> None:
    """And others beside it, one after another, out of one budget."""
    pillow_heif.register_heif_opener()
    picture, budget = flat(8064, 6048, "HEIF", enc_params={"preset": "ultrafast"}), Budget()
    assert [outcome(picture, budget) for _ in range(2)] == ["image/jpeg"] * 2
    assert budget.pixels == Budget().pixels - 2 * 8064 * 6048
    assert 0 < Budget().seconds - budget.seconds < 2 * process.SECONDS_AT_MOST


def test_a_photograph_is_upright_however_it_was_shrunk() -> None:
    """Twice the side exactly, where whole pixels are put together."""
    turned = Image.Exif()
    turned[0x0112] = 6
    content, _ = examine(flat(8000, 4000, "TIFF", exif=turned, compression="tiff_lzw"))
    assert Image.open(BytesIO(content)).size == (2000, 4000)


def test_a_heic_that_takes_long_to_decode_is_refused_before_it_is() -> None:
    """Of 48 million pixels a flat one is taken, a detailed one took 1.8 of the two seconds; padded as much as one."""
    pillow_heif.register_heif_opener()
    heavy = flat(8064, 6048, "HEIF", enc_params={"preset": "ultrafast"})
    heavy += struct.pack(">I4s", 4_000_008, b"free") + bytes(4_000_000)
    budget = Budget()
    with pytest.raises(Refused, match="另存为 JPEG"):
        examine(heavy, budget=budget)
    assert Budget().seconds - budget.seconds < 0.5


@pytest.mark.parametrize("made", TOO_LARGE.values(), ids=TOO_LARGE)
def test_what_is_decoded_whole_has_fewer_pixels(made: Callable[[], bytes]) -> None:
    """Its header alone is read: nothing is taken out of the budget but the start of the process."""
    budget = Budget()
    with pytest.raises(Refused, match="像素过大"):
        examine(made(), budget=budget)
    assert budget.pixels == Budget().pixels
    assert Budget().seconds - budget.seconds < 0.5


@pytest.mark.parametrize(
    ("format_name", "mode", "kept_as"),
    [
        ("GIF", "P", "image/png"),
        ("BMP", "RGB", "image/jpeg"),
        ("BMP", "1", "image/png"),
        ("TIFF", "RGB", "image/jpeg"),
        ("TIFF", "1", "image/png"),
    ],
)
def test_other_kinds_of_pictures_are_taken(format_name: str, mode: str, kept_as: str) -> None:
    assert outcome(flat(30, 20, format_name, mode)) == kept_as


def test_pages_of_a_tiff_are_not_dropped_in_silence() -> None:
    page = Image.new("L", (30, 20))
    with pytest.raises(Refused, match="好几页"):
        examine(uploads.saved(page, "TIFF", save_all=True, append_images=[page]))
