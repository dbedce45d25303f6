"""A roster as text: one good row, and ways to spoil a cell of it."""

import datetime as dt
from io import BytesIO

from groups.models import Term
from groups.roster import Roster, import_roster, read_roster
from office.actors import Actor

TODAY = dt.date(2026, 11, 23)
BY = Actor.system("test")
HEADER = "姓名,性别,出生年月,代表证号,手机号,职业/职务,单位,专业领域,地域小组代码,专业小组,进站职能,简介"
ROW = "单国强,男,1975-03,MCRD-0016,19900000016,公证员,市公证处,公证,RG-NH-01,财政经济,,熟悉公证工作。"


def read(*rows: str, header: str = HEADER, encoding: str = "utf-8") -> Roster:
    content = "\n".join([header, *rows]).encode(encoding)
    return read_roster(BytesIO(content), "名册.csv", on=TODAY)


def take(roster: Roster, term: Term, now: dt.datetime) -> None:
    import_roster(roster, term=term, on=TODAY, by=BY, at=now)


def problems(*rows: str, header: str = HEADER) -> list[str]:
    return [str(problem) for problem in read(*rows, header=header).problems]


def with_cell(column: str, text: str) -> str:
    cells = ROW.split(",")
    cells[HEADER.split(",").index(column)] = text
    return ",".join(cells)
