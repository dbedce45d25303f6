"""What happened to an activity, told from its events to those who hold or attend it."""

from __future__ import annotations

from collections.abc import Mapping

from casework.history import Entry, Names, Words, desk_text, desk_title, names_in
from fieldwork.activities.parties import LINK, PARTY_LABELS
from fieldwork.activities.steps.table import STEPS
from fieldwork.models import Activity
from office.models import Event

WITHOUT_STEP: Mapping[str, Words] = {
    "propose": Words(title="提出活动计划"),
    "named": Words(title="登记问题时写下的活动"),
    "scan_failed": Words(title="扫码没有成功"),
    "rows_taken_up": Words(title="系统升级，记录接入核验"),
    "purge": Words(title="到期的个人信息已清除"),
}


def history_of(activity: Activity) -> list[Entry]:
    """Newest first."""
    events = list(Event.objects.of(activity.subject).for_timeline().order_by("-seq"))
    names = names_in(events)
    return [_entry(event, names) for event in events]


def _entry(event: Event, names: Names) -> Entry:
    step = STEPS.get(event.action)
    words = step.history if step is not None else WITHOUT_STEP.get(event.action, Words())
    title = step.past if step is not None and not words.title else desk_title(event, words, names)
    return Entry(title, event.at, by=_actor(event), text=desk_text(event, words, names), step=event.action)


def _actor(event: Event) -> str:
    if event.by_user is None:
        return "系统" if event.by_kind == Event.By.SYSTEM else PARTY_LABELS[LINK]
    if event.on_behalf_of is None:
        return event.by_user.name
    return f"{event.by_user.name}（代{event.on_behalf_of.name}）"
