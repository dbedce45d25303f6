"""A stranger with one printed hash and no account finds one changed byte of a published month; nothing of it changes."""

import datetime as dt
import hashlib
import json
import subprocess
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest
from django.core import mail
from django.db import DatabaseError, connection, transaction
from django.test import Client

from evaluation import disclosing, published_files
from evaluation.models import Disclosure
from office import events
from office.actors import Actor
from office.background import jobs
from office.events import anchor_copies
from office.models import Anchor, Event, Job
from tests.evaluation.test_disclosing import at
from tests.isolation import lifted
from tests.sources import ROOT
from tests.stories import Story

pytestmark = [pytest.mark.django_db]
TOOL = ROOT / "tools" / "check_month.py"
PAGES = "/disclosure/2026/11/gyllzx"


def carried(moment: dt.datetime) -> None:
    for job in Job.objects.filter(kind=anchor_copies.KIND, finished_at__isnull=True):
        assert jobs.run(job.pk, at=moment)


@pytest.fixture
def anchored(published: Disclosure, tmp_path: Path, settings: object) -> Path:
    """The file into which the operator has the anchors written."""
    settings.ANCHOR_FILE = str(tmp_path / "anchors.txt")  # type: ignore[attr-defined]
    events.anchor(at=at(5))
    carried(at(5))
    return tmp_path / "anchors.txt"


class Site:
    """The pages of a published month behind a socket: what the test client gets, one byte changed on demand."""

    def __init__(self) -> None:
        self.spoilt = ""
        site, client = self, Client()

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                answer = site.answers.get(self.path)
                self.send_response(200 if answer else 404)
                self.end_headers()
                self.wfile.write(answer or b"")

            def log_message(self, *args: object) -> None:
                pass

        self.client, self.answers = client, dict[str, bytes]()
        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        Thread(target=self.server.serve_forever, daemon=True).start()

    def read(self) -> None:
        """As the site answers now."""
        for path in (f"{PAGES}/1.json", f"{PAGES}/1.csv", "/disclosure/anchors.txt"):
            answer = self.client.get(path)
            if answer.status_code == 200:
                self.answers[path] = answer.content

    def check(self, anchors: object) -> subprocess.CompletedProcess[str]:
        address = f"http://127.0.0.1:{self.server.server_port}"
        command = [sys.executable, "-I", str(TOOL), address, "2026-11", "gyllzx", str(anchors)]
        return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


@pytest.fixture
def site(db: None) -> Iterator[Site]:
    site = Site()
    yield site
    site.server.shutdown()
    site.server.server_close()


def test_the_tool_is_short_and_stands_alone() -> None:
    lines = TOOL.read_text(encoding="utf-8").splitlines()
    assert len(lines) <= 100
    imported = {line.split()[1].split(".")[0] for line in lines if line.startswith(("import ", "from "))}
    assert imported <= sys.stdlib_module_names


def test_an_untouched_month_agrees_with_what_was_printed(anchored: Path, site: Site) -> None:
    site.read()
    for source in (anchored, "-", hashlib.sha256(site.answers[f"{PAGES}/1.json"]).hexdigest()):
        result = site.check(source)
        assert result.returncode == 0, result.stdout + result.stderr
        assert "相符" in result.stdout


