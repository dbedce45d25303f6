"""An object's events as the admin shows them: what happened, and each field before and after."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Field, Model

from office.models import Event
from office.roles import Role

# Actions of the ground floor; other apps name theirs in their own timelines.
TITLES = {
    "added": "新增",
    "changed": "修改",
    "row_added": "新增一行",
    "row_changed": "修改一行",
    "account_opened": "开设账号",
    "account_corrected": "更正账号信息",
    "account_closed": "停用账号",
    "account_reopened": "恢复账号",
    "role_granted": "授予角色",
    "role_ended": "终止角色",
    "password_link_issued": "发出设置密码的链接",
    "password_set": "设置密码",
    "token_issued": "签发接口令牌",
    "token_revoked": "作废接口令牌",
    "sessions_ended": "退出所有登录",
    "second_factor_dropped": "解除两步验证",
    "password_link_sent": "把设置密码的链接发给本人",
    "access_ended": "原来的密码、两步验证和接口令牌失效",
    "account_change_asked": "提出账号变更",
    "account_change_confirmed": "确认账号变更",
    "account_change_declined": "没有同意账号变更",
    "sealed_code_made": "印制应急码",
    "sealed_code_used": "使用应急码",
    "login": "登录",
    "login_failed": "登录失败",
    "login_refused": "登录尝试过多，未受理",
    "setting_changed": "修改设置",
    "calendar_changed": "修改节假日",
    "message_revived": "再发一次消息",
    "message_told_by_telephone": "电话告知消息内容",
    "notices_chosen": "修改通知设置",
    "rows_written": "登记数据核对值",
    "rows_taken_up": "系统升级，登记已有数据的核对值",
}


class Line(NamedTuple):
    label: str
    before: str
    after: str


def title_of(event: Event) -> str:
    title = TITLES.get(event.action, event.action)
    role = event.data.get("role")
    return f"{title}：{Role(role).label}" if role in Role.values else title


def lines_of(event: Event, model: type[Model]) -> Iterator[Line]:
    """Fields with a before or an after; a text that was purged reads as such."""
    for name, sides in event.data.items():
        if not isinstance(sides, dict):
            continue
        shown = {side: _shown(event, model, name, side) for side in ("before", "after")}
        if any(shown.values()):
            yield Line(_label(model, name), shown["before"], shown["after"])


def _shown(event: Event, model: type[Model], name: str, side: str) -> str:
    sides = event.data[name]
    if side in sides:
        values = sides[side] if isinstance(sides[side], list) else [sides[side]]
        known = _choices(model, name) | _names(model, name, values)
        return "、".join(str(known.get(each, each)) for each in values if each is not None)
    key = f"{name}.{side}"
    if key not in event.content["private"]:
        return ""
    return event.private(key) or "（空或已清除）"


def _label(model: type[Model], name: str) -> str:
    field = _field(model, name)
    return str(field.verbose_name) if field else name


def _choices(model: type[Model], name: str) -> dict[Any, Any]:
    field = _field(model, name)
    return {True: "是", False: "否", **(dict(field.flatchoices) if field else {})}


def _names(model: type[Model], name: str, keys: list[Any]) -> dict[Any, str]:
    """The chain holds keys of rows; a person reads what the rows are called today."""
    field = _field(model, name)
    if field is None or field.related_model is None:
        return {}
    return {row.pk: str(row) for row in field.related_model._base_manager.filter(pk__in=keys)}


def _field(model: type[Model], name: str) -> Field[Any, Any] | None:
    try:
        field = model._meta.get_field(name)
    except FieldDoesNotExist:
        return None
    return field if isinstance(field, Field) else None
