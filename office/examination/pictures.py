"""Photographs and scans: decoded within bounds and written anew, so that no place, device or hidden byte stays."""

from __future__ import annotations

import warnings
from io import BytesIO
from typing import Any

from PIL import ExifTags, Image, ImageOps

from office.examination.reasons import (
    BROKEN_PICTURE,
    HEAVY_HEIC,
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
# A HEIC has no smaller picture in it that could be decoded alone. Seconds of processor time for each million pixels and
# each million bytes (measured: 0.020 and 0.051, and 0.005 to write it anew), and of both together at most: what a
# machine half as fast still does within the two seconds of an examination.
HEIC_SECONDS_OF_MEGAPIXEL, HEIC_SECONDS_OF_MEGABYTE, HEIC_SECONDS_AT_MOST = 0.025, 0.05, 1.3
# A transparent WebP takes twenty bytes for each.
WEBP_PIXELS_AT_MOST = 26_000_000
# More shows nothing more of a page and costs memory on every view.
LONGEST_SIDE = 4096
NEARLY = 0.9
# Of a palette the numbers of two colours have no middle.
AVERAGED = {"L", "RGB", "RGBA", "CMYK"}
# Modes that Pillow turns into colours of a byte each by itself.
DISPLAYED = {"1", "L", "LA", "La", "P", "PA", "RGB", "RGBA", "RGBa", "RGBX", "CMYK", "YCbCr", "HSV", "LAB"}
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
                if content_type == "image/heic":
                    _refuse_heavy(decoded, len(content))
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


def _refuse_heavy(pixels: int, size: int) -> None:
    """Before it is decoded: what would take too long is said to be too large, and what to do about it."""
    seconds = (pixels * HEIC_SECONDS_OF_MEGAPIXEL + size * HEIC_SECONDS_OF_MEGABYTE) / 1_000_000
    if seconds > HEIC_SECONDS_AT_MOST:
        raise Unacceptable(HEAVY_HEIC)


def _pixels_at_most(picture: Image.Image, content_type: str) -> int:
    """By what decoding takes of memory and time, as the header tells."""
    if content_type == "image/jpeg" and not picture.info.get("progressive"):
        return PHOTO_PIXELS_AT_MOST
    return WEBP_PIXELS_AT_MOST if content_type == "image/webp" else PIXELS_AT_MOST


def _decode(picture: Image.Image) -> Image.Image:
    picture.load()
    if picture.mode not in DISPLAYED:
        picture = _in_bytes(picture)
    longest = max(picture.size)
    factor = -(-longest // LONGEST_SIDE)
    # Whole pixels put together take an eighth of the time, where that comes out at nearly the same size.
    if factor > 1 and longest / factor > NEARLY * LONGEST_SIDE and picture.mode in AVERAGED:
        return ImageOps.exif_transpose(_reduced(picture, factor))
    # Shrunk before it is turned: the other way round the whole is held twice.
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.BICUBIC, reducing_gap=None)
    return ImageOps.exif_transpose(picture)


def _in_bytes(picture: Image.Image) -> Image.Image:
    """Greys of sixteen bits, or of numbers of any size, as a scanner writes them: cut off at 255 they would be a white
    page. The picture still knows which way up it was taken."""
    darkest, lightest = (float(value) for value in picture.getextrema())  # type: ignore[arg-type]
    base, span = (0.0, 65535.0) if darkest >= 0 and 255 < lightest <= 65535 else (darkest, lightest - darkest)
    if darkest >= 0 and lightest <= 1:
        base, span = 0.0, 1.0
    elif darkest >= 0 and lightest <= 255:
        base, span = 0.0, 255.0
    scale = 255 / (span or 1)
    numbers = picture.convert("F") if picture.mode != "F" else picture
    grey = numbers.point(lambda value: value * scale - base * scale).convert("L")
    turned = picture.getexif().get(ExifTags.Base.Orientation)
    if turned is not None:
        grey.getexif()[ExifTags.Base.Orientation] = turned
    return grey


def _reduced(picture: Image.Image, factor: int) -> Image.Image:
    """A new picture that still knows which way up it was taken."""
    reduced = picture.reduce(factor)
    turned = picture.getexif().get(ExifTags.Base.Orientation)
    if turned is not None:
        reduced.getexif()[ExifTags.Base.Orientation] = turned
    return reduced


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
