"""Photographs and scans: decoded within bounds and written anew, so that no place, device or hidden byte stays."""

from __future__ import annotations

import warnings
from io import BytesIO
from typing import Any

from PIL import Image, ImageOps

from office.examination.reasons import (
    BROKEN_PICTURE,
    NO_HEIC,
    SEVERAL_PAGES,
    TOO_MANY_PIXELS,
    TOO_MANY_PIXELS_AT_ONCE,
    Unacceptable,
)

# The largest mode of a telephone, which decodes straight to an eighth.
PHOTO_PIXELS_AT_MOST = 205_000_000
# What is decoded whole: HEIC, a photograph in progressive scans, whatever is no photograph.
PIXELS_AT_MOST = 52_000_000
# A transparent WebP takes twenty bytes for each.
WEBP_PIXELS_AT_MOST = 26_000_000
# More shows nothing more of a page and costs memory on every view.
LONGEST_SIDE = 4096
READERS = {
    "image/jpeg": ("JPEG", "MPO"),
    "image/png": ("PNG",),
    "image/webp": ("WEBP",),
    "image/heic": ("HEIF",),
    "image/gif": ("GIF",),
    "image/bmp": ("BMP",),
    "image/tiff": ("TIFF",),
}
LOSSLESS = {"image/png", "image/gif"}
FEW_COLOURS = {"1", "L", "P"}


def rewrite(content: bytes, content_type: str, *, pixels: int) -> tuple[bytes, str, int]:
    """The picture upright and without metadata, its type, and how many pixels were decoded.

    Drawings, screenshots and what is transparent become PNG, the rest JPEG. `content_type` is one of READERS, as
    sniffed; `pixels` may be decoded at most. Raises Unacceptable, for too many pixels before anything is decoded.
    """
    if content_type == "image/heic" and not reads_heic():
        raise Unacceptable(NO_HEIC)
    # Pillow's own bound is lower than what is accepted here.
    Image.MAX_IMAGE_PIXELS = None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(BytesIO(content), formats=READERS[content_type]) as picture:
                decoded = _pixels_to_decode(picture, content_type, pixels)
                shrunk = _decode(picture)
                return *_encode(shrunk, as_png=_as_png(picture, content_type)), decoded
    except (Unacceptable, MemoryError):
        raise
    except Exception as error:
        raise Unacceptable(BROKEN_PICTURE) from error


def reads_heic() -> bool:
    """Whether pillow-heif is there; registers it with Pillow."""
    try:
        import pillow_heif
    except ImportError:
        return False
    pillow_heif.register_heif_opener(thumbnails=False)
    return True


def _pixels_to_decode(picture: Image.Image, content_type: str, pixels: int) -> int:
    """By the header alone. JPEG decodes straight to a half, a quarter or an eighth: less memory than the whole."""
    width, height = picture.size
    whole = width * height
    if whole > _pixels_at_most(picture, content_type):
        raise Unacceptable(TOO_MANY_PIXELS)
    if content_type == "image/tiff" and getattr(picture, "n_frames", 1) > 1:
        raise Unacceptable(SEVERAL_PAGES)
    if whole > pixels:
        raise Unacceptable(TOO_MANY_PIXELS_AT_ONCE)
    picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
    return whole


def _pixels_at_most(picture: Image.Image, content_type: str) -> int:
    """By what decoding takes of memory and time, as the header tells."""
    if content_type == "image/jpeg" and not picture.info.get("progressive"):
        return PHOTO_PIXELS_AT_MOST
    return WEBP_PIXELS_AT_MOST if content_type == "image/webp" else PIXELS_AT_MOST


def _decode(picture: Image.Image) -> Image.Image:
    picture.load()
    # Shrunk before it is turned: the other way round the whole is held twice.
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.BICUBIC, reducing_gap=None)
    return ImageOps.exif_transpose(picture)


def _as_png(picture: Image.Image, content_type: str) -> bool:
    return content_type in LOSSLESS or (
        content_type in ("image/bmp", "image/tiff") and picture.mode in FEW_COLOURS
    )


def _encode(picture: Image.Image, *, as_png: bool) -> tuple[bytes, str]:
    if picture.has_transparency_data:
        return _saved(picture.convert("RGBA"), "PNG"), "image/png"
    if as_png:
        return _saved(picture.convert("RGB"), "PNG"), "image/png"
    return _saved(picture.convert("RGB"), "JPEG", quality=85, optimize=True), "image/jpeg"


def _saved(picture: Image.Image, format_name: str, **options: Any) -> bytes:
    # What the reader found beside the pixels: EXIF, profile, comment, text chunks.
    picture.info.clear()
    written = BytesIO()
    picture.save(written, format_name, **options)
    return written.getvalue()
