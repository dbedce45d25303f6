"""免除: asked for with dates and a reason, decided by another person, never once the period is over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse

from evaluation.duties import links
from evaluation.models import Exemption
from groups.models import Representative
from groups.year_records import DutyKind
from office import events
from office.actors import Actor
from office.calendar import local_date
from office.models import User
from office.notifications.notices import notify
from office.refusals import Refused
from office.roles import Role
from office.verbs import verb


@dataclass(frozen=True)
class Asked:
    """`until` is the last day of it, as it is typed; no kind: every duty."""

    kind: str
    since: date
    until: date
    reason: str
    note: str = ""


@verb
def ask(representative: Representative, asked: Asked, *, by: Actor, at: datetime) -> Exemption:
    """Staff who decide are told. Refused: `over`, `backwards`, `too_long`, `missing`, `exists`."""
    if asked.until < asked.since:
        raise Refused("backwards", "结束日期不能早于开始日期", field="until")
    if asked.until < local_date(at):
        raise Refused("over", "这段时间已经过去，过后不能免除", field="until")
    if (asked.until - asked.since).days > 366:
        raise Refused("too_long", "一次最多免除一年", field="until")
    if asked.reason == Exemption.Reason.OTHER and not asked.note.strip():
        raise Refused("missing", "请写明原因", field="note")
    row = Exemption(
        representative=representative,
        kind=DutyKind(asked.kind) if asked.kind else "",
        since=asked.since,
        until=date.fromordinal(asked.until.toordinal() + 1),
        reason=asked.reason,
        note=asked.note.strip(),
        asked_at=at,
        asked_by=by.user,
    )
    # The person's row is the lock: where nothing is asked yet there is no row of an exemption to hold.
    Representative.objects.select_for_update().get(pk=representative.pk)
    same = Exemption.objects.filter(representative=representative, kind=row.kind, granted__isnull=True)
    if same.touching(row.since, row.until).exists():
        raise Refused("exists", "同一任务在这段时间的免除已经提出，正在等另一人决定")
    row.save()
    people = User.objects.with_role(Role.STAFF, on=local_date(at)).exclude(pk=row.asked_by_id)
    notify(f"{row.subject}:asked", people, title="免除履职任务待决定", body=str(row), link=_page(row), at=at)
    private = {"reason": row.get_reason_display()} | ({"note": row.note} if row.note else {})
    events.record(events.Fact(row.subject, "ask_exemption", {"kind": row.kind}, private), by=by, at=at)
    return row


@verb
def decide(row: Exemption, *, granted: bool, by: Actor, at: datetime) -> Exemption:
    """By another person than who asked; both the person and who asked are told. Refused: `decided`, `second_person`,
    `over`."""
    row = Exemption.objects.select_for_update().select_related("asked_by", "representative").get(pk=row.pk)
    if row.granted is not None:
        raise Refused("decided", "这项免除已经决定")
    if by.user is None or by.user.pk == row.asked_by_id:
        raise Refused("second_person", "提出人不能决定，请另一人决定")
    if granted and row.until <= local_date(at):
        raise Refused("over", "这段时间已经过去，过后不能免除")
    row.granted, row.decided_at, row.decided_by = granted, at, by.user
    row.save(update_fields=["granted", "decided_at", "decided_by"])
    key, title = f"{row.subject}:decided", "免除履职任务已同意" if granted else "免除履职任务未同意"
    asked_by = [row.asked_by] if row.asked_by and row.asked_by_id != row.representative.user_id else []
    notify(key, asked_by, title=title, body=str(row), link=_page(row), at=at)
    links.tell(row.representative, row.since.year, key, title=title, body=f"{row}。", by=by, at=at)
    events.record(events.Fact(row.subject, "decide_exemption", {"granted": granted}), by=by, at=at)
    return row


def _page(row: Exemption) -> str:
    year, code = row.since.year, row.representative.code
    return f"{reverse('evaluation:duties_of', args=[code])}?year={year}"
