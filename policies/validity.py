"""有效, 即将到期, 已到期: counted from dates on the day somebody looks, never stored."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from office import options
from office.templatetags.wording import paper_day

State = Literal["valid", "expiring", "expired", "upcoming"]
WORDS: dict[State, str] = {
    "valid": "有效",
    "expiring": "即将到期",
    "expired": "已到期",
    "upcoming": "尚未生效",
}
CHIPS: dict[State, str] = {"valid": "plain", "expiring": "soon", "expired": "over", "upcoming": "stop"}


@dataclass(frozen=True)
class Validity:
    """`text` is what a chip says, `chip` how it looks, `days_left` None without a fixed end."""

    state: State
    text: str
    days_left: int | None

    @property
    def word(self) -> str:
        return WORDS[self.state]

    @property
    def chip(self) -> str:
        return CHIPS[self.state]

    @property
    def is_expired(self) -> bool:
        return self.state == "expired"


def validity_of(begins: date | None, ends: date | None, on: date) -> Validity:
    """Local dates; the last day still counts. 即将到期 from `policy_expiring_days` calendar days before the end.

    Without an end it is valid with no fixed end, which does not say that somebody has confirmed it.
    """
    if begins is not None and begins > on:
        return Validity("upcoming", f"{paper_day(begins)}起执行", None)
    if ends is None:
        return Validity("valid", "未设截止日", None)
    left = (ends - on).days
    if left < 0:
        return Validity("expired", "已到期", left)
    if left == 0:
        return Validity("expiring", "今天到期", 0)
    if left <= options.value("policy_expiring_days", on):
        return Validity("expiring", f"还有 {left} 天到期", left)
    return Validity("valid", f"有效至 {paper_day(ends)}", left)
