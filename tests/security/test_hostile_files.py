"""Files that were made to cost much: each is read or refused in a moment, in clear words."""

import resource
import signal
import subprocess
import sys
import time
import zipfile
import zlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path
from threading import Lock
from typing import Any

import pytest
from django.core.files.base import ContentFile
from openpyxl import Workbook
from PIL import Image

from office.examination import process
from office.examination.budgets import Budget
from office.examination.reasons import WORDS, Unacceptable
from office.files import examine, store
from office.refusals import Refused
from office.sheets import read_rows
from tests.conftest import NOW
from tests.office import uploads

# What one file may take of the processor, with the start of the process.
SECONDS = 2.6


def processor_seconds() -> float:
    spent = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in spent)


def outcome(content: bytes, budget: Budget | None = None) -> str:
    """The code of a refusal, or the type."""
    try:
        return examine(content, budget=budget)[1]
    except Refused as refusal:
        return refusal.code


def flat(width: int, height: int, format_name: str, mode: str = "RGB", **options: object) -> bytes:
    return uploads.saved(Image.new(mode, (width, height)), format_name, **options)


def object_stream(objects: bytes, filters: str = "/FlateDecode", packed: bytes | None = None) -> bytes:
    stream = zlib.compress(objects) if packed is None else packed
    head = f"4 0 obj\n<< /Type /ObjStm /N 1 /First 4 /Length {len(stream)} /Filter {filters} >>\nstream\n"
    return uploads.pdf(head.encode() + stream + b"\nendstream\nendobj\n")


def noisy(size: int) -> bytes:
    return bytes((place * 7919 >> 3) % 251 for place in range(size))


def scans_again(count: int) -> bytes:
    """A small photograph whose last scan is repeated: each repetition is decoded over all of it."""
    picture = flat(3000, 3000, "JPEG", "L", progressive=True)
    last = picture.rfind(b"\xff\xda")
    return picture[:last] + picture[last:-2] * count + picture[-2:]


def packages_inside(count: int) -> bytes:
    """Documents in a document, each of which unpacks to 15 MB."""
    inner = uploads.with_part(uploads.docx(), "word/x.xml", b"<x>" + b"a" * 15_000_000 + b"</x>")
    written = BytesIO(uploads.docx())
    with zipfile.ZipFile(written, "a") as package:
        for number in range(count):
            package.writestr(f"word/embeddings/{number}.docx", inner)
    return written.getvalue()


def shared_formulas(count: int) -> bytes:
    """A long formula that as many cells share, written out anew for each of them."""
    formula = f'<f t="shared" si="0" ref="A1:A{count}">SUM({"A1," * 30_000}A1)</f>'
    shared = '<f t="shared" si="0"/>'
    rows = "".join(
        f'<row r="{row}"><c r="A{row}">{formula if row == 1 else shared}<v>1</v></c></row>'
        for row in range(1, count)
    )
    blank = BytesIO()
    Workbook().save(blank)
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    sheet = f'<worksheet xmlns="{space}"><sheetData>{rows}</sheetData></worksheet>'
    return uploads.with_part(blank.getvalue(), "xl/worksheets/sheet1.xml", sheet.encode())


def many_parts(count: int) -> bytes:
    written = BytesIO(uploads.docx())
    with zipfile.ZipFile(written, "a") as package:
        for number in range(count):
            package.writestr(f"word/media/{number}.bin", b"x")
    return written.getvalue()


def bound(program: str, *, seconds: float) -> subprocess.CompletedProcess[bytes]:
    """A program under the limits of the examining process."""
    begin = f"from office.examination import child\nchild.bind(2, {seconds})\n"
    return subprocess.run(
        [sys.executable, "-c", begin + program],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        check=False,
    )


