"""The enterprise is asked whether the visit took place: by its private link, at an address that no visitor typed.

来过 confirms, 没来过 is told to staff and auditors, 不记得 leaves it open. A second source may confirm instead.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.urls import reverse

from fieldwork import links
from fieldwork.models import Pairing, Visit, VisitStatus
from fieldwork.models.visits import Answer
from groups import recipients
from groups.models import Representative
from office.actors import Actor
from office.calendar import local_date
from office.events import Fact, record
from office.models import User
from office.notifications.notices import Address, notify
from office.refusals import Refused
from office.templatetags.wording import short_day
from office.typed import phones
from office.verbs import verb
from stations.scopes import Scopes

LINK = "visit"
CONFIRMATION = ["status", "confirmed_at", "confirmed_on", "confirmed_by", "basis"]


def ask(visit: Visit, people: Sequence[Representative], *, at: datetime) -> None:
    """Send the link, within the verb that recorded the visit; nothing where there is no address to trust."""
    number, actor = address_for(visit.enterprise_id, people, visit.recorded_by_id)
    if not number:
        return
    visit.asked_at = at
    visit.save(update_fields=["asked_at"])
    names = "、".join(person.name for person in people)
    notify(
        f"{visit.subject}:asked",
        [Address("sms", number, f"{actor}:phone")],
        title="请核实一次走访",
        body=f"{names}代表记录{short_day(visit.on)}{visit.get_how_display()}联系过贵企业。来过没来过，请打开链接选择。",
        at=at,
        secret=links.url_of("fieldwork:visit_answer", links.token_of(LINK, visit.token)),
    )


def address_for(enterprise: int, people: Sequence[Representative], recorder: int) -> tuple[str, str]:
    """A telephone of the enterprise that neither a visitor nor the recorder typed, and the subject it stands at.

    The one that the enterprise gave itself first; ("", "") where there is none.
    """
    suspects = {person.user_id for person in people} | {recorder}
    rows = Pairing.objects.open().filter(enterprise=enterprise).exclude(phone="")
    trusted = [
        row for row in rows.order_by("pk") if row.phone_by_id is None or row.phone_by_id not in suspects
    ]
    trusted.sort(key=lambda row: row.phone_by_id is not None)
    for row in trusted:
        if number := phones.stored(row.phone).number:
            return number, row.subject
    return "", ""


@verb
def answer(visit: Visit, given: str, *, by: Actor, at: datetime) -> Visit:
    """The enterprise's word behind its link; 不记得 can become another one, the others stand. A repeat changes nothing.

    Refused: `not_asked`, `unknown`, `answered`, `withdrawn`.
    """
    visit = _locked(visit)
    if visit.asked_at is None:
        raise Refused("not_asked", "这次走访没有请企业核实。")
    if given not in Answer.values:
        raise Refused("unknown", "请选择一项。", field="answer")
    if visit.status == VisitStatus.WITHDRAWN:
        raise Refused("withdrawn", "这次走访的记录已撤回，不用核实了。谢谢。")
    if visit.answer == given:
        return visit
    if visit.answer in (Answer.CAME, Answer.NOT_CAME):
        raise Refused("answered", f"已经答复“{visit.get_answer_display()}”。要更正，请联系服务站。")
    visit.answer, visit.answered_at = given, at
    if given == Answer.CAME and visit.status == VisitStatus.RECORDED:
        _confirm(visit, at)
    elif given == Answer.NOT_CAME:
        _deny(visit)
    visit.save(update_fields=["answer", "answered_at", *CONFIRMATION])
    if given == Answer.NOT_CAME:
        _tell_denied(visit, at=at)
    record(Fact(visit.subject, "visit_answered", {"answer": given}), by=by, at=at)
    return visit


@verb
def confirm(visit: Visit, basis: str, *, by: Actor, at: datetime) -> Visit:
    """A second source: neither who recorded it nor who came. A repeat changes nothing.

    Refused: `second_source`, `basis_missing`, `ended`.
    """
    user = by.user
    visit = _locked(visit)
    if visit.status == VisitStatus.CONFIRMED:
        return visit
    if visit.status != VisitStatus.RECORDED:
        raise Refused("ended", f"这次走访{visit.get_status_display()}，不能核实。")
    if user is None or not may_confirm(visit, user, local_date(at)):
        raise Refused("second_source", "记录人和到场的代表不能自己核实，请另一位核实。")
    if not basis:
        raise Refused("basis_missing", "请写明依据。", field="basis")
    visit.confirmed_by, visit.basis = user, basis
    _confirm(visit, at)
    visit.save(update_fields=CONFIRMATION)
    record(Fact(visit.subject, "visit_confirmed", {}, {"basis": basis}), by=by, at=at)
    return visit


def may_confirm(visit: Visit, user: User, on: date) -> bool:
    """Staff, or any liaison; never who recorded it, never who came, nor who stands in for one of them today."""
    scopes = Scopes.of(user, on)
    people = {part.representative_id for part in visit.parts.all()}
    acting = frozenset[int]().union(*(scope.representatives for scope in scopes.all))
    if people & acting or visit.recorded_by_id in {scope.user_id for scope in scopes.all}:
        return False
    return any(scope.is_staff or "liaison" in scope.roles for scope in scopes.all)


def visit_of_link(token: str) -> Visit | None:
    """By the enterprise's private link; only where the enterprise was asked."""
    rows = Visit.objects.for_list().filter(asked_at__isnull=False)
    return rows.filter(link_hash=links.hash_of(LINK, token)).first()


def url_of(visit: Visit) -> str:
    return reverse("fieldwork:desk_visit", args=[visit.token])


def _locked(visit: Visit) -> Visit:
    rows = Visit.objects.select_for_update(of=("self",)).select_related("enterprise")
    return rows.get(pk=visit.pk)


def _confirm(visit: Visit, at: datetime) -> None:
    visit.status, visit.confirmed_at, visit.confirmed_on = VisitStatus.CONFIRMED, at, local_date(at)


def _deny(visit: Visit) -> None:
    """The enterprise's word stands over a second source's."""
    visit.status, visit.confirmed_at, visit.confirmed_on = VisitStatus.DENIED, None, None
    visit.confirmed_by, visit.basis = None, ""


def _tell_denied(visit: Visit, *, at: datetime) -> None:
    names = "、".join(part.representative.name for part in visit.parts.select_related("representative"))
    notify(
        f"{visit.subject}:denied",
        recipients.staff_and_auditors(local_date(at)),
        title=f"企业说没来过：{visit.enterprise.name}",
        body=f"{names}代表{short_day(visit.on)}的走访，企业答复没来过。请核实。",
        link=url_of(visit),
        kind="escalation",
        at=at,
    )
