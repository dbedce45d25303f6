"""Each named author confirms; then the opinion is handed in for the group."""

from __future__ import annotations

from datetime import datetime

from office import events
from office.actors import Actor
from office.calendar import local_date
from office.events import Fact
from office.models import Event, User
from office.notifications.notices import notify
from office.refusals import Refused
from office.roles import Role
from office.verbs import verb
from suggestions.models import ExpertOpinion, OpinionAuthor
from suggestions.models.expert_opinions import Confirmation, OpinionStatus
from suggestions.opinions import parts
from suggestions.opinions.agenda import link_of
from suggestions.opinions.drafting import open_item


@verb
def confirm(author: OpinionAuthor, *, seen: str, by: Actor, at: datetime) -> OpinionAuthor:
    """By the author's own account; `seen` is the text that was read. A repeat changes nothing.

    Raises `Refused`: `not_yours`, `wrong_state`, `stale` where the text has been changed meanwhile.
    """
    row = _locked(author)
    account = parts.person(by, _is_own(row, by, at), "请由作者本人确认")
    if row.confirmed_at is not None:
        return row
    if row.declined_at is not None:
        raise Refused("wrong_state", "您已选择不署名，请联络员重新列名")
    if row.opinion.text != seen:
        raise Refused("stale", "意见刚刚改过，请重新读一遍再确认")
    return _write(row, account, Confirmation.ACCOUNT, "", by=by, at=at)


@verb
def record_sheet(author: OpinionAuthor, *, sheet_number: str, by: Actor, at: datetime) -> OpinionAuthor:
    """The author signed on paper, without an account: whoever typed none of the text records the sheet's number.

    Raises `Refused`: `not_yours` (the liaison, staff), `in_person` of an author with an account, `second_person`,
    `wrong_state`, `missing` beside `sheet_number`.
    """
    row = _locked(author)
    allowed = by.user is not None and parts.types(by.user, row.opinion.asked.group, local_date(at))
    account = parts.person(by, allowed, "签字表由联络员或工作人员登记")
    if row.representative.user is not None and row.representative.user.is_active:
        raise Refused("in_person", f"{row.representative.name}代表有账号，由本人确认")
    if has_typed(row.opinion, account):
        raise Refused("second_person", "请由录入人以外的人核对签字表")
    if not sheet_number:
        raise Refused("missing", "请填写签字表编号", field="sheet_number")
    if row.confirmed_at is not None or row.declined_at is not None:
        raise Refused("wrong_state", "这位作者已经确认或不署名")
    return _write(row, account, Confirmation.SHEET, sheet_number, by=by, at=at)


def has_typed(opinion: ExpertOpinion, account: User) -> bool:
    """Begun or changed: who put other words under the names is no second person."""
    written = Event.objects.filter(
        subject=opinion.asked.item.subject, action="opinion_written", by_user=account
    )
    group = opinion.asked.group.code
    return opinion.drafted_by_id == account.pk or any(event.data.get("group") == group for event in written)


@verb
def decline(author: OpinionAuthor, *, by: Actor, at: datetime) -> OpinionAuthor:
    """The author takes the own name away. A repeat changes nothing. Raises `Refused`: `not_yours`, `wrong_state`."""
    row = _locked(author)
    parts.person(by, _is_own(row, by, at), "请由作者本人决定")
    if row.declined_at is None:
        row.confirmed_at = row.confirmed_by = None
        row.confirmed_how = row.sheet_number = ""
        row.declined_at = at
        row.save()
        _record(row.opinion, "opinion_declined", row, by=by, at=at)
    return row


@verb
def submit(opinion: ExpertOpinion, *, by: Actor, at: datetime) -> ExpertOpinion:
    """Hand it in for the group; staff are told. A repeat changes nothing.

    Raises `Refused`: `not_yours`, `unconfirmed` while a named author has not answered, `missing` without any author or
    anything that it rests on.
    """
    item = open_item(opinion.asked.item_id)
    row = ExpertOpinion.objects.select_for_update().with_item().get(pk=opinion.pk)
    allowed = by.user is not None and parts.submits(by.user, row.asked.group, local_date(at))
    account = parts.person(by, allowed, "专业意见由小组负责人提交，负责人没有账号的由联络员提交")
    if not row.is_draft:
        return row
    authors = list(OpinionAuthor.objects.filter(opinion=row, declined_at__isnull=True))
    if not authors:
        raise Refused("missing", "作者都没有署名，请先请代表确认")
    waiting = [author for author in authors if author.confirmed_at is None]
    if waiting:
        names = "、".join(str(author) for author in waiting)
        raise Refused("unconfirmed", f"还没有确认：{names}")
    if not row.bases.filter(dropped_at__isnull=True).exists():
        raise Refused("missing", "请写明依据：文件资料或诉求统计")
    row.status = OpinionStatus.SUBMITTED
    row.submitted_at, row.submitted_on, row.submitted_by = at, local_date(at), account
    row.save()
    late = local_date(at) > item.due_on
    notify(
        f"{item.subject}:submitted:{row.pk}",
        User.objects.with_role(Role.APPROVER, Role.STAFF, on=local_date(at)),
        title=f"{row.asked.group}已提交专业意见",
        body=f"{item.title}{'（超过期限）' if late else ''}",
        link=link_of(item),
        at=at,
    )
    data: dict[str, events.JSON] = {"opinion": row.pk, "authors": len(authors), "late": late}
    events.record(Fact(item.subject, "opinion_submitted", data), by=by, at=at)
    return row


def _locked(author: OpinionAuthor) -> OpinionAuthor:
    open_item(author.opinion.asked.item_id)
    row = OpinionAuthor.objects.select_for_update().get(pk=author.pk)
    row.opinion = ExpertOpinion.objects.with_item().get(pk=row.opinion_id)
    if not row.opinion.is_draft:
        raise Refused("wrong_state", "意见已经提交")
    return row


def _is_own(row: OpinionAuthor, by: Actor, at: datetime) -> bool:
    if by.user is None:
        return False
    rows = OpinionAuthor.objects.filter(parts.own_rows(by.user, local_date(at)), pk=row.pk)
    return rows.exists()


def _write(
    row: OpinionAuthor, account: User, how: str, sheet_number: str, *, by: Actor, at: datetime
) -> OpinionAuthor:
    row.confirmed_at, row.confirmed_by = at, account
    row.confirmed_how, row.sheet_number = how, sheet_number
    row.save()
    _record(row.opinion, "opinion_confirmed", row, by=by, at=at)
    return row


def _record(opinion: ExpertOpinion, action: str, row: OpinionAuthor, *, by: Actor, at: datetime) -> None:
    data: dict[str, events.JSON] = {"opinion": opinion.pk, "author": row.pk}
    events.record(Fact(opinion.asked.item.subject, action, data), by=by, at=at)