COSTLY: dict[str, Callable[[], bytes]] = {
    "a relation without end": lambda: uploads.with_part(
        uploads.docx(), "word/_rels/x.rels", b"<Relationship " + b"a" * 2_000_000
    ),
    "relations without number": lambda: uploads.with_part(
        uploads.docx(), "word/_rels/x.rels", b"<R>" + b"<Relationship/>" * 130_000 + b"</R>"
    ),
    "streams that never end": lambda: uploads.pdf(b"stream\n" * 28_000),
    "streams of nothing": lambda: uploads.pdf(b"stream\nendstream\n" * 300_000),
    "names of numbers": lambda: uploads.pdf(b"/#41#42#43" * 900_000),
    "an object stream that unpacks to 400 MB": lambda: object_stream(bytes(400_000_000)),
    "object streams by the thousand": lambda: uploads.pdf(
        b"4 0 obj\n<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode >>\nstream\n%b\nendstream\nendobj\n"
        % zlib.compress(bytes(7_000_000))
        * 900
    ),
    "objects by the hundred thousand": lambda: uploads.pdf(
        b"".join(b"%d 0 obj\n<</A %d 0 R>>\nendobj\n" % (n, n + 1) for n in range(3, 200_000))
    ),
    "arrays in arrays": lambda: uploads.pdf(b"3 0 obj\n" + b"[" * 3_000_000 + b"\nendobj\n"),
    "parts by the ten thousand": lambda: many_parts(20_000),
    "elements in elements": lambda: uploads.with_part(
        uploads.docx(), "word/_rels/x.rels", b"<a>" * 200_000 + b"</a>" * 200_000
    ),
    "a prologue of comments": lambda: uploads.with_part(
        uploads.docx(), "word/x.xml", b"<!--" + noisy(1000).replace(b"-", b"+") * 9000 + b"--><x/>"
    ),
    "a picture of 50 million pixels": lambda: flat(7200, 7200, "PNG"),
    "a transparent one": lambda: flat(7200, 7200, "PNG", "RGBA"),
    "one in sixteen bits": lambda: flat(7200, 7200, "PNG", "I;16"),
    "a GIF of 50 million": lambda: flat(7200, 7200, "GIF", "P"),
    "a TIFF of 50 million": lambda: flat(7200, 7200, "TIFF", "1", compression="group4"),
    "a transparent WebP": lambda: flat(5000, 5000, "WEBP", "RGBA", lossless=True),
    "a scan three thousand times": lambda: scans_again(3000),
    "documents in a document": lambda: packages_inside(300),
    "filters by the ten thousand": lambda: uploads.pdf(
        b"4 0 obj\n<</Type/ObjStm/N 1/First 4/Filter[/AHx]/Length 2>>\nstream\n41>\nendstream\nendobj\n"
        * 90_000
    ),
    "a photograph in scans": lambda: flat(7200, 7200, "JPEG", progressive=True),
    "one in scans of four inks": lambda: flat(7200, 7200, "JPEG", "CMYK", progressive=True),
}


class TestCost:
    @pytest.mark.parametrize("made", COSTLY.values(), ids=COSTLY)
    def test_no_file_costs_more_than_two_seconds(self, made: Callable[[], bytes]) -> None:
        content = made()
        before = processor_seconds()
        result = outcome(content)
        assert processor_seconds() - before < SECONDS
        assert result in {code for code, _ in WORDS.values()} or "/" in result

    def test_six_files_together_cost_no_more_than_three(self) -> None:
        content, budget = flat(7200, 7200, "PNG"), Budget()
        before = processor_seconds()
        results = [outcome(content, budget) for _ in range(7)]
        assert processor_seconds() - before < 9
        assert results[0] == "image/png"
        assert results[-1] == "too_large"

    def test_the_pixels_of_one_request_are_counted_together(self) -> None:
        budget = Budget(pixels=10_000)
        picture = flat(80, 80, "PNG")
        assert outcome(picture, budget) == "image/png"
        with pytest.raises(Refused, match="合计像素"):
            examine(picture, budget=budget)

    def test_a_table_of_ten_million_cells_is_refused(self) -> None:
        before = processor_seconds()
        with pytest.raises(Refused, match="列"):
            read_rows(BytesIO(b"a," * 5_000_000), "名册.csv")
        assert processor_seconds() - before < SECONDS

    def test_a_table_of_shared_formulas_is_ended_in_time(self) -> None:
        before = processor_seconds()
        with pytest.raises(Refused):
            read_rows(BytesIO(shared_formulas(20_000)), "名册.xlsx")
        assert processor_seconds() - before < SECONDS


