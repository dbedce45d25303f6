"""Whether an uploaded PDF is whole and only to be read. Its objects are looked through, nothing is rendered."""

import re
import zlib

from office.refusals import Refused

HEAD = 1024
TAIL = 4096
# Attached files stay allowed: electronic invoices carry their data so.
ACTIVE_NAMES = (b"/JavaScript", b"/Launch")
STREAM = re.compile(rb"stream\r?\n(.*?)endstream", re.S)
ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
# Objects may hide in compressed streams; a page's content may be as large as it likes, those are small.
STREAM_AT_MOST = 2 * 1024 * 1024
STREAMS_AT_MOST = 32 * 1024 * 1024


def refuse_unsafe(content: bytes) -> None:
    """Raises Refused `broken` for a cut-off file and `not_allowed` where opening it would run something."""
    if b"%%EOF" not in content[-TAIL:] or b"startxref" not in content[-TAIL:]:
        raise Refused("broken", "PDF 已损坏或不完整，请重新导出后再上传。")
    if _is_active(STREAM.sub(b"", content)) or _is_active(_compressed_objects(content)):
        raise Refused("not_allowed", "PDF 中含有脚本或启动命令，请重新导出为普通 PDF 后再上传。")


def _is_active(objects: bytes) -> bool:
    plain = ESCAPED.sub(lambda match: bytes([int(match.group(1), 16)]), objects)
    return any(name in plain for name in ACTIVE_NAMES)


def _compressed_objects(content: bytes) -> bytes:
    found = bytearray()
    for match in STREAM.finditer(content):
        dictionary = content[max(0, match.start() - 400) : match.start()].rpartition(b"obj")[2]
        if b"/ObjStm" in dictionary and len(found) < STREAMS_AT_MOST:
            found += _inflated(match.group(1))
    return bytes(found)


def _inflated(stream: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(stream, STREAM_AT_MOST)
    except zlib.error:
        return b""
