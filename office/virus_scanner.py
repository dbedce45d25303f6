"""Asks ClamAV over its socket whether a file is infected, where the operator names one (`CLAMD_URL`).

A scanner that does not answer accepts nothing: the file is refused in clear words, and the form is kept.
"""

import socket
import struct
from urllib.parse import urlsplit

import structlog
from django.conf import settings

from office.refusals import Refused

CHUNK = 64 * 1024
ANSWER_AT_MOST = 4096
INFECTED = "文件没有通过病毒检查，没有收下。请换一个文件，或改用其他电脑重新保存后再上传。"
UNREACHABLE = "病毒检查暂时没有回应，文件没有收下。请稍后再上传，其他内容不受影响。"

log = structlog.get_logger("virus_scanner")


def refuse_infected(content: bytes) -> None:
    """Raises Refused `infected`, or `busy` where the scanner cannot be asked. Does nothing without a scanner."""
    if not settings.CLAMD_URL:
        return
    try:
        answer = _ask(b"zINSTREAM\0", content)
    except OSError as error:
        log.error("scanner_unreachable", error=type(error).__name__)
        raise Refused("busy", UNREACHABLE) from error
    if answer.endswith("FOUND"):
        log.warning("infected", answer=answer)
        raise Refused("infected", INFECTED)
    if answer != "stream: OK":
        log.error("scanner_failed", answer=answer)
        raise Refused("busy", UNREACHABLE)


def answers() -> bool:
    """Whether the scanner is there."""
    try:
        return _ask(b"zPING\0") == "PONG"
    except OSError:
        return False


def _ask(command: bytes, content: bytes | None = None) -> str:
    with _connected() as connection:
        connection.sendall(command)
        if content is not None:
            for start in range(0, len(content), CHUNK):
                chunk = content[start : start + CHUNK]
                connection.sendall(struct.pack(">I", len(chunk)) + chunk)
            connection.sendall(struct.pack(">I", 0))
        return _answer(connection)


def _answer(connection: socket.socket) -> str:
    received = b""
    while not received.endswith(b"\0") and len(received) < ANSWER_AT_MOST:
        more = connection.recv(ANSWER_AT_MOST)
        if not more:
            break
        received += more
    return received.rstrip(b"\0").decode("utf-8", "replace").strip()


def _connected() -> socket.socket:
    place = urlsplit(settings.CLAMD_URL)
    if place.scheme == "unix":
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.settimeout(settings.CLAMD_TIMEOUT)
        try:
            connection.connect(place.path)
        except OSError:
            connection.close()
            raise
        return connection
    return socket.create_connection(
        (place.hostname or "", place.port or 3310), timeout=settings.CLAMD_TIMEOUT
    )
