"""Days and hours as people write them: in any width, with hyphens, dots, strokes or in Chinese."""

import re
import unicodedata
from datetime import date, datetime, time

from office.numbers import clean_text

# Nothing that the office keeps is older than the state or lies beyond its plans; farther days overflow a clock.
FIRST, LAST = date(1949, 10, 1), date(2099, 12, 31)
INVALID = "请填写日期，如 2026-12-31"
FAR_OFF = f"日期应在 {FIRST.year} 年到 {LAST.year} 年之间，请核对"
INVALID_HOUR = "时间请填写几点几分"
INVALID_MOMENT = "请填写日期和时间，如 2026-11-23 09:30"
TYPED_AT_MOST = 40
DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−﹣"), "-")
# A day of the week, or the midnight with which spreadsheets write a day, may follow.
MIDNIGHT = r"[T ]00:00(?::00(?:\.0{1,6})?)?"
BEHIND = rf"(?: ?[(]?(?:星期|周|礼拜)[一二三四五六日天][)]?|{MIDNIGHT})?"
WHOLE = re.compile(rf"([0-9]{{4}})([0-9]{{2}})([0-9]{{2}}){BEHIND}")
PARTED = re.compile(rf"([0-9]{{4}}) ?[-./年。 ] ?([0-9]{{1,2}}) ?[-./月。 ] ?([0-9]{{1,2}}) ?[日号]?{BEHIND}")
CLOCK = re.compile(
    r"(凌晨|早上|上午|中午|下午|傍晚|晚上)? ?([0-9]{1,2}) ?[:时点] ?"
    r"(?:(半)|([0-9]{1,2}) ?分?(?::[0-9]{2}(?:\.[0-9]{1,6})?)?)?"
)
# The hours that are called so; 晚上 12 点 is none of them, as nobody can tell which night it is of.
CALLED = {
    "凌晨": range(7),
    "早上": range(4, 12),
    "上午": range(6, 13),
    "中午": range(11, 15),
    "下午": range(12, 20),
    "傍晚": range(16, 21),
    "晚上": range(17, 24),
}


def day(typed: str) -> date:
    """2026-12-31, 2026.12.31, 2026/12/31, 20261231, 2026年12月31日. Raises ValueError with the words to show."""
    text = _plain(typed)
    found = WHOLE.fullmatch(text) or PARTED.fullmatch(text)
    try:
        given = date(*(int(part) for part in found.groups())) if found else None
    except ValueError:
        given = None
    if given is None:
        raise ValueError(INVALID)
    if not FIRST <= given <= LAST:
        raise ValueError(FAR_OFF)
    return given


def hour(typed: str) -> time:
    """09:30, 9:30, 9点30分, 9点半, 下午3时; seconds are left out. Raises ValueError with the words to show."""
    found = CLOCK.fullmatch(_plain(typed))
    if found is None or (found[3] is None and found[4] is None and found[0].endswith(":")):
        raise ValueError(INVALID_HOUR)
    typed_hour = int(found[2])
    called = CALLED.get(found[1], range(24))
    hours = next((each for each in (typed_hour, typed_hour + 12) if each in called), None)
    if hours is None or (found[1] is None and hours != typed_hour):
        raise ValueError(INVALID_HOUR)
    try:
        return time(hours, 30 if found[3] else int(found[4] or 0))
    except ValueError:
        raise ValueError(INVALID_HOUR) from None


def moment(typed: str) -> datetime:
    """A day and an hour behind it, with a space or a T between them; naive. Raises ValueError with the words to show."""
    text = _plain(typed)
    place = max(text.find("T"), text.find(" "), text.find("日") + 1 or -1)
    if place < 1:
        raise ValueError(INVALID_MOMENT)
    try:
        return datetime.combine(day(text[:place]), hour(text[place:].strip("T ")))
    except ValueError as error:
        raise ValueError(FAR_OFF if str(error) == FAR_OFF else INVALID_MOMENT) from None


def _plain(typed: str) -> str:
    if len(typed) > TYPED_AT_MOST:
        raise ValueError(INVALID)
    return " ".join(unicodedata.normalize("NFKC", clean_text(typed).translate(DASHES)).split())
