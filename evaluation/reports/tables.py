"""A report's numbers as tables of words, the same on the page, in Word, on PDF."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from evaluation.reports.content import SUMS

JSON = dict[str, Any]
BASIS = (
    "口径：诉求按收到日期，比率按原定期限落在本期的件计算，各期都按该期最后一天 24:00 在案的事实统计；"
    "密封件不计，一件拆成几件的每件按几分之一计，未计入的件在比率旁另列。"
)


@dataclass(frozen=True)
class Table:
    key: str
    heading: str
    heads: Sequence[str]
    rows: list[list[str]]
    under: str = ""


def tables_of(data: JSON) -> list[Table]:
    """Those that have rows, in their order; `data` is `Report.figures`."""
    found = [
        _sums(data),
        _rates(data),
        _categories(data),
        _moving(data),
        *_parts(data),
        _units(data),
        _life(data),
    ]
    return [each for each in found if each.rows]


def _heads(data: JSON, first: str) -> list[str]:
    periods = data["periods"]
    return [first, periods["now"], periods["before"], periods["year_before"]]


NONE = "—"
THREE = ("now", "before", "year_before")


def _cells(data: JSON, row: JSON, words: Callable[[Any], str] = str) -> list[str]:
    """What is told of the period, the one before and that of a year before; nothing of one that was not counted yet."""
    return [NONE if name in data["absent"] else words(row[name]) for name in THREE]


def _sums(data: JSON) -> Table:
    heads = [*_heads(data, "项目"), "比上期", "比上年同期"]
    rows = [
        [
            row["label"],
            *_cells(data, row),
            *(
                NONE if then in data["absent"] else more_or_less(row["now"], row[then])
                for then in ("before", "year_before")
            ),
        ]
        for row in data["sums"]
    ]
    return Table("sums", "诉求数量", heads, rows)


def more_or_less(now: int, then: int) -> str:
    """多 3, 少 2, 持平: counts, no percentages of small numbers."""
    if now == then:
        return "持平"
    return f"多 {now - then}" if now > then else f"少 {then - now}"


def _rates(data: JSON) -> Table:
    heads = [*_heads(data, "指标"), "未计入"]
    rows = [
        [
            row["label"],
            *_cells(data, row, rate_words),
            _left_out(row["now"]),
        ]
        for row in data["rates"]
    ]
    return Table(
        "rates", "办理质效", heads, rows, "比率后面是分子和分母；没有应计的件、或那时还没有数据的写“—”。"
    )


def rate_words(rate: JSON) -> str:
    if rate["percent"] is None:
        return "—"
    return f"{rate['percent']}%（{rate['numerator']} / {rate['denominator']}）"


def _left_out(rate: JSON) -> str:
    return str(rate["excluded"]) if rate["excluded"] else "0"


def _categories(data: JSON) -> Table:
    rows = [[row["label"], *_cells(data, row)] for row in data["categories"]]
    return Table("categories", "反映的事项", _heads(data, "类别"), rows)


def _moving(data: JSON) -> Table:
    heads = ("类别", "末月", "前 6 个月共", "反映企业", "其中再次反映", "把握")
    rows = [
        [
            row["label"],
            *(str(row[name]) for name in ("now", "six_before", "enterprises", "again")),
            row["trend"],
        ]
        for row in data.get("moving", ())
    ]
    under = "与本期最后一个月之前的 6 个月比，按工作日折算；“明显”是说碰巧这样的可能不到百分之一。"
    return Table("moving", "上升和下降的事项", heads, rows, under)


def _parts(data: JSON) -> list[Table]:
    heads = ["", *(label for _, label in SUMS)]
    found = []
    for of, heading, first in (("group", "各专业小组", "小组"), ("station", "各服务站", "服务站")):
        rows = [
            [row["label"], *(str(row[name]) for name, _ in SUMS)] for row in data["parts"] if row["of"] == of
        ]
        found.append(Table(f"parts_{of}", heading, [first, *heads[1:]], rows))
    return found


def _units(data: JSON) -> Table:
    rows = [
        [row["label"], str(row["denominator"]), str(row["numerator"]), str(row["excluded"])]
        for row in data["units"]
    ]
    heads = ["单位", "应回复", "按期回复", "未计入"]
    under = "按单位名称排列，不是名次；难度不同的件不能直接相比，见综合分析。"
    return Table("units", "承办单位回复", heads, rows, under)


def _life(data: JSON) -> Table:
    rows = [[row["label"], *_cells(data, row)] for row in data["life"]]
    heading = "接待、咨询和代表建议" if any("建议" in row[0] for row in rows) else "接待和咨询"
    return Table("life", heading, _heads(data, "项目"), rows)
