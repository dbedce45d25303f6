"""One year written as JSON, for trying the rules out (`manage.py score --example FILE`, docs/scores.md)."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, NoReturn

from evaluation.scores.records import (
    CASE_OUTCOMES,
    DIFFICULTIES,
    SATISFACTIONS,
    SUGGESTION_OUTCOMES,
    Attendance,
    Call,
    CaseRecord,
    Duty,
    Handling,
    SuggestionRecord,
    Year,
)
from evaluation.scores.rules import RULES_2026, Rules

# More of one kind than a year can hold is a slip of the keyboard.
AT_MOST = 10_000
# Reads one value; gets it with its place ("cases[3].share") for the error.
Reader = Callable[[Any, str], Any]


class BadExample(ValueError):
    """The text is no year; the message says in Chinese what is wrong and where."""


def read_year(text: str, rules: Rules = RULES_2026) -> Year:
    """Raises `BadExample`."""
    try:
        given = json.loads(
            text, parse_float=Decimal, parse_constant=_no_constant, object_pairs_hook=_without_repeats
        )
    except json.JSONDecodeError as error:
        raise BadExample(f"不是有效的 JSON：第 {error.lineno} 行第 {error.colno} 列附近有误") from None
    except RecursionError:
        raise BadExample("不是有效的 JSON：嵌套太深") from None
    except ValueError as error:
        if isinstance(error, BadExample):
            raise
        raise BadExample("不是有效的 JSON：有过长的数字") from None
    values = _object(given, "", _YEAR)
    _check_marks(values["suggestions"], rules)
    counts = {kind: values[kind.value] for kind in Attendance}
    calls = tuple(Call(kind) for kind, count in counts.items() for _ in range(count))
    return Year(calls, values["duties"], values["suggestions"], values["cases"], values["months"])


def _whole(low: int, high: int) -> Reader:
    def read(value: Any, place: str) -> int:
        if type(value) is not int or not low <= value <= high:
            _refuse(place, f"应为 {low} 到 {high} 的整数")
        return int(value)

    return read


def _share(value: Any, place: str) -> Decimal:
    number = _number(value, place)
    if not Decimal("0.0001") <= number <= 1:
        _refuse(place, "应为大于 0、不超过 1 的数（几份之一）")
    return number


def _credit(value: Any, place: str) -> Decimal:
    number = _number(value, place)
    if not 0 <= number <= 100:
        _refuse(place, "应为 0 到 100 的数")
    return number


def _number(value: Any, place: str) -> Decimal:
    if type(value) is int or isinstance(value, Decimal):
        return Decimal(value)
    return _refuse(place, "应为数字")


def _flag(value: Any, place: str) -> bool:
    if type(value) is not bool:
        _refuse(place, "应为 true 或 false")
    return bool(value)


def _text(value: Any, place: str) -> str:
    if not isinstance(value, str) or len(value) > 100:
        _refuse(place, "应为 100 字以内的文字")
    return value


def _one_of(*allowed: str) -> Reader:
    def read(value: Any, place: str) -> str:
        if value not in allowed:
            _refuse(place, "应为 " + "、".join(f"“{each}”" for each in allowed) + " 之一")
        return str(value)

    return read


def _marks(value: Any, place: str) -> tuple[int, ...]:
    full = RULES_2026.full_marks
    if not isinstance(value, list) or len(value) not in (2, 3):
        _refuse(place, "应为两位或三位评审的总分")
    return tuple(_whole(0, full)(each, f"{place}[{number}]") for number, each in enumerate(value))


def _list_of(make: Callable[[Any, str], Any]) -> Reader:
    def read(value: Any, place: str) -> tuple[Any, ...]:
        if not isinstance(value, list) or len(value) > AT_MOST:
            _refuse(place, f"应为不超过 {AT_MOST} 项的列表")
        return tuple(make(each, f"{place}[{number}]") for number, each in enumerate(value))

    return read


def _duty(value: Any, place: str) -> Duty:
    return Duty(**_object(value, place, _DUTY))


def _suggestion(value: Any, place: str) -> SuggestionRecord:
    values = _object(value, place, _SUGGESTION)
    return SuggestionRecord(is_lead=values.pop("lead"), **values)


def _case(value: Any, place: str) -> CaseRecord:
    values = _object(value, place, _CASE)
    if values["turns_done"] > values["turns_due"]:
        _refuse(f"{place}.turns_done", "不能多于 turns_due")
    return CaseRecord(handling=Handling(values.pop("state")), **values)


# Each field: how it is read, and its value where it is left out (`_NEEDED`: it must be there).
_NEEDED = object()
_Fields = Mapping[str, tuple[Reader, Any]]
_DUTY: _Fields = {
    "done": (_whole(0, AT_MOST), _NEEDED),
    "needed": (_whole(0, AT_MOST), _NEEDED),
    "exempt": (_flag, False),
}
_SUGGESTION: _Fields = {
    "marks": (_marks, (15, 15)),
    "outcome": (_one_of(*SUGGESTION_OUTCOMES), "A"),
    "lead": (_flag, True),
    "family": (_text, ""),
}
_CASE: _Fields = {
    "difficulty": (_one_of(*DIFFICULTIES), "ordinary"),
    "state": (_one_of(*Handling), "taken"),
    "responded": (_flag, True),
    "turns_due": (_whole(0, AT_MOST), 1),
    "turns_done": (_whole(0, AT_MOST), 1),
    "met": (_flag, True),
    "outcome": (_one_of(*CASE_OUTCOMES), "none"),
    "look_back_holds": (_flag, False),
    "satisfaction": (_one_of(*SATISFACTIONS), ""),
    "enterprise": (_text, ""),
    "family": (_text, ""),
    "share": (_share, Decimal(1)),
    "carried": (_flag, False),
    "before": (_credit, Decimal(0)),
}
_YEAR: _Fields = {
    **{kind.value: (_whole(0, AT_MOST), 0) for kind in Attendance},
    "duties": (_list_of(_duty), ()),
    "suggestions": (_list_of(_suggestion), ()),
    "cases": (_list_of(_case), ()),
    "months": (_whole(0, 12), 12),
}


def _object(value: Any, place: str, fields: _Fields) -> dict[str, Any]:
    if not isinstance(value, dict):
        _refuse(place, "应为一组“字段：值”（花括号）")
    for name in value:
        if name not in fields:
            _refuse(_inside(place, name), f"没有这个字段，可用的有 {'、'.join(fields)}")
    missing = [name for name, (_, default) in fields.items() if default is _NEEDED and name not in value]
    if missing:
        _refuse(place, f"缺少 {'、'.join(missing)}")
    return {
        name: read(value[name], _inside(place, name)) if name in value else default
        for name, (read, default) in fields.items()
    }


def _check_marks(suggestions: tuple[SuggestionRecord, ...], rules: Rules) -> None:
    for number, each in enumerate(suggestions):
        if len(each.marks) == 2 and abs(each.marks[0] - each.marks[1]) > rules.marks_apart_at_most:
            apart = rules.marks_apart_at_most
            _refuse(f"suggestions[{number}].marks", f"两位评审相差超过 {apart} 分，须有第三位评审的分数")


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            _refuse(name, "写了两次")
        found[name] = value
    return found


def _no_constant(name: str) -> NoReturn:
    raise BadExample(f"不能用 {name}，应为数字")


def _inside(place: str, name: str) -> str:
    return f"{place}.{name}" if place else name


def _refuse(place: str, words: str) -> NoReturn:
    raise BadExample(f"{place or '最外层'}：{words}")
