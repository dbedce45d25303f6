"""Recording a visit, once for a form however often it is sent, and taking it back.

Who came may record it, a liaison or staff on behalf. Rules: docs/domain.md § 12.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from fieldwork import links
from fieldwork.models import OwnWord, Pairing, Visit, VisitPart, VisitStatus
from fieldwork.models.visits import How, Result, VisitKind
from fieldwork.pairings import tending
from fieldwork.pairings.pairing import identity_of, user_of
from fieldwork.reach import Reach, reach_of
from fieldwork.visits import asking
from groups.models import Representative
from office.actors import Actor
from office.calendar import local_date
from office.crypto import keyed_hash
from office.events import JSON, Fact, record
from office.models import User
from office.refusals import Refused
from office.verbs import verb
from stations.models import Enterprise
from stations.models.tokens import new_token
from stations.ties import Ties

LINK = "visit"
# What is older belongs to no open quarter any more.
ENTERED_WITHIN = timedelta(days=90)
NOT_RECORDED_ALONE = "由联络员或工作人员代记，或由到场的代表记录。"


@dataclass(frozen=True)
class Said:
    """What is said of a visit, cleaned; `met_at` in any zone."""

    met_at: datetime
    how: str
    kind: str
    result: str
    met: str = ""
    words: str = ""

    def fingerprint(self, enterprise: Enterprise, people: Sequence[Representative]) -> str:
        said = [
            enterprise.pk,
            sorted(person.pk for person in people),
            self.met_at.isoformat(),
            self.how,
            self.kind,
            self.result,
            self.met,
            self.words,
        ]
        return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()


@dataclass(frozen=True)
class Recorded:
    visit: Visit
    is_repeat: bool = False


@verb
def record_visit(
    enterprise: Enterprise,
    people: Sequence[Representative],
    said: Said,
    *,
    form_key: str,
    by: Actor,
    at: datetime,
) -> Recorded:
    """A visit of `people`, whose enterprise is asked where its telephone is known and nobody of them typed it.

    The same form again is the same visit. Refused: `not_yours`, `nobody_came`, `in_future`, `too_old`, `unknown`,
    `not_in_office`, `tied`, `twice_a_day`, `key_reused`.
    """
    user, enterprise = user_of(by), enterprise.leading
    # Two sendings of one form, and two records of one day, follow each other here.
    people = list(
        Representative.objects.select_for_update().filter(pk__in=[each.pk for each in people]).order_by("pk")
    )
    body = said.fingerprint(enterprise, people)
    earlier = Visit.objects.filter(form_hash=_form_hash(user, form_key)).first()
    if earlier is not None:
        if earlier.body_sha256 != body:
            raise Refused(
                "key_reused", "这一页刚才记过一次走访，这次写的不同。确实是另一次，请再点一次保存。"
            )
        return Recorded(earlier, is_repeat=True)
    reach = reach_of(user, local_date(at))
    _refuse_times(said, at)
    _refuse_words(said)
    _refuse_people(people, enterprise, reach, local_date(said.met_at))
    visit = _make(enterprise, people, said, user, body, form_key, at)
    for person in people:
        _add(visit, person, user, reach, at)
    asking.ask(visit, people, at=at)
    if visit.pairing is not None:
        tending.forget_reminders(visit.pairing, at=at)
    data: dict[str, JSON] = {
        "enterprise": enterprise.pk,
        "on": visit.on,
        "how": visit.how,
        "kind": visit.kind,
        "representatives": [person.code for person in people],
    }
    record(Fact(visit.subject, "visit_recorded", data), by=by, at=at)
    return Recorded(visit)


@verb
def withdraw(visit: Visit, reason: str, *, by: Actor, at: datetime) -> Visit:
    """Entered by mistake: it counts for nobody, and the day is free again. A repeat changes nothing.

    By who recorded it until it is confirmed, by a liaison of who came, by staff. Refused: `not_yours`,
    `reason_missing`, `became_request`.
    """
    user, visit = user_of(by), locked(visit)
    if visit.status == VisitStatus.WITHDRAWN:
        return visit
    if not may_withdraw(visit, user, reach_of(user, local_date(at))):
        raise Refused("not_yours", "核实以后由联络员或工作人员撤回。")
    if not reason:
        raise Refused("reason_missing", "请写明原因。", field="reason")
    if visit.request_number:
        raise Refused("became_request", f"已转为诉求 {visit.request_number}，不能撤回。")
    visit.status, visit.withdrawal_reason = VisitStatus.WITHDRAWN, reason
    visit.withdrawn_at, visit.withdrawn_by = at, user
    visit.save(update_fields=["status", "withdrawal_reason", "withdrawn_at", "withdrawn_by"])
    visit.parts.filter(withdrawn_at=None).update(withdrawn_at=at)
    record(Fact(visit.subject, "visit_withdrawn", {}, {"reason": reason}), by=by, at=at)
    return visit


@verb
def became_request(visit: Visit, number: str, *, by: Actor, at: datetime) -> Visit:
    """转为诉求, once: for the app that makes requests, inside its verb. Refused: `ended`."""
    visit = locked(visit)
    if visit.status not in (VisitStatus.RECORDED, VisitStatus.CONFIRMED):
        raise Refused("ended", f"这次走访{visit.get_status_display()}，不能转为诉求。")
    if visit.request_number:
        raise Refused("ended", f"已转为诉求 {visit.request_number}。")
    visit.result, visit.request_number = Result.REQUEST, number
    visit.save(update_fields=["result", "request_number"])
    record(Fact(visit.subject, "visit_became_request", {"number": number}), by=by, at=at)
    return visit


def may_withdraw(visit: Visit, user: User, reach: Reach) -> bool:
    if reach.is_staff or any(part.representative_id in reach.served for part in visit.parts.all()):
        return True
    return visit.recorded_by_id == user.pk and visit.status == VisitStatus.RECORDED


def locked(visit: Visit) -> Visit:
    rows = Visit.objects.select_for_update(of=("self",)).select_related("enterprise", "pairing")
    return rows.get(pk=visit.pk)


def _make(
    enterprise: Enterprise,
    people: Sequence[Representative],
    said: Said,
    user: User,
    body: str,
    form_key: str,
    at: datetime,
) -> Visit:
    token = new_token()
    pairings = Pairing.objects.open().filter(enterprise=enterprise, representative__in=people)
    return Visit.objects.create(
        token=token,
        link_hash=links.hash_of(LINK, links.token_of(LINK, token)),
        form_hash=_form_hash(user, form_key),
        body_sha256=body,
        pairing=pairings.order_by("pk").first(),
        enterprise=enterprise,
        met_at=said.met_at,
        on=local_date(said.met_at),
        how=said.how,
        kind=said.kind,
        met=said.met,
        words=said.words,
        result=said.result,
        recorded_by=user,
        recorded_at=at,
        recorded_on=local_date(at),
    )


def _add(visit: Visit, person: Representative, user: User, reach: Reach, at: datetime) -> None:
    """The person's own record needs no further word; what somebody else enters waits for it."""
    is_own = person.user_id == user.pk
    VisitPart.objects.create(
        visit=visit,
        representative=person,
        enterprise=visit.enterprise,
        on=visit.on,
        entered_by=user,
        entered_at=at,
        entered_on=local_date(at),
        own_word=OwnWord.SELF if is_own else OwnWord.WAITING,
    )


