"""The verbs of a Star: each leaves its event, each is refused in words."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.urls import reverse

from evaluation.models import ScoreObjection, Star
from groups import recipients
from groups.duty_roster import DutyRoster
from groups.models import Representative
from office import events
from office.actors import Actor
from office.calendar import local_date
from office.events.facts import JSON
from office.models import User
from office.notifications.notices import notify
from office.numbers import clean_words
from office.refusals import Refused
from office.roles import Role
from office.verbs import verb

Status = Star.Status
AT_MOST = 200


@verb
def propose(
    representative: Representative, year: int, quarter: int, reason: str, *, by: Actor, at: datetime
) -> Star:
    """For the group in which the person sits at the end of the quarter, or today while it lasts.

    Refused: `out_of_office`, `no_group`, `too_early`, `missing`, `open_objection`, `exists`, `own`.
    """
    on = local_date(at)
    group = representative.professional_group(min(on, _last_day(year, quarter)))
    if not representative.is_in_office(on):
        raise Refused("out_of_office", f"{representative.name}已不在任")
    if group is None:
        raise Refused("no_group", f"{representative.name}不在专业代表小组")
    if _first_day(year, quarter) > on:
        raise Refused("too_early", "这个季度还没有开始", field="quarter")
    if by.user is not None and by.user.pk == representative.user_id:
        raise Refused("own", "不能推荐自己")
    _refuse_objections(representative)
    reason = _text(reason, "请写明公开的事迹，不超过 200 字", field="reason")
    if Star.objects.filter(group=group, year=year, quarter=quarter).exclude(status__in=GONE).exists():
        raise Refused("exists", f"{group.name}小组这个季度已经推荐了一位")
    row = Star.objects.create(
        representative=representative,
        group=group,
        year=year,
        quarter=quarter,
        reason=reason,
        proposed_at=at,
        proposed_by=by.user,
    )
    _record(row, "propose_star", {"year": year, "quarter": quarter}, by=by, at=at, reason=reason)
    _tell_own(row, "proposed", "您被推荐为专业履职之星，请答复是否同意展示", at)
    return row


GONE = (Status.DECLINED, Status.REVOKED)


@verb
def answer(row: Star, *, agreed: bool, by: Actor, at: datetime) -> Star:
    """By the person alone; somebody without an account answers through staff, by a signed sheet.

    Refused: `wrong_state`, `not_yours`.
    """
    row = _locked(row)
    if row.status != Status.PROPOSED:
        raise Refused("wrong_state", "已经答复，或已经撤销")
    own = row.representative.user
    if by.user is None or (own is not None and by.user.pk != own.pk) or by.user.pk == row.proposed_by_id:
        raise Refused("not_yours", "由本人答复；本人没有账号的，由推荐人以外的工作人员凭签字登记")
    row.status, row.answered_at = Status.CONSENTED if agreed else Status.DECLINED, at
    row.save(update_fields=["status", "answered_at"])
    _record(row, "answer_star", {"agreed": agreed}, by=by, at=at)
    if agreed:
        _tell(
            row,
            "consented",
            User.objects.with_role(Role.APPROVER, on=local_date(at)),
            "专业履职之星待审签",
            at,
        )
    return row


@verb
def publish(row: Star, *, shown_until: date, by: Actor, at: datetime) -> Star:
    """By another than who proposed. Refused: `wrong_state`, `second_person`, `open_objection`, `out_of_office`, `over`."""
    row, on = _locked(row), local_date(at)
    if row.status != Status.CONSENTED:
        raise Refused("wrong_state", "本人同意后才能审签展示")
    if by.user is None or by.user.pk in (row.proposed_by_id, row.representative.user_id):
        raise Refused("second_person", "推荐人和本人不能审签，请另一人审签")
    if not row.representative.is_in_office(on):
        raise Refused("out_of_office", f"{row.representative.name}已不在任")
    if not on < shown_until:
        raise Refused("over", "展示截止日期应晚于今天", field="shown_until")
    _refuse_objections(row.representative)
    row.status, row.published_at, row.approved_by, row.shown_until = (
        Status.PUBLISHED,
        at,
        by.user,
        shown_until,
    )
    row.save(update_fields=["status", "published_at", "approved_by", "shown_until"])
    _record(row, "publish_star", {"shown_until": shown_until.isoformat()}, by=by, at=at)
    _tell_own(row, "published", "您的专业履职之星已审签展示", at)
    return row


@verb
def revoke(row: Star, reason: str, *, by: Actor, at: datetime) -> Star:
    """At any stage before its end, with a reason. Refused: `wrong_state`, `missing`."""
    row = _locked(row)
    if row.status not in (Status.PROPOSED, Status.CONSENTED, Status.PUBLISHED):
        raise Refused("wrong_state", "已经结束或撤销")
    if by.user is None:
        raise Refused("not_yours", "请先登录")
    row.revoked_reason = _text(reason, "请写明撤销原因，不超过 200 字", field="reason")
    row.status, row.revoked_by, row.ended_at = Status.REVOKED, by.user, at
    row.save(update_fields=["status", "revoked_by", "revoked_reason", "ended_at"])
    _record(row, "revoke_star", {}, by=by, at=at, reason=row.revoked_reason)
    _tell_own(row, "revoked", "专业履职之星已撤销", at)
    return row


def end_due(*, at: datetime) -> int:
    """Every night: days that are over, and people who are out of office. Returns how many ended."""
    on = local_date(at)
    rows = Star.objects.filter(status=Status.PUBLISHED)
    shown = set(Star.objects.shown(on).values_list("pk", flat=True))
    over = [row for row in rows if row.pk not in shown]
    for row in over:
        _end(row, at=at)
    return len(over)


@verb
def _end(row: Star, *, at: datetime) -> None:
    row = _locked(row)
    if row.status == Status.PUBLISHED:
        row.status, row.ended_at = Status.ENDED, at
        row.save(update_fields=["status", "ended_at"])
        _record(row, "end_star", {}, by=Actor.system("stars"), at=at)


def _refuse_objections(representative: Representative) -> None:
    if ScoreObjection.objects.open().filter(evaluation__representative=representative).exists():
        raise Refused("open_objection", f"{representative.name}的履职得分还有异议没有答复")


def _locked(row: Star) -> Star:
    rows = Star.objects.select_for_update(of=("self",)).select_related("representative__user", "group")
    return rows.get(pk=row.pk)


def _text(text: str, words: str, *, field: str) -> str:
    text = clean_words(text)
    if not text or len(text) > AT_MOST:
        raise Refused("missing", words, field=field)
    return text


def _first_day(year: int, quarter: int) -> date:
    return date(year, quarter * 3 - 2, 1)


def _last_day(year: int, quarter: int) -> date:
    following = date(year + quarter // 4, quarter % 4 * 3 + 1, 1)
    return date.fromordinal(following.toordinal() - 1)


def _record(
    row: Star, action: str, data: dict[str, JSON], *, by: Actor, at: datetime, reason: str = ""
) -> None:
    private = {"reason": reason} if reason else {}
    events.record(events.Fact(row.subject, action, data, private), by=by, at=at)


def _tell_own(row: Star, what: str, title: str, at: datetime) -> None:
    """The person: by message to who has no account, whose consent is signed on paper."""
    _tell(row, what, recipients.the_person(row.representative, DutyRoster(local_date(at))), title, at)


def _tell(row: Star, what: str, people: Any, title: str, at: datetime) -> None:
    notify(
        f"{row.subject}:{what}", people, title=title, body=str(row), link=reverse("evaluation:stars"), at=at
    )
