"""What counts as small, medium and large in a trade: 中小企业划型标准规定 (工信部联企业〔2011〕300号).

An enterprise is of a size when it reaches both lower bounds of it, else of the next one below. Every figure was
compared on 2026-11-30 with the standard's 第四条, whose item each row names, as public sites print it, and with the
table of 统计上大中小微型企业划分办法（2017）(国统字〔2017〕213号), which repeats it; both say the same.
"""

from dataclasses import dataclass

from policies.audience import Sector, Size


@dataclass(frozen=True)
class Bounds:
    """Of one trade: people and yearly turnover in 万元 from which an enterprise is medium, and large; 0: no bound."""

    trade: str
    medium: tuple[int, int]
    large: tuple[int, int]
    item: str


INDUSTRY = (Bounds("", (300, 2000), (1000, 40000), "二"),)
BOUNDS: dict[str, tuple[Bounds, ...]] = {
    Sector.MANUFACTURING: INDUSTRY,
    Sector.AGRO: INDUSTRY,
    Sector.MATERIALS: INDUSTRY,
    Sector.TECHNOLOGY: (
        Bounds("软件和信息技术服务", (100, 1000), (300, 10000), "十二"),
        Bounds("其他科技服务", (100, 0), (300, 0), "十六"),
    ),
    Sector.SERVICES: (
        Bounds("零售", (50, 500), (300, 20000), "五"),
        Bounds("餐饮住宿", (100, 2000), (300, 10000), "九、十"),
        Bounds("批发", (20, 5000), (200, 40000), "四"),
        Bounds("没有单列的服务", (100, 0), (300, 0), "十六"),
    ),
    Sector.LOGISTICS: (
        Bounds("运输", (300, 3000), (1000, 30000), "六"),
        Bounds("仓储", (100, 1000), (200, 30000), "七"),
    ),
    Sector.OTHER: (Bounds("", (100, 0), (300, 0), "十六"),),
}
SOURCE = "按国家《中小企业划型标准规定》，从业人数和年营业收入都达到才算上一档；行业不同，界线不同。"
WITHOUT_TRADE = "没有选行业的，按工业的界线。"
TAXPAYER = {
    "small_taxpayer": "年应征增值税销售额 500 万元及以下",
    "general_taxpayer": "年应征增值税销售额超过 500 万元，或自己登记为一般纳税人",
}


def hint(size: str, sector: str) -> str:
    """The bounds of `size` in the trade `sector`, of industry where none was chosen; empty where none are fixed."""
    if size == Size.INDIVIDUAL:
        return "营业执照类型是个体工商户，不论人数"
    rows = BOUNDS.get(sector, ()) if sector else INDUSTRY
    return "；".join(f"{row.trade}{_words(size, row)}" for row in rows)


def note(sector: str) -> str:
    """Below the choices: whose bounds these are."""
    return SOURCE if sector in BOUNDS else f"{SOURCE}{WITHOUT_TRADE}" if not sector else ""


def _words(size: str, row: Bounds) -> str:
    if size == Size.SMALL:
        return _below(*row.medium)
    if size == Size.LARGE:
        return _above(*row.large)
    return f"{_above(*row.medium)}，未到大型"


def _below(people: int, turnover: int) -> str:
    return f"{people} 人以下" + (f"或年营业收入 {_money(turnover)}以下" if turnover else "")


def _above(people: int, turnover: int) -> str:
    return f"{people} 人以上" + (f"且年营业收入 {_money(turnover)}以上" if turnover else "")


def _money(turnover: int) -> str:
    return f"{turnover // 10000} 亿元" if turnover >= 10000 else f"{turnover} 万元"
