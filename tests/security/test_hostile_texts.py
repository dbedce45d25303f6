"""Texts that were made to cost much: twice the text takes about twice the time, in every pattern and every reader.

Neither is listed by hand: patterns and calls of parsers are found by reading the source. A pattern gets the texts that
its own parts make, a reader those of the table below; a reader that the table does not know fails.
"""

import html
import json
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from office.examination import markup, pasted, pdfs, tables
from office.examination.reasons import Unacceptable
from office.numbers import clean_text
from office.privacy import masking, person_names
from office.publishing import differences
from office.search import bigrams
from policies import pasting, texts
from policies.search import words
from requests_app.texts import accusations, folding, matters
from stations import names
from tests.office import uploads
from tests.security.patterns import Pattern, hostile, patterns, patterns_in
from tests.sources import Module

# Quadratic work over so many characters is some 20 million steps: a hundred times what linear work takes.
SIZE = 16_000
# Below this nothing is measured: on a busy machine a clock tells nothing of less.
IDLE_SECONDS = 0.015
GROWS_AT_MOST = 3.0
TRIES = 5
SHORTEST = 125


def _bytes(read: Callable[[bytes], Any]) -> Callable[[str], Any]:
    return lambda text: read(text.encode("utf-8", "replace"))


def _pasted(text: str) -> Any:
    """What it is given by nh3: tags that end, and everything else as text."""
    writer = pasting._Writer()
    writer.feed(text if text.startswith(("<td>", "<ul>", "<table>")) else html.escape(text))
    writer.close()
    return writer.text


def _pdf(text: str) -> Any:
    pdfs._scan(uploads.pdf(text.encode("utf-8", "replace")))


READERS: dict[str, Callable[[str], Any]] = {
    "accusations": accusations.weighed,
    "clean_text": clean_text,
    "csv": _bytes(tables.rows),
    "folding": folding.folded,
    "index": bigrams.grams,
    "json": json.loads,
    "markdown": texts.blocks,
    "masking": masking.find,
    "matters": matters.matters_in,
    "name": names.folded_name,
    "pasted": _pasted,
    "pdf": _pdf,
    "person_names": lambda text: list(person_names.named_in(text)),
    "question": words.normalised,
    "relations": _bytes(markup.relations),
}
PUMPS = (
    "<!--",
    "<?",
    "‹?",
    "<![",
    "<o:",
    "<span mso-list: ignore",
    "</",
    "<td>",
    "<ul><li>",
    "<table><tr><td>x",
    "&",
    "&#x",
    "<Relationship ",
    "<Relationship/>",
    "a='",
    "stream\n",
    "stream\nendstream",
    "/#41",
    "obj<<",
    "[",
    "](",
    "![",
    "`",
    "**a",
    "_*",
    "> ",
    "- ",
    "|-",
    "\\",
    '"',
    '{"":',
    "\u0301",
    "\u0327\u0301",
    "\ufdfa",
    "\u200d",
    "1",
    "1-",
    "1 ",
    "138",
    "0718-",
    "一",
    "一十",
    "十万",
    "第一、",
    "，",
    "。",
    "。 ",
    "（",
    "收了好处",
    "张三先生",
    "联系人张",
    "鄂A",
    "a@",
    "微信号a",
    "尊敬的领导",
    "管一一一一",
    "\n",
    "\t",
    "a,",
    "a",
)


def seconds(work: Callable[[], object]) -> float:
    began = time.process_time()
    # Refused is as good as read.
    with suppress(Unacceptable, ValueError, RecursionError):
        work()
    return time.process_time() - began


