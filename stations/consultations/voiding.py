"""作废: asked by one person, confirmed by another (docs/domain.md § 11)."""

from __future__ import annotations

from datetime import datetime

from office.actors import Actor
from office.events import Fact, record
from office.refusals import Refused
from office.verbs import verb
from stations.consultations import register
from stations.models import Consultation


@verb
def ask_void(consultation: Consultation, reason: str, *, by: Actor, at: datetime) -> Consultation:
    """作废 is asked by one person. Refused: `void`, `asked`, `reason_missing`, `is_request`."""
    consultation = register.locked(consultation)
    if consultation.void_asked_by_id:
        raise Refused("asked", "已经提出作废，等另一人确认。")
    if consultation.request_number:
        raise Refused("is_request", f"已转为诉求 {consultation.request_number}，不能作废。")
    if not reason:
        raise Refused("reason_missing", "请写明为什么作废。", field="reason")
    consultation.void_reason, consultation.void_asked_by = reason, register.person(by)
    consultation.void_asked_at = at
    consultation.save(update_fields=["void_reason", "void_asked_by", "void_asked_at"])
    record(Fact(consultation.subject, "consultation_void_asked", {}, {"reason": reason}), by=by, at=at)
    return consultation


@verb
def void(consultation: Consultation, *, by: Actor, at: datetime) -> Consultation:
    """Confirmed by staff who neither entered nor asked. Refused: `void`, `not_asked`, `second_person`."""
    consultation = _asked(consultation)
    user = register.person(by)
    if user.pk in (consultation.entered_by_id, consultation.void_asked_by_id):
        raise Refused("second_person", "作废须由登记人和提出人以外的另一人确认。")
    consultation.voided_by, consultation.voided_at = user, at
    consultation.save(update_fields=["voided_by", "voided_at"])
    register.next_state(consultation, at)
    record(Fact(consultation.subject, "consultation_voided"), by=by, at=at)
    return consultation


@verb
def keep(consultation: Consultation, *, by: Actor, at: datetime) -> Consultation:
    """What was asked to be voided stays. Refused: `void`, `not_asked`."""
    consultation = _asked(consultation)
    consultation.void_reason, consultation.void_asked_by, consultation.void_asked_at = "", None, None
    consultation.save(update_fields=["void_reason", "void_asked_by", "void_asked_at"])
    record(Fact(consultation.subject, "consultation_kept"), by=by, at=at)
    return consultation


def _asked(consultation: Consultation) -> Consultation:
    consultation = register.locked(consultation)
    if not consultation.void_asked_by_id:
        raise Refused("not_asked", "没有人提出作废。")
    return consultation
