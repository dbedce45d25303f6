"""Requests a second of our pages over those of the ceiling, A B A B in one run."""

import statistics
import time
from collections.abc import Callable, Iterator
from typing import NamedTuple
from urllib.parse import urlencode

from bench import forms, load, servers
from bench.prepare import PHONE, Prepared
from bench.report import Report

BOARD = "/board/gyllzx/main/"
Requests = Callable[[], Iterator[load.Request]]


class Rate(NamedTuple):
    """The line `name`: our `requests`, answered with status `expected`, over those of the ceiling's page `of`."""

    name: str
    of: str
    requests: Requests
    expected: int


def rates(port: int, prepared: Prepared) -> list[Rate]:
    signed_in = f"session={prepared.staff}"
    return [
        Rate("intake_get", "page", _same(load.get(forms.PUBLIC_FORM)), 200),
        Rate("track_post", "page", lambda: _progress(port, prepared.code), 200),
        Rate("desk_list", "page", _same(load.get("/desk/requests/", Cookie=signed_in)), 200),
        Rate("case_page", "page", _same(load.get(f"/desk/requests/{prepared.case}/", Cookie=signed_in)), 200),
        Rate("staff_start", "page", _same(load.get("/admin/", Cookie=signed_in)), 200),
        Rate("board_304", "hello", lambda: _polls(port), 304),
        Rate("board_200", "hello", _same(load.get(BOARD)), 200),
        # Last: each of its hundreds of cases resembles those that the pages above show.
        Rate("intake_post", "insert3", lambda: _forms(port), 303),
    ]


class Server(NamedTuple):
    """A web server that is measured: its process and its port."""

    pid: int
    port: int


class Measured(NamedTuple):
    """Requests a second, and milliseconds of the processors for each: these change less on a busy machine."""

    rate: float
    processor: float


def measure(report: Report, rate: Rate, ours: Server, theirs: Server, *, rounds: int, seconds: float) -> None:
    """Ours and the ceiling's, measured in turn for so many seconds each."""
    ceiling = _same(load.get(f"/{rate.of}"))
    load.rate(ours.port, rate.requests, seconds=0.5, expected=rate.expected)
    pairs = []
    for _ in range(rounds):
        own = _measured(ours, rate.requests, seconds, rate.expected)
        pairs.append((own, _measured(theirs, ceiling, seconds, 200)))
    own, other = (
        Measured(*map(statistics.median, zip(*side, strict=True))) for side in zip(*pairs, strict=True)
    )
    ratios = [own.rate / other.rate for own, other in pairs]
    beside = f"{own.rate:.0f} / {other.rate:.0f} requests a second, {own.processor:.1f} / {other.processor:.1f} ms of the processors each"
    report.line(rate.name, ratios, f"of {rate.of}", beside=beside)


def _measured(server: Server, requests: Requests, seconds: float, expected: int) -> Measured:
    used, begun = servers.processor_seconds(server.pid), time.monotonic()
    a_second = load.rate(server.port, requests, seconds=seconds, expected=expected)
    count = a_second * (time.monotonic() - begun)
    return Measured(a_second, (servers.processor_seconds(server.pid) - used) * 1000 / count)


def _same(request: load.Request) -> Requests:
    def repeated() -> Iterator[load.Request]:
        while True:
            yield request

    return repeated


def _polls(port: int) -> Iterator[load.Request]:
    """What a screen asks while nothing has changed."""
    tag = forms.found(rb'ETag: ("[^"]+")', load.send(port, load.get(BOARD))[1])
    while True:
        yield load.get(BOARD, If_None_Match=tag)


def _progress(port: int, code: str) -> Iterator[load.Request]:
    """The page behind the look-up by code and telephone."""
    page = load.send(port, load.get("/track/"))[1]
    values = {
        "csrfmiddlewaretoken": forms.found(rb'name="csrfmiddlewaretoken" value="([^"]+)"', page),
        "code": code,
        "last4": PHONE[-4:],
    }
    csrf = forms.found(rb"csrf=([^;]+)", page)
    answer = load.send(port, load.post("/track/", urlencode(values), Cookie=f"csrf={csrf}"))[1]
    path, cookie = (
        forms.found(rb"Location: (\S+)", answer),
        forms.found(rb"Set-Cookie: +([^=]+=[^;]+);", answer),
    )
    while True:
        yield load.get(path, Cookie=cookie)


def _forms(port: int) -> Iterator[load.Request]:
    """Complete forms, sent without a file."""
    page = load.send(port, load.get(forms.PUBLIC_FORM))[1]
    token = forms.found(rb'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    csrf = forms.found(rb"csrf=([^;]+)", page)
    for fields in forms.requests(page):
        body = urlencode({"csrfmiddlewaretoken": token, **fields})
        yield load.post(forms.PUBLIC_FORM, body, Cookie=f"csrf={csrf}")
