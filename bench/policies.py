"""Searching 10,000 policies and items, as people type: milliseconds a query, in one process, no web server."""

import random
import statistics
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from bench.report import Report
from policies.search import Document, Index, build, find
from portal.reference_data.files import read

DOCUMENTS = 10_000
CHANGED = 6
ON = date(2026, 11, 23)
QUERIES = (
    "贷款", "社保", "daikuan", "dk", "代款", "貸款貼息", "招不到人怎么办", "daikaun", "专精特新", "研发加计扣出",
    "我想买台机器有没有补贴", "过桥资金", "孩子上学", "小微企业贷款需要什么条件和材料", "企业", "税", "火星移民",
)  # fmt: skip


def measure(report: Report) -> None:
    """The line policy_search: its figure is the slowest query."""
    index = _index()
    times = [_milliseconds(query, index) for query in QUERIES]
    what = f"the slowest of {len(QUERIES)} queries over {DOCUMENTS} policies and items"
    report.line("policy_search", times, what, figure=max(times))


def _milliseconds(query: str, index: Index) -> float:
    """The middle of five: one pause of a busy machine does not count."""
    return statistics.median(_once(query, index) for _ in range(5))


def _once(query: str, index: Index) -> float:
    begun = time.perf_counter()
    find(query, index, on=ON)
    return (time.perf_counter() - begun) * 1000


def _index() -> Index:
    """The seed over and over, each copy with every sixth character another, so that no two are the same."""
    rng = random.Random("bench")
    seed = list(_documents())
    pool = "".join(document.title + document.body for document in seed)

    def altered(text: str) -> str:
        letters = list(text)
        for _ in range(len(letters) // CHANGED):
            letters[rng.randrange(len(letters))] = rng.choice(pool)
        return "".join(letters)

    copies = (
        replace(
            seed[number % len(seed)],
            key=str(number),
            title=altered(seed[number % len(seed)].title),
            lead=altered(seed[number % len(seed)].lead),
            body=altered(seed[number % len(seed)].body),
        )
        for number in range(DOCUMENTS)
    )
    return build(copies, {each["word"]: each["means"] for each in read("synonyms.json")})


def _documents() -> Iterator[Document]:
    for each in read("macheng/policies.json"):
        yield Document(
            kind="policy",
            key=each["slug"],
            title=each["title"],
            lead=f"{each['benefit']} {each['who']}",
            body=" ".join([each["plain"], *each["key_points"]]),
            keywords=tuple(each["keywords"]),
            category=each["category"],
        )