class TestKilling:
    def test_what_takes_too_long_is_ended_and_said(self, settings: Any) -> None:
        settings.EXAMINATION_SECONDS = 0.05
        with pytest.raises(Refused, match="检查完"):
            examine(flat(7200, 7200, "PNG"))

    def test_a_busy_machine_is_not_the_fault_of_the_file(
        self, monkeypatch: pytest.MonkeyPatch, settings: Any
    ) -> None:
        settings.EXAMINATION_SECONDS = 0.01
        monkeypatch.setattr(process, "_processor_seconds", lambda pid: 0.0)
        with pytest.raises(Refused, match="服务器正忙"):
            examine(flat(7200, 7200, "PNG"))
        # A command waits on.
        with process.unhurried():
            settings.EXAMINATION_SECONDS = 0.05
            assert read_rows(BytesIO("姓名\n".encode()), "名册.csv") == [["姓名"]]

    def test_what_takes_too_much_memory_is_ended_and_said(self) -> None:
        task = {"job": "html", "tags": [], "dropped": [], "attributes": {}}
        with pytest.raises(Unacceptable):
            process._run(task, b"<b>" * 10_000_000, Budget())

    def test_it_is_ended_with_the_request_that_is_given_up(
        self, monkeypatch: pytest.MonkeyPatch, settings: Any
    ) -> None:
        started: list[subprocess.Popen[bytes]] = []

        def given_up(running: subprocess.Popen[bytes], seconds: float) -> None:
            started.append(running)
            raise SystemExit

        monkeypatch.setattr(process, "_wait", given_up)
        with pytest.raises(SystemExit):
            examine(flat(7200, 7200, "PNG"))
        assert started[0].returncode == -9

    def test_two_run_at_once_however_many_come(self, monkeypatch: pytest.MonkeyPatch) -> None:
        running, seen, held = 0, [], Lock()

        def answer(task: dict[str, Any], content: bytes) -> tuple[dict[str, Any], bytes]:
            nonlocal running
            with held:
                running += 1
                seen.append(running)
            time.sleep(0.05)
            with held:
                running -= 1
            return {"type": "image/png", "pixels": 1, "seconds": 0.1}, b""

        monkeypatch.setattr(process, "_answer", answer)
        with ThreadPoolExecutor(8) as pool:
            assert list(pool.map(outcome, [b"x"] * 8)) == ["image/png"] * 8
        assert max(seen) == 2

    def test_a_process_holds_no_more_memory_than_its_limit(self) -> None:
        ended = bound("held = bytearray(child.MEMORY_AT_MOST)", seconds=20)
        assert b"MemoryError" in ended.stderr

    def test_it_ends_by_itself_where_nobody_is_left_to_end_it(self) -> None:
        began = time.monotonic()
        ended = bound("import time\ntime.sleep(60)", seconds=0.3)
        assert ended.returncode == -signal.SIGALRM
        assert time.monotonic() - began < 30

    def test_a_process_writes_no_more_than_an_answer(self, tmp_path: Path) -> None:
        writes = "place.write(bytes(child.ANSWER_AT_MOST))\nplace.write(b'x')"
        ended = bound(f"place = open({str(tmp_path / 'answer')!r}, 'wb', 0)\n{writes}", seconds=20)
        assert b"File too large" in ended.stderr

    def test_the_process_is_told_no_secret(self, monkeypatch: pytest.MonkeyPatch) -> None:
        told: list[dict[str, str]] = []
        start = subprocess.Popen

        def watched(arguments: list[str], **options: Any) -> subprocess.Popen[bytes]:
            told.append(options["env"])
            assert arguments[1:3] == ["-I", "-S"]
            return start(arguments, **options)

        monkeypatch.setenv("SECRET_KEY", "x")
        monkeypatch.setattr(subprocess, "Popen", watched)
        assert outcome(uploads.photo()) == "image/jpeg"
        assert [set(each) for each in told] == [{"MALLOC_ARENA_MAX", "LC_ALL"}]

    def test_an_answer_is_believed_only_where_it_is_known(self, monkeypatch: pytest.MonkeyPatch) -> None:
        head = {"type": "text/html", "pixels": 0, "seconds": 0}
        monkeypatch.setattr(process, "_answer", lambda task, content: (head, b"<script>"))
        with pytest.raises(Refused):
            examine(b"x")


@pytest.mark.django_db
class TestNames:
    @pytest.mark.parametrize("name", ["长" * 250 + ".pdf", "a" * 5000, "." * 300, "长" * 300 + ".tar.gz"])
    def test_a_long_name_is_shortened_and_the_file_kept(self, name: str, files_of_this_test: Path) -> None:
        stored = store(ContentFile(uploads.pdf(), name=name), by=None, at=NOW)
        assert stored.name.endswith(".pdf")
        assert len(stored.name) <= 124