def grows_too_fast(
    read: Callable[[str], object], before: str, pump: str, after: str, size: int = SIZE
) -> bool:
    """Whether twice the text takes much more than twice the time, each time that it is measured."""

    def text(length: int) -> str:
        return before + pump * (length // len(pump) + 1) + after

    # From short ones on: cubic work over the longest would not end.
    length = SHORTEST
    while seconds(partial(read, text(length))) < IDLE_SECONDS:
        if length >= size:
            return False
        length *= 2
    once, twice = text(length), text(2 * length)
    for _ in range(TRIES):
        short, long = seconds(partial(read, once)), seconds(partial(read, twice))
        if long < GROWS_AT_MOST * max(short, IDLE_SECONDS / 2):
            return False
    return True


def slow_texts(pattern: Pattern) -> list[tuple[str, str, str]]:
    for made in hostile(pattern.compiled):
        if grows_too_fast(pattern.apply, *made):
            return [made]
    return []


FOUND = list(patterns())


def test_patterns_are_found_by_reading_the_source() -> None:
    assert len(FOUND) > 100
    assert any(isinstance(each.compiled.pattern, bytes) for each in FOUND)


@pytest.mark.parametrize("pattern", FOUND, ids=[each.where for each in FOUND])
def test_twice_the_text_takes_a_pattern_twice_the_time(pattern: Pattern) -> None:
    assert slow_texts(pattern) == []


@pytest.mark.parametrize("name", READERS)
def test_twice_the_text_takes_a_reader_twice_the_time(name: str) -> None:
    slow = [pump for pump in PUMPS if grows_too_fast(READERS[name], "", pump, "", size=SIZE)]
    assert slow == []


@pytest.mark.parametrize(
    "source",
    [
        r"<Relationship\s([^>]*)>",
        r"<!--.*?-->",
        r"\d+[a-z]*\d+$",
        r"[\d一]+[万十]*元",
        r"(?:[一二]?[十百])+(?=[万亿])",
        r"\s*x?\s*y",
    ],
)
def test_the_guard_sees_a_slow_pattern(source: str, tmp_path: Path) -> None:
    example = tmp_path / "example.py"
    example.write_text(f"import re\nre.search({source!r}, text)\n", encoding="utf-8")
    (found,) = patterns_in(Example(example))
    assert slow_texts(found)


class Example(Module):
    """A module of no floor, that is read as one."""

    @property
    def name(self) -> str:
        return self.path.name

    @property
    def dotted(self) -> str:
        return "re"


def test_deep_html_is_ended_in_time() -> None:
    """Its tree takes quadratic time: why it is made in a process of its own."""
    assert pasted.cleaned(b"<b>x</b>", {"tags": ["b"], "dropped": [], "attributes": {}}) == b"<b>x</b>"
    with pytest.raises(pasting.forms.ValidationError, match="过于复杂"):
        pasting.written("<ul><li>" * 200_000)


def test_a_table_of_millions_of_cells_is_refused() -> None:
    with pytest.raises(pasting.forms.ValidationError, match="过于复杂"):
        pasting.written("<table>" + "<tr>" + "<td colspan=30 rowspan=30>x</td>" * 20_000 + "</table>")


def test_a_pasted_page_of_many_instructions_is_read_in_a_moment() -> None:
    began = time.process_time()
    pasting.written("<p>一段</p>" + "‹?" * 20_000 + "<?" * 20_000)
    assert time.process_time() - began < 2


def test_a_wide_table_is_refused_before_its_cells_are_cleaned() -> None:
    from office.sheets import read_rows

    with pytest.raises(Exception, match="列"):
        read_rows(BytesIO(b"a," * 100_000), "名册.csv")


# What editors save may be 50,000 letters long, and whoever publishes it is shown what has changed.
EDITIONS: dict[str, tuple[str, str]] = {
    "equal sentences": ("。" * 50_000, "一。" * 25_000),
    "equal sentences around one": ("同上。" * 8000 + "甲。" + "同上。" * 8000, "乙。" + "同上。" * 16_000),
    "sentences that all differ": (
        "".join(f"{chr(0x4E00 + n)}。" for n in range(16_000)),
        "".join(f"{chr(0x4E00 + n)}{'。' if n % 2 else '；'}" for n in range(16_000)),
    ),
    "one sentence": ("一" * 50_000, "二一" * 25_000),
    "as many as are compared": ("同上。甲。" * 450, "甲。乙。同上。" * 300),
}


@pytest.mark.parametrize("texts", EDITIONS.values(), ids=EDITIONS)
def test_two_editions_are_compared_in_a_moment(texts: tuple[str, str]) -> None:
    before, after = texts
    assert seconds(lambda: list(differences.text_words(before, after))) < 1
    items = [before[place : place + 300] for place in range(0, 9000, 300)]
    others = [after[place : place + 300] for place in range(0, 9000, 300)]
    assert seconds(lambda: list(differences.of_records({"": items}, {"": others}))) < 1.5


def test_a_place_is_still_found_in_a_long_text() -> None:
    before = "".join(f"第{number}句。" for number in range(5000))
    after = before.replace("第4000句。", "第4000句改过。")
    assert list(differences.text_words(before, after)) == ["“第4000句。”改为“第4000句改过。”"]
