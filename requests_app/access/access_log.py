"""What is recorded of looking, not of handling: first views, revealed contacts, printed slips."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import models

from office import events
from office.actors import Actor
from office.calendar import local_date
from office.models import User
from office.refusals import Refused
from office.typed.phones import Phone
from office.verbs import verb
from requests_app.access.case_access import access_of
from requests_app.models import Assignment, EnterpriseRequest
from requests_app.models.case_file import CaseFile
from stations.scopes import Scopes


class RevealReason(models.TextChoices):
    CONTACT = "contact", "联系企业"
    VERIFY = "verify", "核实情况"
    CALL_BACK = "call_back", "电话回访"
    OTHER = "other", "其他"


@dataclass(frozen=True)
class Revealed:
    """Shown once, in the answer to the asking; `original` only where numbers in the text were masked.

    Whoever does not read the case (the counter) gets no words of it.
    """

    contact: str
    phone: Phone
    email: str
    original: str


@verb
def reveal(case: EnterpriseRequest, *, reason: str, note: str, by: User, at: datetime) -> Revealed:
    """Open the contact to somebody who may have it, and record who, when and why.

    Raises Refused: `not_yours`, `missing` (no reason, or “其他” without words), `no_contact`.
    """
    access = access_of(CaseFile(case), by, local_date(at))
    capacity, original = access.revealing_capacity, case.text_original if access.reads else ""
    if capacity is None:
        raise Refused("not_yours", "企业没有同意向您提供联系方式，请联系承办代表")
    if reason not in RevealReason.values:
        raise Refused("missing", "请选择查看联系方式的原因", field="reason")
    if reason == RevealReason.OTHER and not note.strip():
        raise Refused("missing", "请写明查看联系方式的原因", field="note")
    if not (case.contact or case.phone or case.email or original):
        raise Refused("no_contact", "这件诉求没有登记联系方式")
    fact = events.Fact(case.subject, "reveal", {"why": reason, "party": capacity.party}, _private(note))
    events.record(fact, by=capacity.by, at=at)
    return Revealed(case.contact, Phone(case.phone, case.phone_extension), case.email, original)


def view(file: CaseFile, user: User, *, at: datetime) -> bool:
    """部门已于 … 查看: the first look of a unit's officer, once; in the officer's own chain.

    Returns whether this was it: what `file` has read of the parts is out of date then.
    """
    units = Scopes.of(user, local_date(at)).department_ids
    unseen = any(
        (part.viewed_at is None and part.department_id in units)
        or (part.relay_viewed_at is None and part.through_id in units)
        for part in (file.current if units else ())
    )
    if unseen:
        _mark_viewed(file.case, units, by=user, at=at)
    return unseen


@verb
def _mark_viewed(case: EnterpriseRequest, departments: frozenset[int], *, by: User, at: datetime) -> None:
    """The unit's own first look, and that of the 转办单位 before it."""
    seen = list(_unseen(case, departments).select_for_update(of=("self",)).order_by("pk"))
    passed = list(_unseen_at_relay(case, departments).select_for_update(of=("self",)).order_by("pk"))
    if not seen and not passed:
        return
    Assignment.objects.filter(pk__in=[assignment.pk for assignment in seen]).update(viewed_at=at)
    Assignment.objects.filter(pk__in=[assignment.pk for assignment in passed]).update(relay_viewed_at=at)
    facts = [
        events.Fact(f"user:{by.pk}", "viewed", {"case": case.ledger_number, "assignment": assignment.pk})
        for assignment in {assignment.pk: assignment for assignment in (*seen, *passed)}.values()
    ]
    events.record(*facts, by=Actor.of(by), at=at)


def _unseen(case: EnterpriseRequest, departments: frozenset[int]) -> models.QuerySet[Assignment]:
    return Assignment.objects.current().filter(
        case=case, viewed_at__isnull=True, department_id__in=departments
    )


def _unseen_at_relay(case: EnterpriseRequest, departments: frozenset[int]) -> models.QuerySet[Assignment]:
    return Assignment.objects.current().filter(
        case=case, relay_viewed_at__isnull=True, through_id__in=departments
    )


def _private(note: str) -> dict[str, str]:
    return {"reason": note.strip()} if note.strip() else {}
