"""How one duty stands on a day, in the same words on the desk and on paper."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from evaluation.duties.progress import DutyProgress
from office.templatetags.wording import short_day

# As the status tag of a page has it.
Tone = Literal["ended", "done", "doing", "todo"]


@dataclass(frozen=True)
class DutyState:
    tone: Tone
    words: str


def state_of(duty: DutyProgress, on: date) -> DutyState:
    """On the local date: not needed, exempt, done, or what is still missing by when."""
    if not duty.needed:
        return DutyState("ended", "不适用")
    if duty.is_exempt:
        return DutyState("ended", "已免除")
    if not duty.missing:
        return DutyState("done", "已完成")
    missing, due = f"还差 {duty.missing} 次", duty.next_due(on)
    if duty.is_behind(on):
        return DutyState("todo", f"{missing}，已有到期未做")
    if due is None:
        return DutyState("todo", missing)
    return DutyState("doing", f"{missing}，{short_day(due.last_on)} 前做 {due.missing} 次")