def _refuse_times(said: Said, at: datetime) -> None:
    if said.met_at > at:
        raise Refused("in_future", "走访时间不能晚于现在。", field="time")
    if said.met_at < at - ENTERED_WITHIN:
        raise Refused("too_old", f"只能补记 {ENTERED_WITHIN.days} 天内的走访。", field="day")


def _refuse_words(said: Said) -> None:
    for field, value, choices in (
        ("how", said.how, How),
        ("kind", said.kind, VisitKind),
        ("result", said.result, Result),
    ):
        if value not in choices.values:
            raise Refused("unknown", "请选择一项。", field=field)


def _refuse_people(people: Sequence[Representative], enterprise: Enterprise, reach: Reach, on: date) -> None:
    if not people:
        raise Refused("nobody_came", "请至少选一位到场的代表。", field="people")
    if not any(reach.enters_for(person.pk) for person in people):
        raise Refused("not_yours", NOT_RECORDED_ALONE, field="people")
    ties, identity = Ties(people, on=on), identity_of(enterprise)
    for person in people:
        if not person.is_in_office(on):
            raise Refused("not_in_office", f"{person.name}代表那天不在任。", field="people")
        if tie := ties.of(person, identity):
            raise Refused("tied", f"{person.name}代表{tie}，需要回避。", field="people")
    taken = VisitPart.objects.standing().filter(representative__in=people, enterprise=enterprise, on=on)
    if row := taken.select_related("representative").first():
        raise Refused(
            "twice_a_day", f"{row.representative.name}代表当天已记过走访这家企业，一天记一次。", field="day"
        )


def _form_hash(user: User, form_key: str) -> str:
    return keyed_hash("visit_form", f"{user.pk}:{form_key}")
