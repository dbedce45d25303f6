"""What a station's lobby screen turns through, and the notices between dates (docs/domain.md § 6)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime

from office.actors import Actor
from office.calendar import local_date
from office.events import JSON, Fact, record
from office.models import User
from office.refusals import Refused
from office.roles import Role, has_role
from office.verbs import verb
from stations.models import BoardNotice, BoardScene, Station
from stations.models.boards import SECONDS_AT_LEAST, SECONDS_AT_MOST

LONGEST_DAYS = 90


@dataclass(frozen=True)
class ChosenScene:
    key: str
    seconds: int
    is_shown: bool


@verb
def arrange_scenes(station: Station, scenes: Sequence[ChosenScene], *, by: Actor, at: datetime) -> None:
    """The scenes in their new order, each at most once. A repeat changes nothing.

    Raises `Refused`: `not_yours` (staff and approvers), `invalid` for a pace out of bounds, a scene that comes twice,
    or none that is shown.
    """
    _refuse_outsiders(by)
    if len({each.key for each in scenes}) != len(scenes):
        raise Refused("invalid", "同一个画面不能排两次")
    if not any(each.is_shown for each in scenes):
        raise Refused("invalid", "至少显示一个画面")
    if any(not SECONDS_AT_LEAST <= each.seconds <= SECONDS_AT_MOST for each in scenes):
        raise Refused("invalid", f"每页停留 {SECONDS_AT_LEAST} 至 {SECONDS_AT_MOST} 秒")
    Station.objects.select_for_update().get(pk=station.pk)
    rows = {row.key: row for row in BoardScene.objects.filter(station=station)}
    before: list[JSON] = [asdict(_chosen(row)) for row in sorted(rows.values(), key=lambda row: row.order)]
    after: list[JSON] = [asdict(each) for each in scenes]
    if before == after:
        return
    for order, each in enumerate(scenes, start=1):
        row = rows.get(each.key) or BoardScene(station=station, key=each.key)
        row.order, row.seconds, row.is_shown = order, each.seconds, each.is_shown
        row.save()
    record(Fact(_subject(station), "scenes_arranged", {"before": before, "after": after}), by=by, at=at)


def _chosen(row: BoardScene) -> ChosenScene:
    return ChosenScene(row.key, row.seconds, row.is_shown)


@verb
def write_notice(
    station: Station, *, text: str, since: date, last_on: date, by: Actor, at: datetime
) -> BoardNotice:
    """Waits for another person's approval. `last_on` is shown too.

    Raises `Refused`: `not_yours` (staff and approvers), `invalid` beside `last_on` for days that are over, in the
    wrong order, or more than 90 apart.
    """
    author = _refuse_outsiders(by)
    if last_on < max(since, local_date(at)):
        raise Refused("invalid", "最后一天不能早于开始日期和今天", field="last_on")
    if (last_on - since).days > LONGEST_DAYS:
        raise Refused("invalid", f"通知最长显示 {LONGEST_DAYS} 天", field="last_on")
    row = BoardNotice.objects.create(
        station=station, text=text, since=since, last_on=last_on, written_by=author, written_at=at
    )
    record(_fact(row, "board_notice_written", {"text": text}), by=by, at=at)
    return row


@verb
def approve_notice(notice: BoardNotice, *, by: Actor, at: datetime) -> BoardNotice:
    """Shown from then on. A repeat changes nothing. Raises `Refused`: `not_yours`, `second_person`, `wrong_state`."""
    person = _refuse_outsiders(by)
    row = BoardNotice.objects.select_for_update().get(pk=notice.pk)
    if row.approved_at is not None:
        return row
    if row.ended_at is not None:
        raise Refused("wrong_state", "这条通知已经撤下")
    if row.written_by_id == person.pk:
        raise Refused("second_person", "请由撰写人以外的人审签")
    row.approved_by, row.approved_at = person, at
    row.save(update_fields=["approved_by", "approved_at"])
    record(_fact(row, "board_notice_approved", {}), by=by, at=at)
    return row


@verb
def end_notice(notice: BoardNotice, *, by: Actor, at: datetime) -> BoardNotice:
    """Taken down before its last day. A repeat changes nothing. Raises `Refused`: `not_yours`."""
    _refuse_outsiders(by)
    row = BoardNotice.objects.select_for_update().get(pk=notice.pk)
    if row.ended_at is None:
        row.ended_at = at
        row.save(update_fields=["ended_at"])
        record(_fact(row, "board_notice_ended", {}), by=by, at=at)
    return row


def _refuse_outsiders(by: Actor) -> User:
    if by.user is None or not has_role(by.user, Role.STAFF, Role.APPROVER):
        raise Refused("not_yours", "大屏内容由工作人员和审签人安排")
    return by.user


def _subject(station: Station) -> str:
    return f"station:{station.pk}"


def _fact(row: BoardNotice, action: str, private: dict[str, str]) -> Fact:
    return Fact(f"station:{row.station_id}", action, {"notice": row.pk}, private)
