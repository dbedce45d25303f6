"""What in a text leads to whoever complained: names and their short forms, numbers, codes, addresses.

Marked for the person who releases a text (docs/domain.md § 1); more is marked than gives somebody away, never less
than the case itself knows.
"""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from office.privacy import masking
from office.privacy.digits import plain
from office.privacy.masking import Kind
from requests_app.models import EnterpriseRequest
from stations.models import Enterprise

# What many enterprises are called: alone it names none of them.
FORMS = re.compile(
    r"有限责任公司|股份有限公司|有限公司|分公司|总公司|公司|集团|合作社|工作室|经营部|服务部|门市部|个体工商户|工厂|厂|店|中心|[（）()]"
)
PLACE = re.compile(r"^(?:[\u4e00-\u9fff]{2,4}?[省市县区州镇])+")
TITLES = ("总", "老板", "经理", "厂长", "董事长", "主任", "会计", "先生", "女士", "师傅")
TRADES = [
    "石材",
    "建材",
    "机械",
    "设备",
    "科技",
    "技术",
    "实业",
    "工业",
    "商贸",
    "贸易",
    "食品",
    "农业",
    "生态",
    "建筑",
    "工程",
    "装饰",
    "物流",
    "运输",
    "服饰",
    "服装",
    "纺织",
    "汽车",
    "配件",
    "电子",
    "电器",
    "化工",
    "医药",
    "制药",
    "材料",
    "新材料",
    "能源",
    "环保",
    "家具",
    "家居",
    "餐饮",
    "酒店",
    "旅游",
    "文化",
    "传媒",
    "教育",
    "信息",
    "网络",
    "软件",
    "投资",
    "置业",
    "地产",
    "种植",
    "养殖",
    "加工",
    "制造",
    "制品",
    "销售",
    "服务",
    "管理",
    "发展",
    "开发",
    "矿业",
    "金属",
    "塑料",
    "包装",
    "印刷",
]
SHORTEST = 2


@dataclass(frozen=True)
class Trace:
    """`text[start:end]`; `is_certain` where it is one of the case's own names or numbers, or any number of a person."""

    start: int
    end: int
    is_certain: bool


@dataclass(frozen=True)
class Piece:
    """A part of a text as a page shows it, marked or not."""

    text: str
    is_marked: bool


class Identity:
    """What the case knows of whoever complained."""

    def __init__(self, case: EnterpriseRequest) -> None:
        rows = _rows_of(case)
        enterprises = [case.enterprise_name, *(row.name for row in rows)]
        self.names = _longest_first([*enterprises, case.contact])
        codes = [case.uscc, *(row.uscc or "" for row in rows)]
        addresses = [row.address for row in rows]
        self.values = _longest_first([*codes, case.phone, case.email, *addresses], at_least=4)
        short = [form for name in enterprises for form in short_forms(name)]
        self.short_names = _longest_first([*short, *_addressed(case.contact)])

    def traces(self, text: str) -> list[Trace]:
        """In their order, none inside another; the certain ones first where two overlap."""
        found: list[Trace] = []
        for trace in (*self._certain(text), *_likely(text, self.short_names)):
            # Those that were found do not overlap: only the two beside it can.
            place = bisect(found, trace.start, key=_begin)
            if place and found[place - 1].end > trace.start:
                continue
            if place < len(found) and found[place].start < trace.end:
                continue
            found.insert(place, trace)
        return found

    def pieces(self, text: str) -> list[Piece]:
        """The whole text in parts, the traces marked."""
        found, at = [], 0
        for trace in self.traces(text):
            found += [Piece(text[at : trace.start], False), Piece(text[trace.start : trace.end], True)]
            at = trace.end
        return [piece for piece in (*found, Piece(text[at:], False)) if piece.text]

    def without(self, text: str) -> str:
        """The text with every trace taken out: what a release begins with."""
        return "".join("某某" if piece.is_marked else piece.text for piece in self.pieces(text))

    def _certain(self, text: str) -> Iterator[Trace]:
        read = plain(text)
        for value in (*self.values, *self.names):
            for start in _all_of(read.text.lower(), plain(value).text.lower()):
                yield Trace(*read.span(start, start + len(plain(value).text)), True)
        for hit in masking.find(text, self.names):
            yield Trace(hit.start, hit.end, hit.kind != Kind.NAME or hit.value in self.names)


def _begin(trace: Trace) -> int:
    return trace.start


def short_forms(name: str) -> list[str]:
    """What an enterprise is called for short: its name without place, trade and legal form, and pieces of it."""
    found = []
    core = FORMS.sub(" ", PLACE.sub("", name))
    for word in core.split():
        found += [
            word[start:end] for start in range(len(word)) for end in range(start + SHORTEST, len(word) + 1)
        ]
    return [form for form in dict.fromkeys(found) if form not in TRADES]


def _likely(text: str, short_names: Iterable[str]) -> Iterator[Trace]:
    read = plain(text)
    for form in short_names:
        for start in _all_of(read.text.lower(), plain(form).text.lower()):
            yield Trace(*read.span(start, start + len(plain(form).text)), False)


def _all_of(text: str, value: str) -> Iterator[int]:
    at = text.find(value) if value else -1
    while at >= 0:
        yield at
        at = text.find(value, at + len(value))


def _rows_of(case: EnterpriseRequest) -> list[Enterprise]:
    """The enterprise's own row, and those that stand for the same one."""
    if case.enterprise is None:
        return []
    leading = case.enterprise.leading
    return [leading, *leading.duplicates.all()]


def _addressed(contact: str) -> list[str]:
    """徐总, 老徐: how somebody called 徐某 is spoken of."""
    surname = contact[:1]
    return [f"老{surname}", f"小{surname}", *(surname + title for title in TITLES)] if surname else []


def _longest_first(values: Iterable[str], *, at_least: int = SHORTEST) -> tuple[str, ...]:
    kept = {value.strip() for value in values if value and len(value.strip()) >= at_least}
    return tuple(sorted(kept, key=lambda value: (-len(value), value)))
