"""The dictionary of the published files: what each line of a month's JSON and CSV means (docs/domain.md § 3).

A figure that an edition has and no line explains fails a test: whoever adds one adds its line.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from evaluation import (
    activity_figures,
    figures,
    late_entries,
    people_lines,
    station_figures,
    suggestion_figures,
)
from evaluation.disclosure_papers import READ, SUM_LABELS
from evaluation.figure_tables import BESIDE_LABELS
from evaluation.results import FEWEST

SMALL = f"分母不足 {FEWEST} 时为空"
EXPLAINED_SUMS = {
    "received": "本月收到的诉求",
    "settled": "其中企业确认问题解决、或承诺兑现并经确认的",
    "ended": "其中以其他结果结案的：承诺未到期、已解释说明、暂不能解决已说明、未评价等",
    "going": "其中到月底还在期限内办理的",
    "overdue": "其中到月底超过答复期限的",
    "left_out": "其中转送、不予受理、撤回的",
}
# 解决率 adds up two figures; the others are one each.
SOLVED = "对 A 类答复的评价中企业说问题解决了的，加上本月到期的承诺中已兑现并经确认的"
RATE_OF = {
    "response": figures.RESPONSE,
    "answered": figures.ANSWERED,
    "closed": figures.CLOSED,
    "satisfied": figures.SATISFIED,
}
SOLVED_BESIDE = (*figures.SOLVED_NOW.beside, *figures.SOLVED_LATER.beside)


@dataclass(frozen=True)
class Entry:
    """`path` as the CSV writes it, with * for the number of a line; `unit` is empty for words and codes."""

    path: str
    label: str
    meaning: str
    unit: str = ""


def entries() -> Iterator[Entry]:
    """In the order of the files' parts."""
    yield from _HEAD
    yield from _sums("figures.sums")
    yield from _rates("figures.rates", [*RATE_OF, "solved"])
    yield from _people()
    yield from _groups()
    yield from _station_life()
    yield from _activities()
    yield from _suggestions()
    yield from (
        Entry(
            f"figures.readings.{name}",
            f"政策查询：{label}",
            "同一人同一天看同一条只计一次，工作人员不计",
            "人次",
        )
        for name, label in READ
    )
    yield Entry(f"figures.{late_entries.KEY}", late_entries.LABEL, late_entries.HINT, "件")


_HEAD = (
    Entry("format", "文件格式", "格式改变时加一"),
    Entry("station", "服务站代码", "见接口 /api/v1/stations/"),
    Entry("year", "年", "公示的年份"),
    Entry("month", "月", "公示的月份"),
    Entry("edition", "版次", "更正一次加一，以前的版次保留"),
    Entry("note", "更正说明", "第 1 版为空"),
    Entry("published_at", "公示时间", "世界协调时"),
    Entry("published_on", "公示日期", "北京时间"),
    Entry("figures.as_of", "数据截止日", "按这一天 24:00 在案的事实统计"),
    Entry(
        f"figures.{station_figures.KEY}",
        "内容版本",
        "1：诉求；2：另有接待和咨询；3：另有活动；4：另有代表建议。没有这一行的是 1",
    ),
    Entry("figures.corrections.*.at", "更正时间", "按哪一刻的记录重新计算"),
    Entry("figures.corrections.*.cases.*", "更正的件", "受理编号"),
    Entry("record.*.seq", "记录序号", "公示以前这份公示的每一步"),
    Entry("record.*.action", "记录事项", "生成、核对、异议、送审等的代码"),
    Entry("record.*.at", "记录时间", "世界协调时"),
    Entry("record.*.sha256", "记录校验值", "记录原文的 SHA-256"),
)


def _sums(path: str) -> Iterator[Entry]:
    for name, label in SUM_LABELS:
        yield Entry(f"{path}.{name}", label, EXPLAINED_SUMS[name], "件")


def _rates(path: str, names: list[str]) -> Iterator[Entry]:
    for name in names:
        figure = RATE_OF.get(name)
        label, basis = (figure.label, figure.basis) if figure else ("解决率", SOLVED)
        yield Entry(f"{path}.{name}.numerator", f"{label}：分子", f"{basis}；{SMALL}", "件")
        yield Entry(f"{path}.{name}.denominator", f"{label}：分母", f"{basis}；{SMALL}", "件")
        yield Entry(f"{path}.{name}.percent", label, f"分子除以分母，四舍五入到整数；{SMALL}", "%")
        yield Entry(
            f"{path}.{name}.excluded", f"{label}：未计入", "转送、不予受理、撤回、匿名等，不在分母里", "件"
        )
        for beside in figure.beside if figure else SOLVED_BESIDE:
            yield Entry(
                f"{path}.{name}.{beside}", f"{label}：{BESIDE_LABELS[beside]}", "在分母里，另行列出", "件"
            )


def _people() -> Iterator[Entry]:
    yield Entry("figures.representatives.*.code", "代表代码", "在任进站代表")
    yield Entry("figures.representatives.*.name", "代表姓名", "月底的姓名")
    yield Entry("figures.representatives.*.group", "专业小组", "月底所在的小组")
    for name, label in people_lines.COUNTS:
        yield Entry(f"figures.representatives.*.{name}", label, "经核对的记录，不是名次", "件")


def _groups() -> Iterator[Entry]:
    yield Entry("figures.groups.*.code", "小组代码", "见接口 /api/v1/professional-groups/")
    yield Entry("figures.groups.*.name", "小组", "公示时的名称")
    yield from _sums("figures.groups.*")
    yield from _rates("figures.groups.*", ["response", "answered"])


def _station_life() -> Iterator[Entry]:
    for name, label, unit in station_figures.RECEPTIONS:
        yield Entry(f"figures.receptions.{name}", label, "接待以登记册关闭的为准", unit)
    for part, label in (("numerator", "分子"), ("denominator", "分母"), ("percent", "比率")):
        yield Entry(
            f"figures.receptions.no_show.{part}",
            f"{station_figures.NO_SHOW}：{label}",
            f"约了没来也没有取消的；{SMALL}",
        )
    for name, label, unit in station_figures.CONSULTATIONS:
        yield Entry(f"figures.consultations.{name}", label, "作废的不计", unit)


def _activities() -> Iterator[Entry]:
    for name, label, unit in activity_figures.COUNTS:
        yield Entry(f"figures.activities.{name}", label, "只在默认服务站的公示中；按报告或确认的月份计", unit)
    for part, label in (("numerator", "分子"), ("denominator", "分母"), ("percent", "比率")):
        yield Entry(
            f"figures.activities.attendance.{part}",
            f"{activity_figures.ATTENDANCE}：{label}",
            f"受邀而没有请假的代表中经核对到会的；{SMALL}",
        )


def _suggestions() -> Iterator[Entry]:
    for name, label, unit in suggestion_figures.COUNTS:
        yield Entry(f"figures.suggestions.{name}", label, "只在默认服务站的公示中；本级代表建议", unit)
    for name, label in suggestion_figures.RATES:
        for part, words in (("numerator", "分子"), ("denominator", "分母"), ("percent", "比率")):
            meaning = f"{suggestion_figures.BASES[name]}；{SMALL}"
            yield Entry(f"figures.suggestions.{name}.{part}", f"{label}：{words}", meaning)
