"""The analysis as a workbook: a sheet for each table of the page."""

from __future__ import annotations

from evaluation.analysis.movements import Movement
from evaluation.analysis.whole import Analysis, topics
from office.sheets import Cell, Sheet, write_workbook


def workbook(found: Analysis) -> bytes:
    months = [str(each) for each in (*found.asked.compared, found.asked.judged)]
    moving = ("名称", *months, "前六个月共", "反映企业", "其中再次反映", "把握", "P 值")
    return write_workbook(
        [
            Sheet("每月数量", ("月份", "收到", "已办结"), [[str(each.month), each.received, each.settled] for each in found.months]),
            Sheet("类别", moving, [_moving(row, found.categories) for row in found.moving]),
            Sheet("单位", moving, [_moving(row, found.units) for row in found.moving_units]),
            Sheet("反复出现", ("类别", "单位", "件数", "反映企业", "重新办理"), [
                [found.categories[row.category], found.units.get(row.unit, ""), row.matters, row.enterprises, row.reopened]
                for row in found.repeated]),
            Sheet("时间", ("环节", "次数", "中位（工作日）", "九成（工作日）", "合计（工作日）", "占比 %", "超期", "仍在进行"), [
                [row.label, row.n, row.median, row.ninety, row.days, row.share, row.over, row.running] for row in found.spent]),
            Sheet("单位按期回复", ("单位", "简单", "一般", "复杂", "按期", "同难度应有", "比值", "下限", "上限", "说法"), [
                [found.units.get(row.unit, ""), *row.mix, row.compared.observed, round(row.compared.expected, 1),
                 *(None if each is None else round(each, 2) for each in (row.compared.ratio, row.compared.low, row.compared.high)),
                 row.compared.words] for row in found.compared]),
            Sheet("承诺", ("单位", "已兑现", "未兑现", "待确认", "未到期"), [
                [row.unit, row.kept, row.broken, row.waiting, row.open] for row in found.promises]),
            Sheet("转化成了什么", ("种类", "名称", "来自诉求", "现状"), [
                [row.what, row.title, row.cases, row.words] for row in found.became]),
            Sheet("可以做的题目", ("题目", "依据", "适合"), [[row.title, row.evidence, row.fits] for row in topics(found)]),
        ]
    )  # fmt: skip


def _moving(row: Movement, names: dict[int, str]) -> list[Cell]:
    p = None if row.p is None else round(row.p, 4)
    return [names.get(row.key, ""), *row.values, row.y, row.enterprises, row.again, str(row.trend), p]
