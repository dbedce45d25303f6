"""The real queue at work while its processes are killed: nothing is missing, nothing is told twice in the application.

How it survives when idle stands in tests/config/test_supervisor.py.
"""

import os
import random
import signal
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest

from tests import schema
from tests.config.test_supervisor import RECOVERY, START, Queue, until
from tests.office.mail_server import MailServer, running
from tests.sizes import SIZE
from tests.sources import ROOT

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.queue,
    pytest.mark.real_clock,
    pytest.mark.xdist_group("queue"),
]
PEOPLE = 40
REMINDERS = 5
PLAIN = 4

# Written and gathered on a morning long ago, so that all is due whatever the hour of the test.
WRITE = f"""
import datetime, django
django.setup()
from office.notifications import delivery
from office.models import User
from office.notifications.notices import Draft, post
at = datetime.datetime(2026, 1, 5, 9, 0, tzinfo=datetime.timezone(datetime.timedelta(hours=8)))
people = User.objects.bulk_create(
    User(username=f"p{{n}}", name=f"p{{n}}", email=f"p{{n}}@example.cn") for n in range({PEOPLE})
)
post((Draft(f"case:{{n}}:answer:1:-5d", user, f"提醒 {{n}}", kind="reminder")
      for user in people for n in range({REMINDERS})), at=at)
post((Draft(f"case:{{n}}:told", user, f"通知 {{n}}") for user in people for n in range({PLAIN})), at=at)
delivery.gather(at=at + delivery.SETTLING)
"""


@pytest.fixture
def server() -> Iterator[MailServer]:
    with running() as server:
        yield server


@pytest.fixture
def queue(
    server: MailServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, django_db_setup: None
) -> Iterator[Queue]:
    """Its work is written before it starts, so that it is busy from the first tick."""
    file = tmp_path / "db.sqlite3"
    schema.fetch(file)
    monkeypatch.setenv("EMAIL_URL", f"smtp://127.0.0.1:{server.port}")
    monkeypatch.setattr(Queue, "start", write_work)
    queue = Queue(tmp_path)
    monkeypatch.undo()
    queue.supervisor = queue.start()
    try:
        yield queue
    finally:
        queue.end()


def write_work(queue: Queue) -> None:
    environment = queue.environment | {"DJANGO_SETTINGS_MODULE": "config.settings"}
    subprocess.run([sys.executable, "-c", WRITE], cwd=ROOT, env=environment, check=True)


def rows(queue: Queue, statement: str) -> list[tuple[str, ...]]:
    with closing(sqlite3.connect(queue.database, timeout=20)) as connection:
        return connection.execute(statement).fetchall()


def unsent(queue: Queue) -> int:
    return len(rows(queue, "SELECT id FROM office_message WHERE state = 'waiting'"))


def test_killed_at_work_it_loses_nothing_and_repeats_only_with_the_same_id(
    queue: Queue, server: MailServer
) -> None:
    pick = random.Random(20261123)
    total = PEOPLE * (PLAIN + 1)
    assert unsent(queue) == total
    for _ in range(SIZE.kills):
        before = len(server.taken)
        until(lambda before=before: len(server.taken) > before or not unsent(queue), START + RECOVERY, queue)  # type: ignore[misc]
        with suppress(ProcessLookupError, IndexError):
            os.kill(pick.choice(queue.group()), signal.SIGKILL)
    until(lambda: not unsent(queue), START + RECOVERY, queue)

    identifiers = [identifier for (identifier,) in rows(queue, "SELECT identifier FROM office_message")]
    taken = Counter(str(letter["message-id"]).strip("<>").partition("@")[0] for letter in server.taken)
    assert set(taken) == set(identifiers)
    assert len(identifiers) == total
    assert {state for (state,) in rows(queue, "SELECT DISTINCT state FROM office_message")} == {"done"}
    inapp = rows(queue, "SELECT key, recipient_key FROM office_notice WHERE channel = 'inapp'")
    assert len(inapp) == len(set(inapp)) == PEOPLE * (REMINDERS + PLAIN)
    print(f"{SIZE.kills} kills, {total} messages, {taken.total() - total} repeated with the same id")
