"""A pairing and a visit, for the tests of pairings, visits and confirmations."""

import datetime as dt
from itertools import count
from typing import Any

from fieldwork import links
from fieldwork.models import Pairing, Visit
from fieldwork.pairings import messages, pairing
from fieldwork.pairings.pairing import Proposal
from fieldwork.visits import recording
from fieldwork.visits.recording import Recorded, Said
from groups.models import Representative
from office.actors import Actor
from office.models import User
from stations.models import Enterprise

ENTERPRISE = Actor.requester("desk")
_numbers = count(1)


def person(user: User) -> Representative:
    return Representative.objects.get(user=user)


def an_enterprise(name: str = "湖北联众精密冲压有限公司", **given: Any) -> Enterprise:
    return Enterprise.objects.get_or_create(name=name, defaults=given)[0]


def proposed(who: Representative, by: User, at: dt.datetime, **given: Any) -> Pairing:
    """By default with a contact, whose telephone whoever proposes has typed."""
    enterprise = given.pop("enterprise", None) or an_enterprise()
    values = {"reason": "都做精密制造", "contact": "方经理", "phone": "19900040001"} | given
    return pairing.propose(who, enterprise, Proposal(**values), by=Actor.of(by), at=at)


def opened(who: Representative, by: User, staff: User, at: dt.datetime, **given: Any) -> Pairing:
    """Approved by `staff`, agreed to behind the link."""
    row = pairing.approve(proposed(who, by, at, **given), by=Actor.of(staff), at=at)
    return pairing.agree(row, by=ENTERPRISE, at=at)


def consent_path(row: Pairing) -> str:
    return f"/pairings/{messages.token_of(row)}/"


def answer_path(row: Visit) -> str:
    return f"/visits/{links.token_of('visit', row.token)}/"


def said(at: dt.datetime, **given: Any) -> Said:
    values = {"met_at": at, "how": "came", "kind": "listen", "result": "nothing", "met": "方经理"} | given
    return Said(**{"words": "银行要求先还后贷", **values})


def recorded(
    people: list[Representative], by: User, at: dt.datetime, *, key: str = "", **given: Any
) -> Recorded:
    enterprise = given.pop("enterprise", None) or an_enterprise()
    met_at = given.pop("met_at", at - dt.timedelta(hours=1))
    return recording.record_visit(
        enterprise,
        people,
        said(met_at, **given),
        form_key=key or f"form-{next(_numbers)}",
        by=Actor.of(by),
        at=at,
    )
