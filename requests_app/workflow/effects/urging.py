"""催办: counted, and from the desk a numbered letter to every unit that still owes something."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from office.refusals import Refused
from requests_app import urging
from requests_app.models import Letter, Urging
from requests_app.workflow import letters, parties, telling
from requests_app.workflow.engine import Taking
from requests_app.workflow.given import ask


@dataclass(frozen=True)
class UrgeGiven:
    text: str = ask("text", "催办内容", required=False, max_length=300)


def urge_guard(taking: Taking) -> Refused | None:
    if not urging.awaited([taking.case]):
        return Refused("not_followed", "这件诉求已经结束，没有要兑现的承诺和回头看，不用催办")
    if taking.party not in (parties.REQUESTER, parties.REQUESTER_SLIP):
        return None
    days = taking.option("urge_every_days")
    since = taking.on - timedelta(days=days)
    if Urging.objects.filter(case=taking.case, by_enterprise=True, urged_on__gt=since).exists():
        return Refused("too_soon", f"{days} 天内已经催办过，我们会尽快办理")
    return None


def urge(taking: Taking) -> None:
    """Tells whoever must act, never the one who urges."""
    case, by_enterprise = taking.case, taking.by.user is None
    row = Urging.objects.create(
        case=case,
        by=taking.by.user,
        by_enterprise=by_enterprise,
        text=taking.given.text,
        urged_at=taking.at,
        urged_on=taking.on,
    )
    reach = urging.Urgings([case], taking.on).of(case)
    if not by_enterprise:
        for owed in reach.owed:
            letters.issue(
                case,
                Letter.Kind.URGING,
                by=taking.user,
                at=taking.at,
                assignment=owed.part,
                text=row.text,
                due_on=owed.due_on,
                promise=owed.promise,
            )
    taking.say(by_enterprise=by_enterprise)
    taking.keep(text=row.text)
    title = "企业催办，请尽快办理" if by_enterprise else "收到催办，请尽快办理"
    told = [person for person in reach.people if person != taking.by.user]
    taking.then(lambda: telling.people(case, f"urge:{row.pk}", told, title, at=taking.at))
