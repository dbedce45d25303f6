"""Rows that these tests need more of than the fixtures in people.py give."""

import datetime as dt
from itertools import count
from typing import Any

from stations.models import Enterprise, Station

SINCE = dt.date(2026, 1, 1)
_numbers = count(1)


def a_station(code: str = "", **options: Any) -> Station:
    number = next(_numbers)
    values = {
        "code": code or f"station{number}",
        "name": f"第{number}代表联络站",
        "opened_on": SINCE,
    } | options
    return Station.objects.create(**values)


def an_enterprise(name: str = "湖北甲有限公司", **options: Any) -> Enterprise:
    return Enterprise.objects.create(name=name, **options)
