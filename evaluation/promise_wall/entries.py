"""One line of the promise wall: what it says, its state on a day, and its words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import models

from office.templatetags.wording import short_day

KEPT_STAYS_YEARS = 1


class WallState(models.TextChoices):
    """In the order in which merged promises are one: the worst of them stands."""

    BROKEN = "broken", "未兑现"
    DUE = "due", "到期待确认"
    OPEN = "open", "未到期"
    KEPT = "kept", "已兑现"


WORST_FIRST = tuple(WallState)


@dataclass(frozen=True)
class WallEntry:
    """`key` is public and stays the same; `progress` is what a second person approved of how it goes on."""

    key: str
    title: str
    text: str
    progress: str
    unit: str
    promised_on: date
    first_due_on: date
    due_on: date
    moved: int
    state: WallState
    kept_on: date | None
    confirmed_by: str
    milestones: tuple[date, ...]
    merged: int
    # The rows that it stands for: the kind of matter and the key.
    promises: frozenset[tuple[str, int]]

    @property
    def changed_on(self) -> date:
        """The day of the latest thing that is told of it."""
        return max(each for each in (self.promised_on, self.kept_on, *self.milestones) if each)

    def leaves_on(self) -> date | None:
        """A kept one stays a year; no other leaves."""
        if self.kept_on is None:
            return None
        try:
            return self.kept_on.replace(year=self.kept_on.year + KEPT_STAYS_YEARS)
        except ValueError:  # 29 February
            return date(self.kept_on.year + KEPT_STAYS_YEARS, 3, 1)

    @property
    def is_on_time(self) -> bool:
        """Kept by the date that was promised first."""
        return self.kept_on is not None and self.kept_on <= self.first_due_on

    def punctuality(self, on: date) -> tuple[str, str]:
        """Words and the state of their chip, in calendar days against the date that stands now."""
        if self.kept_on is not None:
            days = (self.first_due_on - self.kept_on).days
            if days < 0:
                return f"晚 {-days} 天", "over"
            return (f"提前 {days} 天" if days else "当天"), "ok"
        days = (self.due_on - on).days
        if days >= 0 and self.state == WallState.DUE:
            return "已报兑现", "plain"
        if days < 0:
            return f"过期 {-days} 天", "over" if self.state == WallState.BROKEN else "plain"
        if days == 0:
            return "今天到期", "soon"
        return f"还有 {days} 天", "soon" if days <= 7 else "plain"

    @property
    def dates_in_words(self) -> str:
        """承诺 12月1日前；原定 11月4日，改期 1 次"""
        words = f"承诺 {short_day(self.due_on)}前"
        if self.moved:
            words += f"，最初承诺 {short_day(self.first_due_on)}前，改期 {self.moved} 次"
        return words
