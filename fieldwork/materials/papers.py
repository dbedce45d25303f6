"""Handing out papers, asking for them, answering, and the reminder of what is due."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from django.urls import reverse

from fieldwork.group_parts import liaisons_of
from fieldwork.models import Material, PaperRequest
from groups import recipients
from groups.duty_roster import DutyRoster
from groups.models import Group, ProfessionalGroup, Representative
from office import calendar, options
from office.actors import Actor
from office.calendar import local_date
from office.events import JSON, Fact, record
from office.models import User
from office.notifications.notices import notify, retract
from office.refusals import Refused
from office.roles import Role
from office.templatetags.wording import short_deadline_day
from office.verbs import verb


@dataclass(frozen=True)
class HandedOut:
    title: str
    copies: int
    handed_on: date
    to_whom: str
    activity: str = ""


@verb
def hand_out(group: Group, handed: HandedOut, *, by: Actor, at: datetime) -> Material:
    """Refused: `in_future`."""
    if handed.handed_on > local_date(at):
        raise Refused("in_future", "发放日期不能晚于今天", field="handed_on")
    material = Material.objects.create(**_key(group), **asdict(handed), at=at, by=by.user)
    data: dict[str, JSON] = {"copies": material.copies, "handed_on": material.handed_on}
    record(Fact(f"material:{material.pk}", "material_handed_out", data), by=by, at=at)
    return material


@verb
def ask(group: Group, representative: Representative, what: str, *, by: Actor, at: datetime) -> PaperRequest:
    """The liaisons of the group are told; staff where it has none. Refused: `exists` (the same words, still open)."""
    # The person's row is the lock: of two at once the second finds the first.
    Representative.objects.select_for_update().get(pk=representative.pk)
    waiting = PaperRequest.objects.waiting().filter(representative=representative, what=what)
    if waiting.exists():
        raise Refused("exists", "您已经提出过，正在准备", field="what")
    on = local_date(at)
    due_on = calendar.load().add(on, int(options.value("paper_answer_days", on)))
    request = PaperRequest.objects.create(
        **_key(group), representative=representative, what=what, asked_at=at, due_on=due_on
    )
    notify(
        f"paper:{request.pk}:asked",
        _answerers(group, on),
        title=f"{representative.name}代表要资料",
        body=f"{what}。请在 {short_deadline_day(due_on)}前答复。",
        link=reverse("fieldwork:materials", args=[group.code]),
        at=at,
    )
    data: dict[str, JSON] = {"representative": representative.code, "due_on": due_on}
    record(Fact(f"paper:{request.pk}", "paper_asked", data, {"what": what}), by=by, at=at)
    return request


@verb
def answer(request: PaperRequest, words: str, *, by: Actor, at: datetime) -> PaperRequest:
    """Refused: `answered`, `missing`."""
    request = (
        PaperRequest.objects.select_for_update(of=("self",))
        .select_related("representative")
        .get(pk=request.pk)
    )
    if request.answered_at is not None:
        raise Refused("answered", "已经答复过。")
    if not words:
        raise Refused("missing", "请写明答复", field="answer")
    request.answer, request.answered_at, request.answered_by = words, at, by.user
    request.save(update_fields=["answer", "answered_at", "answered_by"])
    retract(f"paper:{request.pk}:due", at=at)
    notify(
        f"paper:{request.pk}:answered",
        recipients.the_person(request.representative, DutyRoster(local_date(at))),
        title="您要的资料有答复",
        body=f"{request.what}：{words}",
        at=at,
    )
    record(Fact(f"paper:{request.pk}", "paper_answered", {}, {"answer": words}), by=by, at=at)
    return request


def remind(*, at: datetime) -> int:
    """Of what is due by the next working day, and once a week of what is late. How many wait."""
    on = local_date(at)
    due = PaperRequest.objects.due(calendar.load().next_working(on))
    rows = list(due.select_related("representative", "professional_group", "regional_group"))
    for request in rows:
        week = max(0, (on - request.due_on).days) // 7
        notify(
            f"paper:{request.pk}:due:{week}",
            _answerers(request.group, on),
            title=f"{request.representative.name}代表要的资料待答复",
            body=f"{request.what}。期限 {short_deadline_day(request.due_on)}。",
            link=reverse("fieldwork:materials", args=[request.group.code]),
            kind="reminder",
            at=at,
        )
    return len(rows)


def _answerers(group: Group, on: date) -> list[User]:
    return liaisons_of(group, on) or list(User.objects.with_role(Role.STAFF, on=on))


def _key(group: Group) -> dict[str, Any]:
    return {"professional_group" if isinstance(group, ProfessionalGroup) else "regional_group": group}
