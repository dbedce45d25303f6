"""Values that the office changes itself: declared in code with type, default and label, dated rows in `Setting`.

The past is judged by the value then in force, so a change begins today or later and no row is ever altered.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Literal

from office import events, ports
from office.actors import Actor
from office.calendar import local_date
from office.events import Fact
from office.models import ChainHead, Setting
from office.numbers import clean_text
from office.refusals import Refused
from office.snapshots import Snapshot
from office.typed import days, names, public_phones
from office.verbs import verb

Kind = Literal["text", "name", "phone", "day", "integer", "flag", "time", "choice"]
TYPED = frozenset({"text", "name", "phone", "day"})
TEXT_AT_MOST = 200
INTEGER_AT_MOST = 1_000_000


@dataclass(frozen=True)
class Option:
    """`choices` are (value, label) pairs of the kind "choice"; `group` is its heading on the page of settings.

    What is typed is read as on every other form (office/typed): a "name" is of a body, a "phone" for everybody to call.
    """

    key: str
    kind: Kind
    default: Any
    label: str
    unit: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    group: str = "期限和办理规则"

    def stored(self, given: object) -> Any:
        """The JSON value of what was typed or given. Raises ValueError with the words to show."""
        match self.kind:
            case "flag":
                return _flag(given)
            case "integer":
                return _integer(given)
            case "time":
                return _time(given).strftime("%H:%M")
            case "choice":
                return self._choice(given)
            case "text":
                return _text(given)
            case "name":
                return names.body(_text(given))
            case "phone":
                return public_phones.read(_text(given))
            case "day":
                return _day(given)

    def read(self, stored: Any) -> Any:
        """The Python value of a stored one: a `time` for the kind "time"."""
        return time.fromisoformat(stored) if self.kind == "time" else stored

    def shown(self, stored: Any) -> str:
        """How a stored value reads: 5 工作日, 是, 18:00."""
        if self.kind == "flag":
            return "是" if stored else "否"
        return f"{dict(self.choices).get(stored, stored)} {self.unit}".strip()

    def _choice(self, given: object) -> str:
        if given not in dict(self.choices):
            raise ValueError("请选择列出的一项")
        return str(given)


DECLARED: dict[str, Option] = {}
# The heading of what a county fills in first: it stands on every page, letter and poster.
NAMES_OF_BODIES = "机关名称"


def declare(
    key: str,
    *,
    kind: Kind,
    default: Any,
    label: str,
    unit: str = "",
    choices: Sequence[tuple[str, str]] = (),
    group: str = Option.group,
) -> Option:
    """Make a key known; an app does this in its `ready()`. Declaring it otherwise a second time is an error."""
    option = Option(key, kind, default, label, unit, tuple(choices), group)
    if DECLARED.setdefault(key, option) != option:
        raise ValueError(f"The setting {key!r} is declared twice, differently.")
    option.stored(default)
    return option


def groups() -> dict[str, list[Option]]:
    """All options by their heading, names of bodies first."""
    found: dict[str, list[Option]] = {NAMES_OF_BODIES: []}
    for option in DECLARED.values():
        found.setdefault(option.group, []).append(option)
    return found


def value(key: str, on: date) -> Any:
    """The value in force on a local date; the declared default before the first change."""
    option = DECLARED[key]
    begun, stored = _snapshot.get().get(key, ((), ()))
    place = bisect_right(begun, on)
    return option.read(stored[place - 1] if place else option.default)


def kept_since(key: str, at: datetime) -> datetime:
    """What is older than this instant is kept no longer, by a value in calendar days."""
    return at - timedelta(days=int(value(key, local_date(at))))


def values_between(key: str, since: date, until: date) -> set[Any]:
    """Every value in force on some local date from `since` to `until`, both included."""
    option = DECLARED[key]
    begun, stored = _snapshot.get().get(key, ((), ()))
    changed_to = stored[bisect_right(begun, since) : bisect_right(begun, until)]
    return {value(key, since), *(option.read(each) for each in changed_to)}


@verb
def change(key: str, given: object, *, effective_on: date, by: Actor, at: datetime) -> Setting:
    """Let a value hold from `effective_on`, a local date not before today. Codes and numbers go into the chain.

    Of what a command on the server changed, which no account stands for, the auditors are told.
    """
    option = DECLARED.get(key)
    if option is None:
        raise Refused("unknown_setting", "没有这个设置项。", field="key")
    if effective_on < local_date(at):
        raise Refused("backwards", "生效日期不能早于今天：过去按当时的设置计算。", field="effective_on")
    try:
        new = option.stored(given)
    except ValueError as error:
        raise Refused("invalid", f"{error}。", field="value") from error
    is_first = not _wait_for_others(key)
    old = option.stored(value(key, effective_on))
    if new == old:
        raise Refused("unchanged", "新值与该日已生效的值相同。", field="value")
    setting = Setting.objects.create(key=key, value=new, effective_on=effective_on, by=by.user, created_at=at)
    if by.user is None:
        words = f"{option.label}：{option.shown(old)} → {option.shown(new)}，自 {effective_on:%Y-%m-%d} 起"
        for tell in ports.settings_by_command:
            tell(key, words, at)
    events.record(_changed(option, old, new, effective_on, begins=is_first), by=by, at=at)
    _snapshot.forget()
    return setting


def forget() -> None:
    """Read the table again at the next use."""
    _snapshot.forget()


def _wait_for_others(key: str) -> bool:
    """Two changes at once follow each other: the second starts from what the first wrote.

    False where there is no head to lock yet: the event must then begin the chain, so that of two first changes one
    finds it taken and tries again, however late the other was noticed.
    """
    if ChainHead.objects.select_for_update().filter(key=_subject(key)).first() is None:
        return False
    _snapshot.forget()
    return True


def _subject(key: str) -> str:
    return f"setting:{key}"


def _changed(option: Option, old: Any, new: Any, effective_on: date, *, begins: bool) -> Fact:
    data: dict[str, Any] = {"effective_on": effective_on}
    private: dict[str, str] = {}
    if option.kind in TYPED:
        private = {"before": old, "after": new}
    else:
        data |= {"before": old, "after": new}
    return Fact(_subject(option.key), "setting_changed", data, private, begins=begins)


def _load() -> dict[str, tuple[list[date], list[Any]]]:
    rows: dict[str, tuple[list[date], list[Any]]] = defaultdict(lambda: ([], []))
    for key, effective_on, stored in Setting.objects.order_by("effective_on", "pk").values_list(
        "key", "effective_on", "value"
    ):
        rows[key][0].append(effective_on)
        rows[key][1].append(stored)
    return dict(rows)


_snapshot = Snapshot("settings", _load)


def _flag(given: object) -> bool:
    if isinstance(given, bool):
        return given
    if given in ("是", "true", "on", "1"):
        return True
    if given in ("否", "false", "", "0"):
        return False
    raise ValueError("请选择是或否")


def _integer(given: object) -> int:
    try:
        number = int(str(given).strip())
    except ValueError:
        raise ValueError("请填写整数") from None
    if not 0 <= number <= INTEGER_AT_MOST:
        raise ValueError(f"请填写 0 至 {INTEGER_AT_MOST} 之间的整数")
    return number


def _time(given: object) -> time:
    if isinstance(given, time):
        return given
    try:
        return days.hour(str(given))
    except ValueError:
        raise ValueError("请填写时间，例如 18:00") from None


def _day(given: object) -> str:
    """As ISO writes it; "" for none."""
    if isinstance(given, date):
        return given.isoformat()
    return days.day(str(given)).isoformat() if given else ""


def _text(given: object) -> str:
    text = clean_text(str(given))
    if len(text) > TEXT_AT_MOST:
        raise ValueError(f"请控制在 {TEXT_AT_MOST} 字以内")
    return text
