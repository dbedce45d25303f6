"""What the committee made of an opinion: adopted, partly, for reference, with its decision; the authors are told."""

from __future__ import annotations

from datetime import date, datetime

from groups import recipients
from groups.duty_roster import DutyRoster
from office import events
from office.actors import Actor
from office.calendar import local_date
from office.events import Fact
from office.notifications.notices import notify
from office.refusals import Refused
from office.verbs import verb
from suggestions.models import ExpertOpinion, OpinionAuthor
from suggestions.models.expert_opinions import DECIDED, PUBLIC, OpinionStatus
from suggestions.opinions import agenda, parts
from suggestions.opinions.drafting import open_item


@verb
def decide(
    opinion: ExpertOpinion,
    *,
    outcome: str,
    reason: str,
    decision_title: str = "",
    decision_number: str = "",
    decision_on: date | None = None,
    by: Actor,
    at: datetime,
) -> ExpertOpinion:
    """After the meeting, by the approver, once. An adopted one names the decision as it was published.

    Raises `Refused`: `not_yours`, `second_person` where the same person handed it in, `wrong_state` for one that was
    not submitted or is decided, `too_early` before the day of the meeting, `invalid` or `missing` beside their fields.
    """
    account = parts.person(by, by.user is not None and parts.decides(by.user), "采纳情况由审签人认定")
    item = open_item(opinion.asked.item_id)
    row = ExpertOpinion.objects.select_for_update().with_item().get(pk=opinion.pk)
    on = local_date(at)
    if row.status != OpinionStatus.SUBMITTED:
        raise Refused("wrong_state", "这份意见没有待认定的采纳情况")
    if row.submitted_by_id == account.pk:
        raise Refused("second_person", "请由提交人以外的人认定")
    if on < item.held_on:
        raise Refused("too_early", "会议还没有召开")
    _refuse_gaps(outcome, reason, decision_title, decision_number, decision_on, on)
    row.status, row.reason = OpinionStatus(outcome), reason
    row.decision_title, row.decision_number, row.decision_on = decision_title, decision_number, decision_on
    row.decided_at, row.decided_by = at, account
    row.save()
    _tell(row, at)
    data: dict[str, events.JSON] = {"opinion": row.pk, "outcome": outcome, "decision_on": decision_on}
    private = {"reason": reason, "decision_title": decision_title, "decision_number": decision_number}
    events.record(Fact(item.subject, "opinion_decided", data, private), by=by, at=at)
    return row


def _refuse_gaps(
    outcome: str, reason: str, title: str, number: str, decision_on: date | None, on: date
) -> None:
    if outcome not in DECIDED:
        raise Refused("invalid", "请选择采纳、部分采纳或供参考", field="outcome")
    if not reason:
        raise Refused("missing", "请写明采纳了哪些、为什么", field="reason")
    if decision_on is not None and decision_on > on:
        raise Refused("invalid", "文件日期不能晚于今天", field="decision_on")
    if outcome in PUBLIC:
        given = {"decision_title": title, "decision_number": number, "decision_on": decision_on}
        for field, value in given.items():
            if not value:
                raise Refused("missing", "采纳的，请写决议或审议意见的名称、文号和日期", field=field)


def _tell(row: ExpertOpinion, at: datetime) -> None:
    on = local_date(at)
    authors = OpinionAuthor.objects.filter(opinion=row, declined_at__isnull=True)
    roster = DutyRoster(on)
    told = [
        each
        for author in authors.select_related("representative")
        for each in recipients.the_person(author.representative, roster)
    ]
    notify(
        f"{row.asked.item.subject}:decided:{row.pk}",
        dict.fromkeys([*told, *agenda.liaisons_of(row.asked, on)]),
        title=f"专业意见{row.get_status_display()}：{row.asked.item.title}",
        body=row.reason,
        link=agenda.link_of(row.asked.item),
        at=at,
    )
