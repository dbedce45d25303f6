"""Rows that these tests need more of than the fixtures in people.py give."""

import datetime as dt
from itertools import count
from typing import Any

from groups.models import (
    Department,
    Mandate,
    ProfessionalGroup,
    RegionalGroup,
    RegionalUnit,
    Representative,
    Term,
)
from office.models import User

SINCE = dt.date(2026, 1, 1)
_numbers = count(1)


def a_user(name: str = "某人", **options: Any) -> User:
    return User.objects.create_user(username=f"user{next(_numbers)}", name=name, **options)


def a_representative(name: str = "张伟", **options: Any) -> Representative:
    number = next(_numbers)
    values = {"code": f"code{number}", "certificate_number": f"T-{number:04d}", "name": name} | options
    return Representative.objects.create(**values)


def in_office(term: Term, name: str = "张伟", since: dt.date = SINCE, **options: Any) -> Representative:
    representative = a_representative(name, **options)
    Mandate.objects.create(representative=representative, term=term, since=since)
    return representative


def a_unit(code: str = "sy", name: str = "试验街道", kind: str = "street") -> RegionalUnit:
    return RegionalUnit.objects.get_or_create(code=code, defaults={"name": name, "kind": kind})[0]


def a_regional_group(code: str = "RG-NH-01", name: str = "南湖街道第一代表小组") -> RegionalGroup:
    return RegionalGroup.objects.get_or_create(code=code, defaults={"name": name, "unit": a_unit()})[0]


def a_department(code: str = "kjj", name: str = "麻城市科技局", **options: Any) -> Department:
    return Department.objects.create(code=code, name=name, short_name=name[-3:], **options)


def a_group(**options: object) -> ProfessionalGroup:
    values = {"code": "finance", "name": "财政经济", "order": 4} | options
    return ProfessionalGroup.objects.get_or_create(code=values["code"], defaults=values)[0]
