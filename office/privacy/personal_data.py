"""A copy of what is stored about somebody with an account, in one file (个人信息保护法: 查阅、复制)."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from office import ports
from office.calendar import LOCAL
from office.models import User
from office.roles import Role
from office.sheets import Cell, write_xlsx

COLUMNS = ("类别", "项目", "内容")


def copy_of(user: User) -> tuple[bytes, int]:
    """The workbook, a row for each value that the apps store about the account's owner; and how many those are."""
    sections: dict[str, Mapping[str, Any]] = {}
    for find in ports.personal_data:
        sections |= find(user)
    rows = list(rows_of(sections))
    return write_xlsx("个人信息", COLUMNS, rows), len(rows)


def rows_of(sections: Mapping[str, Mapping[str, Any]]) -> Iterator[tuple[Cell, ...]]:
    for section, values in sections.items():
        for item, value in values.items():
            for each in value if isinstance(value, list | tuple) else [value]:
                yield section, item, _cell(each)


def account_data(user: User) -> dict[str, Mapping[str, Any]]:
    """For `ports.personal_data`: the account itself and its roles."""
    roles = [
        f"{Role(grant.role).label} {grant.since}" + (f" 至 {grant.until}" if grant.until else "")
        for grant in user.role_grants.order_by("since", "pk")
    ]
    account = {
        "用户名": user.username,
        "姓名": user.name,
        "电子邮箱": user.email,
        "电话": user.phone,
        "开设日期": user.date_joined,
        "上次登录": user.last_login,
        "角色": roles,
    }
    return {"账号": account}


def _cell(value: Any) -> Cell:
    if isinstance(value, datetime):
        return f"{value.astimezone(LOCAL):%Y-%m-%d %H:%M}"
    return "" if value is None else str(value)