@pytest.mark.parametrize("ending", published_files.ENDINGS)
def test_one_changed_byte_is_found(anchored: Path, site: Site, ending: str) -> None:
    site.read()
    content = bytearray(site.answers[f"{PAGES}/1.{ending}"])
    content[len(content) // 2] ^= 1
    site.answers[f"{PAGES}/1.{ending}"] = bytes(content)
    assert site.check(anchored).returncode == 1


def test_figures_changed_by_sql_are_found(anchored: Path, site: Site, published: Disclosure) -> None:
    published.figures["sums"]["received"] = 99
    with lifted(connection):
        Disclosure.objects.filter(pk=published.pk).update(figures=published.figures)
    site.read()
    assert site.check(anchored).returncode == 1
    assert any(fault.column == "figures" for fault in events.verify_chain(published.subject))


def test_one_event_changed_by_sql_is_found(anchored: Path, site: Site, published: Disclosure) -> None:
    with lifted(connection):
        Event.objects.filter(subject=published.subject, action="submit").update(action="draft")
    site.read()
    assert site.check(anchored).returncode == 1


def test_a_month_that_is_gone_is_found(anchored: Path, site: Site) -> None:
    result = site.check(anchored)
    assert result.returncode == 1
    assert "打不开" in result.stdout


def test_an_edition_that_no_anchor_names_cannot_be_checked(site: Site, tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_text("锚点 1\n", encoding="utf-8")
    assert site.check(tmp_path / "empty.txt").returncode == 2


def test_the_files_of_an_edition_never_change(published: Disclosure, visitor: Client, story: Story) -> None:
    before = visitor.get(f"{PAGES}/1.json").content
    assert json.loads(before)["figures"]["sums"] == published.figures["sums"]
    disclosing.correct(published, "多计了一件。", by=Actor.of(story.people["staff"]), at=at(6))
    assert visitor.get(f"{PAGES}/2.json").status_code == 404
    second = Disclosure.objects.get(edition=2)
    disclosing.submit(second, by=Actor.of(story.people["staff"]), at=at(10))
    disclosing.publish(second, by=Actor.of(story.people["approver"]), at=at(10, 11))
    story.station.name = "改名后的服务站"
    story.station.save()
    assert visitor.get(f"{PAGES}/1.json").content == before
    assert visitor.get(f"{PAGES}/2.csv").status_code == 200


def test_copies_go_where_the_operator_says(
    published: Disclosure,
    tmp_path: Path,
    settings: object,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    posted: list[bytes] = []

    class Receiver(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            posted.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *args: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Receiver)
    Thread(target=server.serve_forever, daemon=True).start()
    settings.ANCHOR_FILE = str(tmp_path / "anchors.txt")  # type: ignore[attr-defined]
    settings.ANCHOR_MAIL = ["audit@example.cn"]  # type: ignore[attr-defined]
    settings.ANCHOR_WEBHOOK = f"http://127.0.0.1:{server.server_port}/"  # type: ignore[attr-defined]
    events.anchor(at=at(5))
    events.anchor(at=at(5, 11))
    carried(at(5, 11))
    server.shutdown()
    server.server_close()
    first, second = Anchor.objects.order_by("seq")
    digest = published_files.hashes(published)["json"]
    assert f"公示 2026/11/gyllzx/1.json {digest}" in anchor_copies.printed(first)
    assert (first.editions, second.editions) == (1, 0)
    text = (tmp_path / "anchors.txt").read_text(encoding="utf-8")
    assert anchor_copies.printed(first) in text
    assert anchor_copies.printed(second) in text
    # By mail the first of a day, and every one that names an edition.
    assert [message.body for message in mail.outbox if message.to == ["audit@example.cn"]] == [
        anchor_copies.printed(first)
    ]
    assert {json.loads(body)["mac"] for body in posted} == {bytes(first.mac).hex(), bytes(second.mac).hex()}


def test_months_of_an_earlier_release_are_named_once(published: Disclosure) -> None:
    assert published_files.name_earlier(at=at(5)) == 0
    with lifted(connection):
        Event.objects.filter(subject=published.subject, action="publish").update(payload=b'{"data": {}}')
    assert published_files.name_earlier(at=at(5)) == 1
    assert published_files.name_earlier(at=at(5)) == 0


@pytest.mark.postgres
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE evaluation_disclosure SET note = 'x' WHERE status = 'published'",
        "UPDATE evaluation_disclosure SET status = 'shown', published_at = NULL, approved_by_id = NULL",
        "UPDATE evaluation_disclosure SET status = 'superseded', note = 'x'",
        "DELETE FROM evaluation_disclosure",
    ],
)
def test_a_published_month_can_neither_be_changed_nor_removed(published: Disclosure, statement: str) -> None:
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        connection.cursor().execute(statement)
