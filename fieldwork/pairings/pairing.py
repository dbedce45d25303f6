"""A pairing from its proposal to its end: at most five a person, never with an enterprise that the person is tied to.

A liaison or the representative proposes, staff who did not propose it approve, the enterprise agrees by its private
link or on a signed sheet. Rules: docs/domain.md § 12.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from fieldwork import links
from fieldwork.models import Pairing, PairingStatus
from fieldwork.models.pairings import PLACES, Consent
from fieldwork.pairings import messages
from fieldwork.reach import reach_of
from groups.models import Mandate, Representative
from office.actors import Actor
from office.calendar import local_date
from office.events import JSON, Fact, record
from office.models import StoredFile, User
from office.refusals import Refused
from office.verbs import verb
from stations.models import Enterprise, PostingFunction
from stations.models.tokens import new_token
from stations.ties import Identity, Ties


@dataclass(frozen=True)
class Proposal:
    """What is said of a pairing, cleaned; the telephone as `str(phones.Phone)`."""

    reason: str
    function: PostingFunction | None = None
    industry: str = ""
    contact: str = ""
    phone: str = ""


@verb
def propose(
    representative: Representative, enterprise: Enterprise, proposal: Proposal, *, by: Actor, at: datetime
) -> Pairing:
    """A pairing that waits for staff. Refused: `not_yours`, `not_in_office`, `tied`, `paired`, `full`."""
    user, on = user_of(by), local_date(at)
    enterprise = enterprise.leading
    # The person's row is the lock under which places are given.
    representative = Representative.objects.select_for_update().get(pk=representative.pk)
    if not reach_of(user, on).enters_for(representative.pk):
        raise Refused("not_yours", "您不能为这位代表提出结对。", field="representative")
    refuse_unfit(representative, enterprise, on)
    standing = Pairing.objects.standing().filter(representative=representative)
    if standing.filter(enterprise=enterprise).exists():
        raise Refused(
            "paired", f"{representative.name}代表与这家企业已经结对或正在办理。", field="enterprise"
        )
    token = new_token()
    pairing = Pairing.objects.create(
        token=token,
        link_hash=links.hash_of(messages.LINK, links.token_of(messages.LINK, token)),
        representative=representative,
        enterprise=enterprise,
        place=_free_place(representative, set(standing.values_list("place", flat=True))),
        function=proposal.function,
        industry=proposal.industry or enterprise.industry,
        reason=proposal.reason,
        contact=proposal.contact,
        phone=proposal.phone,
        phone_by=user if proposal.phone else None,
        proposed_by=user,
        proposed_at=at,
        proposed_on=on,
    )
    data: dict[str, JSON] = {"representative": representative.code, "enterprise": enterprise.pk}
    _record(pairing, "pairing_proposed", data, {"reason": proposal.reason}, by=by, at=at)
    return pairing


@verb
def approve(pairing: Pairing, *, by: Actor, at: datetime) -> Pairing:
    """By staff who did not propose it; the enterprise is asked where its telephone is known. A repeat changes nothing.

    Refused: `not_yours`, `second_person`, `ended`, and as `propose` where something has changed since.
    """
    user, pairing = user_of(by), locked(pairing)
    _refuse_others_than_staff(user, at)
    if pairing.approved_at is not None and pairing.status != PairingStatus.ENDED:
        return pairing
    _refuse_ended(pairing)
    if pairing.proposed_by_id == user.pk:
        raise Refused("second_person", "提出人不能自己核定，请另一位工作人员核定。")
    refuse_unfit(pairing.representative, pairing.enterprise, local_date(at))
    pairing.approved_by, pairing.approved_at = user, at
    pairing.save(update_fields=["approved_by", "approved_at"])
    messages.ask_consent(pairing, at=at)
    _record(pairing, "pairing_approved", by=by, at=at)
    return pairing


@verb
def agree(pairing: Pairing, *, contact: str = "", phone: str = "", by: Actor, at: datetime) -> Pairing:
    """The enterprise agrees behind its link. A repeat changes nothing.

    `phone` replaces the one on record and is believed no more than that: whoever typed the number that the link was
    sent to stays beside it (docs/domain.md § 2, Keys and grades).

    Refused: `not_approved`, `ended`, `tied`, `not_in_office`.
    """
    pairing = locked(pairing)
    if pairing.status == PairingStatus.OPEN:
        return pairing
    if phone:
        pairing.phone = phone
    if contact:
        pairing.contact = contact
    pairing.save(update_fields=["phone", "contact"])
    return _open(pairing, Consent.LINK, None, by=by, at=at)


@verb
def agree_on_paper(pairing: Pairing, sheet: StoredFile, *, by: Actor, at: datetime) -> Pairing:
    """The signed 同意书, entered by staff or the liaison, never by who proposed. Refused: as `agree`, `second_person`."""
    user, pairing = user_of(by), locked(pairing)
    if pairing.status == PairingStatus.OPEN:
        return pairing
    if not reach_of(user, local_date(at)).serves(pairing.representative_id):
        raise Refused("not_yours", "由联络员或工作人员登记同意书。")
    if pairing.proposed_by_id == user.pk:
        raise Refused("second_person", "提出人不能自己登记同意书，请另一位核对后登记。")
    return _open(pairing, Consent.SHEET, sheet, by=by, at=at)


@verb
def decline(pairing: Pairing, *, by: Actor, at: datetime) -> Pairing:
    """The enterprise does not want it, behind its link. A repeat changes nothing. Refused: `not_approved`, `open`."""
    pairing = locked(pairing)
    if pairing.status == PairingStatus.ENDED:
        return pairing
    if pairing.status == PairingStatus.OPEN:
        raise Refused("open", "已经同意结对。要停止，请联系服务站。")
    _refuse_unapproved(pairing)
    _end(pairing, "企业不同意结对", by=by, at=at)
    messages.tell_declined(pairing, at=at)
    return pairing


@verb
def end(pairing: Pairing, reason: str, *, by: Actor, at: datetime) -> Pairing:
    """By the liaison or staff, at any stage; the representative is told. A repeat changes nothing. Refused: `not_yours`, `reason_missing`."""
    user, pairing = user_of(by), locked(pairing)
    if not reach_of(user, local_date(at)).serves(pairing.representative_id):
        raise Refused("not_yours", "由联络员或工作人员结束结对。")
    if not reason:
        raise Refused("reason_missing", "请写明原因。", field="reason")
    if pairing.status != PairingStatus.ENDED:
        _end(pairing, reason, by=by, at=at)
        messages.tell_ended(pairing, at=at)
    return pairing


@verb
def set_contact(pairing: Pairing, contact: str, phone: str, *, by: Actor, at: datetime) -> Pairing:
    """Who answers for the enterprise; the row names who typed the telephone, "" keeps the one that is there.

    Refused: `not_yours`, `ended`.
    """
    user, pairing = user_of(by), locked(pairing)
    if not reach_of(user, local_date(at)).enters_for(pairing.representative_id):
        raise Refused("not_yours", "您不能改这项结对的联系人。")
    _refuse_ended(pairing)
    if phone and phone != pairing.phone:
        pairing.phone, pairing.phone_by = phone, user
    pairing.contact = contact
    pairing.save(update_fields=["contact", "phone", "phone_by"])
    if pairing.awaits_consent:
        messages.ask_consent(pairing, at=at)
    _record(pairing, "pairing_contact_changed", by=by, at=at)
    return pairing


def leave_pairings(mandate: Mandate, by: Actor, at: datetime) -> None:
    """For `groups.mandates.left_office`: whoever is out of office keeps no pairing; the liaisons are told."""
    rows = Pairing.objects.standing().filter(representative=mandate.representative_id)
    for pairing in rows.select_related("representative", "enterprise").order_by("pk"):
        _end(locked(pairing), "代表不再任职", by=by, at=at)
        messages.tell_left(pairing, at=at)


def refuse_unfit(representative: Representative, enterprise: Enterprise, on: date) -> None:
    """回避 and office: docs/domain.md § 1. Refused: `not_in_office`, `tied`."""
    if not representative.is_in_office(on):
        raise Refused("not_in_office", f"{representative.name}代表目前不在任。", field="representative")
    tie = Ties([representative], on=on).of(representative, identity_of(enterprise))
    if tie:
        raise Refused("tied", f"{representative.name}代表{tie}，需要回避。", field="enterprise")


def identity_of(enterprise: Enterprise) -> Identity:
    """By row, code and name, always all three."""
    return Identity.of(enterprise.pk, name=enterprise.name, uscc=enterprise.uscc or "")


def pairing_of_link(token: str) -> Pairing | None:
    """By the enterprise's private link."""
    rows = Pairing.objects.select_related("representative", "enterprise", "function")
    return rows.filter(link_hash=links.hash_of(messages.LINK, token)).first()


