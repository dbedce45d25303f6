"""Requests a second of our pages over those of the ceiling, A B A B in one run."""

import re
import secrets
import statistics
from collections.abc import Callable, Iterator
from typing import NamedTuple
from urllib.parse import urlencode

from bench import lines, load
from bench.prepare import PHONE, Prepared

TEXT = "贷款月底到期，银行要求先还后贷，希望协调续贷。"
BOARD = "/board/gyllzx/main/"
Requests = Callable[[], Iterator[load.Request]]


class Goal(NamedTuple):
    name: str
    of: str
    at_least: float
    requests: Requests
    expected: int


def goals(port: int, prepared: Prepared) -> list[Goal]:
    signed_in = f"session={prepared.session}"
    return [
        Goal("intake_get", "page", 1.0, _same(load.get("/s/gyllzx/")), 200),
        Goal("intake_post", "insert3", 0.6, lambda: _forms(port), 303),
        Goal("track_post", "page", 0.6, lambda: _progress(port, prepared.code), 200),
        Goal("desk_list", "page", 0.5, _same(load.get("/desk/requests/", Cookie=signed_in)), 200),
        Goal("staff_start", "page", 0.3, _same(load.get("/admin/", Cookie=signed_in)), 200),
        Goal("board_304", "hello", 0.8, lambda: _polls(port), 304),
        Goal("board_200", "hello", 0.5, _same(load.get(BOARD)), 200),
    ]


def measure(goal: Goal, ours: int, theirs: int, *, rounds: int, seconds: float) -> None:
    ceiling = _same(load.get(f"/{goal.of}"))
    load.rate(ours, goal.requests, seconds=0.5, expected=goal.expected)
    pairs = []
    for _ in range(rounds):
        own = load.rate(ours, goal.requests, seconds=seconds, expected=goal.expected)
        pairs.append((own, load.rate(theirs, ceiling, seconds=seconds, expected=200)))
    own, other = (statistics.median(side) for side in zip(*pairs, strict=True))
    ratios = [own / other for own, other in pairs]
    beside = f"{own:.0f} / {other:.0f} requests a second"
    lines.ratio(goal.name, ratios, goal.of, at_least=goal.at_least, beside=beside)


def _same(request: load.Request) -> Requests:
    def repeated() -> Iterator[load.Request]:
        while True:
            yield request

    return repeated


def _polls(port: int) -> Iterator[load.Request]:
    """What a screen asks while nothing has changed."""
    tag = _found(rb'ETag: ("[^"]+")', load.send(port, load.get(BOARD))[1])
    while True:
        yield load.get(BOARD, If_None_Match=tag)


def _progress(port: int, code: str) -> Iterator[load.Request]:
    """The page behind the look-up by code and telephone."""
    page = load.send(port, load.get("/track/"))[1]
    values = {
        "csrfmiddlewaretoken": _found(rb'name="csrfmiddlewaretoken" value="([^"]+)"', page),
        "code": code,
        "last4": PHONE[-4:],
    }
    csrf = _found(rb"csrf=([^;]+)", page)
    answer = load.send(port, load.post("/track/", urlencode(values), Cookie=f"csrf={csrf}"))[1]
    path, cookie = _found(rb"Location: (\S+)", answer), _found(rb"Set-Cookie: +([^=]+=[^;]+);", answer)
    while True:
        yield load.get(path, Cookie=cookie)


def _forms(port: int) -> Iterator[load.Request]:
    """Complete forms, each with a stamp and a telephone of its own."""
    import datetime as dt

    from django.utils import timezone

    from requests_app.intake.stamps import Stamp

    page = load.send(port, load.get("/s/gyllzx/"))[1]
    token = _found(rb'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    csrf = _found(rb"csrf=([^;]+)", page)
    category = _found(rb'name="category" value="([^"]+)"', page)
    while True:
        values = {
            "csrfmiddlewaretoken": token,
            "stamp": Stamp.fresh(timezone.now() - dt.timedelta(seconds=30)).text,
            "requester_kind": "enterprise",
            "category": category,
            "text": f"{TEXT}{secrets.token_hex(4)}",
            "enterprise_name": "湖北锦绣蓝天服饰有限公司",
            "contact": "徐经理",
            "phone": f"139{secrets.randbelow(10**8):08d}",
            "share_contact": "yes",
        }
        yield load.post("/s/gyllzx/", urlencode(values), Cookie=f"csrf={csrf}")


def _found(pattern: bytes, answer: bytes) -> str:
    found = re.search(pattern, answer)
    if found is None:
        raise RuntimeError(f"no {pattern!r} in {answer[:300]!r}")
    return found.group(1).decode()
