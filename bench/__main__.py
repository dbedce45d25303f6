"""Measures A B A B … in one run and prints `name median (min–max) of what, goal`; absolute rates go beside it."""

import base64
import os
import re
import secrets
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlencode

from bench import load

ROOT = Path(__file__).resolve().parent.parent
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "5"))
SECONDS = float(os.environ.get("BENCH_SECONDS", "3"))
WANTED = set(sys.argv[1:])
TEXT = "贷款月底到期，银行要求先还后贷，希望协调续贷。"


class Goal(NamedTuple):
    name: str
    of: str
    at_least: float
    requests: Callable[[], Iterator[load.Request]]
    expected: int
    ceiling: str


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        environment = _environment(folder)
        os.environ |= environment
        session = _prepare()
        subprocess.run([sys.executable, "-m", "bench.ceiling"], check=True, cwd=ROOT)
        ours, theirs = _port(), _port()
        servers = [_serve("config.wsgi", ours), _serve("bench.ceiling:application", theirs)]
        try:
            _wait(ours, "/healthz")
            _wait(theirs, "/hello")
            print(f"{ROUNDS} rounds of {SECONDS:g} s, two clients, gunicorn sync × 2, SQLite")
            for goal in (goal for goal in _goals(ours, session) if not WANTED or goal.name in WANTED):
                _measure(goal, ours, theirs)
            _memory(servers[0])
        finally:
            for server in servers:
                server.terminate()


def _environment(folder: str) -> dict[str, str]:
    return {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        **_secrets(),
        "DEBUG": "0",
        "DEMO": "1",
        "LOG_LEVEL": "WARNING",
        "VAR_DIR": folder,
        "CEILING_DIR": folder,
        "ALLOWED_HOSTS": "127.0.0.1",
        "SITE_URL": "http://127.0.0.1",
        "DATABASE_URL": f"sqlite:///{folder}/bench.sqlite3",
    }


def _secrets() -> dict[str, str]:
    """As a production has them: templates are kept, nothing of DEBUG is measured."""
    field_key = base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()
    names = ("SECRET_KEY", "INDEX_KEY", "RECEIPT_KEY", "AUDIT_KEY")
    return {"FIELD_KEYS": field_key} | {name: secrets.token_urlsafe(48) for name in names}


def _prepare() -> str:
    import django

    django.setup()
    from django.db import connections

    from bench.prepare import CASES, prepare

    print(f"ledger of {CASES} cases …", flush=True)
    session = prepare()
    connections.close_all()
    return session


def _goals(ours: int, session: str) -> list[Goal]:
    signed_in = f"session={session}"

    def same(request: load.Request) -> Callable[[], Iterator[load.Request]]:
        def repeated() -> Iterator[load.Request]:
            while True:
                yield request

        return repeated

    board = "/board/gyllzx/main/"
    return [
        Goal("intake_get", "page", 1.0, same(load.get("/s/gyllzx/")), 200, "/page"),
        Goal("intake_post", "insert3", 0.6, lambda: _forms(ours), 303, "/insert3"),
        Goal("desk_list", "page", 0.5, same(load.get("/desk/requests/", Cookie=signed_in)), 200, "/page"),
        Goal("staff_start", "page", 0.3, same(load.get("/admin/", Cookie=signed_in)), 200, "/page"),
        Goal("board_304", "hello", 0.8, lambda: _polls(ours), 304, "/hello"),
        Goal("board_200", "hello", 0.5, same(load.get(board)), 200, "/hello"),
    ]


def _polls(port: int) -> Iterator[load.Request]:
    """What a screen asks while nothing has changed."""
    etag = re.search(rb'ETag: ("[^"]+")', load.send(port, load.get("/board/gyllzx/main/"))[1])
    if etag is None:
        raise RuntimeError("the board has no ETag")
    while True:
        yield load.get("/board/gyllzx/main/", If_None_Match=etag.group(1).decode())


def _forms(port: int) -> Iterator[load.Request]:
    """Complete forms, each with a stamp and a telephone of its own."""
    from django.utils import timezone

    from requests_app.stamps import Stamp

    page = load.send(port, load.get("/s/gyllzx/"))[1].decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    cookie = re.search(r"csrf=([^;]+)", page)
    category = re.search(r'name="category" value="([^"]+)"', page)
    if not (token and cookie and category):
        raise RuntimeError("the form is not as expected")
    while True:
        opened = timezone.now() - timezone.timedelta(seconds=30)
        values = {
            "csrfmiddlewaretoken": token.group(1),
            "stamp": Stamp.fresh(opened).text,
            "requester_kind": "enterprise",
            "category": category.group(1),
            "text": f"{TEXT}{secrets.token_hex(4)}",
            "enterprise_name": "湖北锦绣蓝天服饰有限公司",
            "contact": "徐经理",
            "phone": f"139{secrets.randbelow(10**8):08d}",
            "share_contact": "yes",
        }
        yield load.post("/s/gyllzx/", urlencode(values), Cookie=f"csrf={cookie.group(1)}")


def _measure(goal: Goal, ours: int, theirs: int) -> None:
    def ceiling() -> Iterator[load.Request]:
        while True:
            yield load.get(goal.ceiling)

    load.rate(ours, goal.requests, seconds=0.5, expected=goal.expected)
    pairs = []
    for _ in range(ROUNDS):
        own = load.rate(ours, goal.requests, seconds=SECONDS, expected=goal.expected)
        pairs.append((own, load.rate(theirs, ceiling, seconds=SECONDS, expected=200)))
    ratios = [own / other for own, other in pairs]
    median = statistics.median(ratios)
    met = "met" if median >= goal.at_least else "NOT MET"
    own, other = (statistics.median(side) for side in zip(*pairs, strict=True))
    print(
        f"{goal.name} {median:.2f} ({min(ratios):.2f}–{max(ratios):.2f}) of {goal.of}, "
        f"goal {goal.at_least:g}: {met}  [{own:.0f} / {other:.0f} req/s]",
        flush=True,
    )


def _memory(server: subprocess.Popen[bytes]) -> None:
    """Resident memory of the largest worker, from the kernel."""
    children = Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split()
    sizes = [
        int(found.group(1)) // 1024
        for child in children
        if (found := re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{child}/status").read_text()))
    ]
    print(f"memory {max(sizes)} MB of the web worker, goal 150: {'met' if max(sizes) <= 150 else 'NOT MET'}")


def _serve(application: str, port: int) -> subprocess.Popen[bytes]:
    gunicorn = [sys.executable, "-m", "gunicorn", "--workers", "2", "--log-level", "error"]
    return subprocess.Popen([*gunicorn, "--bind", f"127.0.0.1:{port}", application], cwd=ROOT)


def _port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _wait(port: int, path: str) -> None:
    for _ in range(120):
        try:
            if load.send(port, load.get(path))[0] < 500:
                return
        except OSError:
            pass
        time.sleep(0.5)
    raise RuntimeError(f"nothing answers on {path}")


if __name__ == "__main__":
    main()