def locked(pairing: Pairing) -> Pairing:
    rows = Pairing.objects.select_for_update(of=("self",)).select_related(
        "representative", "enterprise", "function"
    )
    return rows.get(pk=pairing.pk)


def user_of(by: Actor) -> User:
    if by.user is None:
        raise Refused("not_yours", "请先登录。")
    return by.user


def _free_place(representative: Representative, taken: set[int]) -> int:
    place = next((each for each in PLACES if each not in taken), None)
    if place is None:
        raise Refused(
            "full",
            f"{representative.name}代表已结对 {len(PLACES)} 家，先结束一家再结对。",
            field="representative",
        )
    return place


def _open(pairing: Pairing, consent: Consent, file: StoredFile | None, *, by: Actor, at: datetime) -> Pairing:
    _refuse_ended(pairing)
    _refuse_unapproved(pairing)
    refuse_unfit(pairing.representative, pairing.enterprise, local_date(at))
    pairing.status, pairing.consent, pairing.consent_file = PairingStatus.OPEN, consent, file
    pairing.opened_at, pairing.since = at, local_date(at)
    pairing.save(update_fields=["status", "consent", "consent_file", "opened_at", "since"])
    messages.tell_opened(pairing, at=at)
    _record(pairing, "pairing_opened", {"consent": str(consent)}, by=by, at=at)
    return pairing


def _end(pairing: Pairing, reason: str, *, by: Actor, at: datetime) -> None:
    pairing.status, pairing.end_reason = PairingStatus.ENDED, reason
    pairing.ended_at, pairing.ended_on = at, local_date(at)
    pairing.save(update_fields=["status", "end_reason", "ended_at", "ended_on"])
    _record(pairing, "pairing_ended", private={"reason": reason}, by=by, at=at)


def _refuse_ended(pairing: Pairing) -> None:
    if pairing.status == PairingStatus.ENDED:
        raise Refused("ended", f"这项结对已结束：{pairing.end_reason}。")


def _refuse_unapproved(pairing: Pairing) -> None:
    if pairing.approved_at is None:
        raise Refused("not_approved", "这项结对还没有核定。")


def _refuse_others_than_staff(user: User, at: datetime) -> None:
    if not reach_of(user, local_date(at)).is_staff:
        raise Refused("not_yours", "由代表工作机构工作人员核定。")


def _record(
    pairing: Pairing,
    name: str,
    data: Mapping[str, Any] | None = None,
    private: Mapping[str, str] | None = None,
    *,
    by: Actor,
    at: datetime,
) -> None:
    record(Fact(pairing.subject, name, dict(data or {}), dict(private or {})), by=by, at=at)
