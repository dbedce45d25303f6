"""What pages cost in a ledger many times as large, and how long a word of two characters takes to find."""

import os
import statistics
import time
from collections.abc import Callable

from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test import Client

from bench import ledger, lines
from bench.prepare import CASES, RARE
from office import search

BIG = int(os.environ.get("BENCH_BIG", "100000"))
ROUNDS = 5
REQUESTS = 9
WORDS = {"rare": RARE, "common": "报装", "absent": "鲸鱼"}
PAGES = {
    "growth_list": "/desk/requests/",
    "growth_detail": "/desk/requests/2020-00017/",
    "growth_start": "/admin/",
    "growth_search": f"/desk/requests/?q={WORDS['common']}",
}
AT_MOST = 1.5
# The first nine copies are of the same months: ten times as much is in hand and happens in the month.
AT_MOST_ANEW = 2.0


def measure(session: str) -> None:
    client = Client(SERVER_NAME="127.0.0.1")
    client.cookies[settings.SESSION_COOKIE_NAME] = session
    asks: dict[str, Callable[[], object]] = {name: _asking(client, path) for name, path in PAGES.items()}
    asks["growth_start_anew"] = _asking(client, PAGES["growth_start"], anew=True)
    before = {name: _medians(ask) for name, ask in asks.items()}
    print(f"ledger of {BIG} …", flush=True)
    ledger.grow_to(BIG)
    for name, ask in asks.items():
        after = _medians(ask)
        ratios = [big / small for big, small in zip(after, before[name], strict=True)]
        beside = f"{statistics.median(after):.1f} / {statistics.median(before[name]):.1f} ms"
        lines.times(
            name,
            ratios,
            f"p50 at {BIG} ÷ at {CASES}",
            at_most=AT_MOST_ANEW if name.endswith("_anew") else AT_MOST,
            beside=beside,
        )
    for name, word in WORDS.items():
        at_most = 20 if connection.vendor == "sqlite" else 50
        found = [_took(lambda word=word: search.matching("case", word)) for _ in range(ROUNDS * 3)]  # type: ignore[misc]
        lines.milliseconds(f"search_2char_{name}", found, f"among {BIG} texts", at_most=at_most)


def _asking(client: Client, path: str, *, anew: bool = False) -> Callable[[], object]:
    def ask() -> None:
        if anew:
            cache.clear()
        answer = client.get(path)
        if answer.status_code != 200:
            raise RuntimeError(f"{path}: {answer.status_code}")

    return ask


def _medians(ask: Callable[[], object]) -> list[float]:
    ask()
    return [statistics.median(_took(ask) for _ in range(REQUESTS)) for _ in range(ROUNDS)]


def _took(ask: Callable[[], object]) -> float:
    """Milliseconds."""
    begun = time.perf_counter()
    ask()
    return (time.perf_counter() - begun) * 1000
