"""Photographs and scans: decoded within bounds and written anew, so that no place, device or hidden byte stays."""

from __future__ import annotations

import warnings
from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING, Any, BinaryIO

from office.refusals import Refused

if TYPE_CHECKING:
    from PIL import Image

# A telephone's largest mode takes 48 million, a page scanned at 600 dpi 35.
PIXELS_AT_MOST = 50_000_000
# More shows nothing more of a page and costs memory on every view.
LONGEST_SIDE = 4096
READERS = {
    "image/jpeg": ("JPEG", "MPO"),
    "image/png": ("PNG",),
    "image/webp": ("WEBP",),
    "image/heic": ("HEIF",),
}
BROKEN = "图片已损坏或不完整，请重新拍摄或保存后再上传。"
TOO_MANY_PIXELS = "图片像素过大，请缩小到 5000 万像素以内再上传。"
NO_HEIC = "暂不能读取 HEIC 照片。请在手机“设置—相机—格式”中选择“兼容性最佳”，或转成 JPG 后再上传。"


def rewrite(file: BinaryIO, content_type: str) -> tuple[bytes, str]:
    """The picture upright and without metadata, and its type: PNG and what is transparent PNG, the rest JPEG.

    `content_type` is one of READERS, as sniffed. Raises Refused `broken`, `not_allowed` (HEIC that cannot be
    read here), or `too_large` by the size in the header, before anything is decoded.
    """
    # Here and below: only processes that are sent pictures load it.
    from PIL import Image

    if content_type == "image/heic" and not reads_heic():
        raise Refused("not_allowed", NO_HEIC)
    try:
        with warnings.catch_warnings():
            # Pillow warns of a bomb before it refuses one; our own bound is lower.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(file, formats=READERS[content_type]) as picture:
                return _encode(_decode(picture), as_png=content_type == "image/png")
    except Image.DecompressionBombError as error:
        raise Refused("too_large", TOO_MANY_PIXELS) from error
    except Refused:
        raise
    except Exception as error:
        raise Refused("broken", BROKEN) from error


@cache
def reads_heic() -> bool:
    """Whether pillow-heif is there; registers it with Pillow."""
    try:
        import pillow_heif
    except ImportError:
        return False
    pillow_heif.register_heif_opener(thumbnails=False)
    return True


def _decode(picture: Image.Image) -> Image.Image:
    from PIL import Image, ImageOps

    width, height = picture.size
    if width * height > PIXELS_AT_MOST:
        raise Refused("too_large", TOO_MANY_PIXELS)
    # JPEG decodes straight to a half or a quarter: less memory than the whole.
    picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
    picture.load()
    upright = ImageOps.exif_transpose(picture)
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    return upright


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
