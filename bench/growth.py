"""What pages cost in a ledger many times as large, and how long a word of two characters takes to find."""

import os
import statistics
import time
from collections.abc import Callable
from typing import NamedTuple

from django.core.cache import cache
from django.test import Client

from bench import ledger
from bench.prepare import CASES, RARE, Prepared
from bench.questions import client as signed_in
from bench.report import Report
from office import search

BIG = int(os.environ.get("BENCH_BIG", "100000"))
ROUNDS = 5
REQUESTS = 9
FIXED = 100_000
WORDS = {"rare": RARE, "common": "报装", "absent": "鲸鱼"}
PAGES = {
    "growth_list": "/desk/requests/",
    "growth_detail": "/desk/requests/2020-00017/",
    "growth_start": "/admin/",
    "growth_search": f"/desk/requests/?q={WORDS['common']}",
}


class Round(NamedTuple):
    """The median of milliseconds, and how many times as long as the fixed work that is."""

    took: float
    ratio: float


def measure(report: Report, prepared: Prepared) -> None:
    """The lines growth_* and search_2char_*; the ledger stays as large as it was made."""
    client = signed_in(prepared.staff)
    asks: dict[str, Callable[[], object]] = {name: _asking(client, path) for name, path in PAGES.items()}
    asks["growth_start_anew"] = _asking(client, PAGES["growth_start"], anew=True)
    before = {name: _rounds(ask) for name, ask in asks.items()}
    begun = time.perf_counter()
    ledger.grow_to(BIG)
    print(f"ledger of {BIG}, grown in {time.perf_counter() - begun:.0f} s", flush=True)
    for name, ask in asks.items():
        after = _rounds(ask)
        ratios = [big.ratio / small.ratio for big, small in zip(after, before[name], strict=True)]
        own, other = (statistics.median(each.took for each in side) for side in (after, before[name]))
        beside = f"{own:.1f} / {other:.1f} ms"
        report.line(name, ratios, f"p50 at {BIG} ÷ at {CASES}", beside=beside)
    for name, word in WORDS.items():
        found = [_took(lambda word=word: search.matching("case", word)) for _ in range(ROUNDS * 3)]  # type: ignore[misc]
        report.line(f"search_2char_{name}", found, f"among {BIG} texts")


def _asking(client: Client, path: str, *, anew: bool = False) -> Callable[[], object]:
    def ask() -> None:
        if anew:
            cache.clear()
        answer = client.get(path)
        if answer.status_code != 200:
            raise RuntimeError(f"{path}: {answer.status_code}")

    return ask


def _rounds(ask: Callable[[], object]) -> list[Round]:
    """Minutes lie between a page before and after the growth: each is set against a fixed piece of work beside it."""
    ask()
    return [_round(ask) for _ in range(ROUNDS)]


def _round(ask: Callable[[], object]) -> Round:
    pairs = [(_took(ask), _took(_fixed_work)) for _ in range(REQUESTS)]
    own, fixed = (statistics.median(side) for side in zip(*pairs, strict=True))
    return Round(own, own / fixed)


def _fixed_work() -> object:
    return sum(number * number for number in range(FIXED))


def _took(ask: Callable[[], object]) -> float:
    """Milliseconds."""
    begun = time.perf_counter()
    ask()
    return (time.perf_counter() - begun) * 1000
