"""ClamAV over its socket: what it finds is refused, and so is everything while it does not answer.

With clamd on the machine the test runs a real one that knows one signature, the EICAR text's; everywhere a server that
speaks its protocol.
"""

import contextlib
import shutil
import socket
import socketserver
import struct
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from office import virus_scanner
from office.files import examine
from office.models import StoredFile
from office.refusals import Refused
from stations.models import Station
from tests.office import uploads
from tests.requests_app.public.pages import PAGE, TEXT, filled, pdf

# In two parts, or scanners would take this file away.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + rb"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
SIGNATURE = f"Test.Eicar:0:*:{EICAR.hex()}\n"
CLAMD = shutil.which("clamd") or "/usr/sbin/clamd"


class Scanner(socketserver.StreamRequestHandler):
    """What clamd does with zPING and zINSTREAM."""

    answer = b""

    def handle(self) -> None:
        command = b""
        while not command.endswith(b"\0"):
            command += self.rfile.read(1)
        if command == b"zPING\0":
            self.wfile.write(b"PONG\0")
            return
        content = b""
        while length := struct.unpack(">I", self.rfile.read(4))[0]:
            content += self.rfile.read(length)
        found = b"stream: Test.Eicar.UNOFFICIAL FOUND\0" if EICAR in content else b"stream: OK\0"
        self.wfile.write(self.answer or found)


@contextlib.contextmanager
def serving(answer: bytes = b"") -> Iterator[str]:
    handler = type("Handler", (Scanner,), {"answer": answer})
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        yield f"tcp://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


@contextlib.contextmanager
def clamd(folder: Path) -> Iterator[str]:
    """A real one, of one signature."""
    folder.chmod(0o755)
    (folder / "signatures").mkdir()
    (folder / "signatures" / "test.ndb").write_text(SIGNATURE)
    place = folder / "clamd.socket"
    (folder / "clamd.conf").write_text(
        f"LocalSocket {place}\nDatabaseDirectory {folder / 'signatures'}\nForeground yes\nUser root\n"
    )
    running = subprocess.Popen([CLAMD, "-c", str(folder / "clamd.conf")], stdout=subprocess.DEVNULL)
    try:
        for _ in range(300):
            if place.exists() or running.poll() is not None:
                break
            time.sleep(0.1)
        yield f"unix://{place}"
    finally:
        running.terminate()
        running.wait()


@pytest.fixture(params=["a server of its protocol", "clamd"])
def scanner(request: pytest.FixtureRequest, settings: Any, tmp_path: Path) -> Iterator[None]:
    is_real = request.param == "clamd"
    # Where there is no clamd, its protocol is what can be tried.
    with clamd(tmp_path) if is_real and Path(CLAMD).exists() else serving() as place:
        settings.CLAMD_URL = place
        yield


def infected() -> bytes:
    return uploads.pdf(b"% " + EICAR + b"\n")


def test_nothing_is_asked_where_no_scanner_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "create_connection", lambda *given, **options: pytest.fail("asked"))
    assert examine(infected())[1] == "application/pdf"


def test_what_it_finds_is_refused_and_the_rest_is_not(scanner: None) -> None:
    assert virus_scanner.answers()
    assert examine(uploads.pdf())[1] == "application/pdf"
    with pytest.raises(Refused, match="病毒检查") as refusal:
        examine(infected())
    assert refusal.value.code == "infected"


@pytest.mark.parametrize(
    "answer", [b"stream: Test ERROR\0", b"INSTREAM size limit exceeded. ERROR\0", b"?", b"OK"]
)
def test_an_answer_that_is_no_answer_accepts_nothing(answer: bytes, settings: Any) -> None:
    with serving(answer) as settings.CLAMD_URL, pytest.raises(Refused, match="没有回应") as refusal:
        examine(uploads.pdf())
    assert refusal.value.code == "busy"


@pytest.mark.parametrize("place", ["unix:///nowhere/clamd.ctl", "tcp://127.0.0.1:1"])
def test_a_scanner_that_is_away_accepts_nothing(place: str, settings: Any) -> None:
    settings.CLAMD_URL = place
    assert not virus_scanner.answers()
    with pytest.raises(Refused, match="没有回应"):
        examine(uploads.pdf())


def test_a_scanner_that_never_answers_is_waited_for_briefly(settings: Any) -> None:
    settings.CLAMD_TIMEOUT = 0.2
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings.CLAMD_URL = f"tcp://127.0.0.1:{silent.getsockname()[1]}"
        with pytest.raises(Refused, match="没有回应"):
            examine(uploads.pdf())


@pytest.mark.django_db
def test_the_form_is_kept_while_the_scanner_is_away(
    visitor: Client, open_station: Station, settings: Any
) -> None:
    settings.CLAMD_URL = "tcp://127.0.0.1:1"
    page = visitor.post(PAGE, filled(visitor, files=[pdf("合同.pdf")]))
    html = page.content.decode()
    assert page.status_code == 422
    assert "「合同.pdf」病毒检查暂时没有回应" in html
    assert TEXT in html
    assert not StoredFile.objects.exists()
